from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Applicability, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class HeaderKeyOnClosingLine(Rule):
    '''The last header key is on the line of the closing quotes.

    ## What it does
    Reports a known key on the line that ends the header.

    ## Why is this bad?
    Open WebUI stops reading at the first line that contains three double quotes: what precedes them on that
    line is lost.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0"""


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
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Fix safety
    Safe: the text of the header stays as it is.

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `extract_frontmatter`.
    '''

    code = "OWU122"
    name = "header-key-on-closing-line"
    severity = Severity.WARNING
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the key."""
        header = component.header
        if header is None or component.kind is Kind.PIPELINE:
            return
        field = header.field_at(header.last_line, header.closing_text)
        if field is None or field.key.lower() not in component.host.header_keys():
            return
        yield self.finding(
            field.span,
            f"`{field.key}` is on the line of the closing quotes, so it is lost; move the quotes down",
            fix=lambda editor: editor.safe(
                "Put the quotes on a line of their own", editor.after(field.span, editor.newline)
            ),
        )
