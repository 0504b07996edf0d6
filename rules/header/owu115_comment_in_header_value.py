from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from owui_lint.component import Component, Editor
from owui_lint.component.header.distributions import no_packages
from owui_lint.component.header.model import Header, HeaderField
from owui_lint.component.header.text import comment_in
from owui_lint.finding import Applicability, Fix, Severity, Span
from owui_lint.rule import Draft, Rule


class CommentInHeaderValue(Rule):
    '''A comment after a header value becomes part of the value.

    ## What it does
    Reports ` # …` at the end of the value of a known key. In a title or description a `#` is text.

    ## Why is this bad?
    The header is neither YAML nor Python: there are no comments in it. pip gets the comment as part of a
    package name, a version cannot be compared.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0  # first release
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
    version: 1.0.0
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Fix safety
    Safe: the value is what was meant without the comment.

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `extract_frontmatter`.
    '''

    code = "OWU115"
    name = "comment-in-header-value"
    severity = Severity.WARNING
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the comment."""
        header = component.header
        if header is None or not header.has_known_key:
            return
        for field in header.fields:
            comment = comment_in(field)
            if comment is not None and not _is_refused(header, field):
                yield self.finding(
                    comment,
                    f"`{field.key}` includes this comment, as headers have none; remove it",
                    fix=partial(_remove, comment),
                )


def _is_refused(header: Header, field: HeaderField) -> bool:
    """Whether OWU113 speaks of a requirement of the field, comment and all."""
    return field.key == "requirements" and any(
        none.item.span.line == field.line and "#" in none.item.text for none in no_packages(header)
    )


def _remove(comment: Span, editor: Editor) -> Fix:
    return editor.safe("Remove the comment", editor.replace(comment, ""))
