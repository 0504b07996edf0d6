from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class DuplicateHeaderKey(Rule):
    '''A header key is set twice.

    ## What it does
    Reports every occurrence of a key but the last.

    ## Why is this bad?
    The last one wins: what the earlier line says is lost.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    version: 1.1.0
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Use instead
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.1.0
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `extract_frontmatter`.
    '''

    code = "OWU108"
    name = "duplicate-header-key"
    severity = Severity.WARNING

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each line whose key comes again further down."""
        header = component.header
        if header is None or not header.has_known_key:
            return
        last = {
            field.key: field for field in header.fields if field.key in component.host.header_keys()
        }
        for field in header.fields:
            winner = last.get(field.key)
            if winner is not None and field is not winner:
                yield self.finding(
                    field.span,
                    f"`{field.key}` is set again below, so this line is lost; remove one",
                    related=[(winner.span, "This line is used")],
                )
