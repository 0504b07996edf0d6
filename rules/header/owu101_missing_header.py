from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component, Editor
from owui_lint.component.header.distributions import third_party_imports
from owui_lint.finding import Applicability, Edit, Fix, Severity, Span
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class MissingHeader(Rule):
    '''The component has no metadata header.

    ## What it does
    Reports a component without a docstring that holds at least one known key such as `title`. For a
    pipeline that imports nothing but the standard library this is a convention: its server reads
    `requirements` alone.

    ## Why is this bad?
    Without a header nothing is installed, the editor cannot fill in name and description, no version is
    shown in the lists, and users do not know whom to ask.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Use instead
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Fix safety
    Unsafe: the values are the author's to fill in.

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `extract_frontmatter`.
    '''

    code = "OWU101"
    name = "missing-header"
    severity = Severity.WARNING
    fixable = Applicability.UNSAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield line 1 when there is no header."""
        if component.header is not None and component.header.has_known_key:
            return
        harmless = component.kind is Kind.PIPELINE and all(
            component.host.pipelines_provide(item.target) for item in third_party_imports(component)
        )
        yield self.finding(
            Span(1, 0, 1, 0),
            "The metadata header is missing; start the file with a docstring of `title`, `author`, `version`",
            severity=Severity.CONVENTION if harmless else None,
            fix=_insert,
        )


def _insert(editor: Editor) -> Fix:
    main = editor.component.main
    values = {"title": main.name if main is not None else "", "version": "0.1.0"}
    template = (key for key, facts in Host.header_keys().items() if facts.template)
    lines = [f"{k}: {values.get(k, '')}".rstrip() for k in template if k != "requirements"]
    text = editor.newline.join(['"""', *lines, '"""', "", ""])
    return editor.unsafe("Insert the standard header", Edit(0, 0, text))
