from __future__ import annotations

import difflib
from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.hostapi.imports import GoneImport, gone_together
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class RemovedImport(Rule):
    '''An import from Open WebUI does not exist in the target release.

    ## What it does
    Reports imports of `open_webui` modules and names that were removed, were added in a later release, or
    never existed. An import whose failure is caught is left alone.

    ## Why is this bad?
    The import raises `ModuleNotFoundError` or `ImportError`: the component cannot be saved, or is switched off
    after an upgrade.

    ## Example
    ```python
    from open_webui.utils.pdf_generator import PDFGenerator


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return str(PDFGenerator)
    ```

    ## Use instead
    ```python
    """
    title: Who
    author: Jane Doe
    version: 1.0.0
    license: MIT
    requirements: fpdf2
    """

    import fpdf


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return str(fpdf)
    ```

    ## References
    The modules and names of 36 published releases, compared.
    '''

    code = "OWU602"
    name = "removed-import"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each import for which no new place is known."""
        for gone, *_ in gone_together(component):
            if gone.move is not None:
                continue
            if not gone.exists:
                yield self.finding(
                    gone.item.node,
                    f"`{gone.what}` exists in no release of Open WebUI; remove it",
                )
                continue
            yield self.finding(gone.item.node, f"`{gone.what}` {_reason(component, gone)}")


def _reason(component: Component, gone: GoneImport) -> str:
    """Return why the target cannot satisfy the import, and what to do."""
    if gone.first is not None:
        return f"is new in Open WebUI {gone.first}, so the import fails; catch the error"
    if gone.since is not None:
        return f"was removed in Open WebUI {gone.since}, so the import fails; remove it or catch the error"
    missing = f"does not exist in Open WebUI {component.host.version}"
    here = [name for name, at in Host.modules().items() if component.host.has(at)]
    near = difflib.get_close_matches(gone.what, here, 1, 0.9)
    return (
        f"{missing}; did you mean `{near[0]}`?"
        if near
        else f"{missing}; remove it or catch the error"
    )
