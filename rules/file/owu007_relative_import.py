"""OWU007 relative-import."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.analysis.guards import survives_import_error
from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class RelativeImport(Rule):
    """The component imports from a package that it is not part of.

    ## What it does
    Reports relative imports, except where the code goes on without them (`try`/`except`).

    ## Why is this bad?
    A component is one string that Open WebUI executes: there is no package around it, and
    `from .helpers import x` raises `ImportError` when it is saved.

    ## Example
    ```python
    from .helpers import shout


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return shout("echo")
    ```

    ## Use instead
    ```python
    def shout(text: str) -> str:
        return text.upper()


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return shout("echo")
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`: `exec(content, module.__dict__)`; Pipelines server,
    `main.py`: `load_module_from_path`.
    """

    code = "OWU007"
    name = "relative-import"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each statement with leading dots that nothing catches."""
        seen: set[int] = set()
        for item in component.imports:
            if (
                item.level == 0
                or id(item.statement) in seen
                or survives_import_error(component, item.statement)
            ):
                continue
            seen.add(id(item.statement))
            module = "." * item.level + item.written
            yield self.finding(
                item.statement,
                f"`{module}` is a relative import, which fails in a component; install it as a package",
            )
