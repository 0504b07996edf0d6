from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component, Editor, Header
from owui_lint.component.header.keys import is_unread
from owui_lint.finding import Applicability, Edit, Fix, Severity, Span
from owui_lint.rule import Draft, Rule


class UnreadHeader(Rule):
    '''Open WebUI reads the header as empty.

    ## What it does
    Reports a header that does not start with a first line of exactly three double quotes: after a blank
    line, a comment, a shebang or `from __future__`, in single quotes, with a prefix, in parentheses, or
    with text on the opening line. The Pipelines server is laxer: there, text on the opening line is fine,
    and only a header with `requirements` matters.

    ## Why is this bad?
    Open WebUI reads the header only if the first line of the file is exactly `"""`. Otherwise it takes the
    header for empty: requirements are not installed, the version gate is off, icon and title are missing.
    Nothing is said about it.

    ## Example
    ```python
    # My first pipe
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    requirements: requests
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
    license: MIT
    requirements: requests
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Fix safety
    Safe: the text of the header stays as it is, and a docstring may stand before comments and
    `from __future__` imports. There is no fix where the text holds three double quotes or escapes.

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `extract_frontmatter`.
    '''

    code = "OWU102"
    name = "unread-header"
    severity = Severity.ERROR
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the header's first line, with the reason."""
        header = component.header
        if header is None or not header.has_known_key or not is_unread(header, component.kind):
            return
        yield self.finding(
            Span(header.first_line, 0, header.first_line, len(header.line_text(header.first_line))),
            f"Open WebUI reads this header as empty, because {_reason(header)}",
            fix=lambda editor: _mend(editor, header),
        )


def _reason(header: Header) -> str:
    if header.first_line != 1:
        return f"it starts on line {header.first_line}; start it on line 1"
    if header.in_parentheses:
        return "it is in parentheses; remove them"
    if header.prefix:
        return f"its quotes have the prefix `{header.prefix}`; remove it"
    if header.quotes != '"""':
        return 'its quotes are not `"""`; use those'
    return "text follows the opening quotes; begin on the next line"


def _is_one_string(editor: Editor, header: Header) -> bool:
    """Whether it is not joined of several."""
    return editor.code(header.node).startswith(header.prefix + header.quotes)


def _mend(editor: Editor, header: Header) -> Fix | None:
    """Move the text between the quotes to the top of the file, in plain quotes on lines of their own."""
    start, end = editor.offsets(header.node)
    opening, quotes = len(header.prefix) + len(header.quotes), len(header.quotes)
    content = editor.source.text[start + opening : end - quotes]
    if header.in_parentheses or not _is_one_string(editor, header):
        return None
    if (
        '"""' in content
        or ("\\" in content and (header.prefix or quotes == 1))
        or "f" in header.prefix.lower()
    ):
        return None
    newline = editor.newline
    lines = content.strip("\r\n") if header.opening_text else content.lstrip(" \t").strip("\r\n")
    text = f'"""{newline}{lines.strip(" ") if quotes == 1 else lines}{newline}"""'
    title = "Start the file with the header"
    if start == 0:
        return editor.safe(title, Edit(start, end, text))
    last, _ = editor.source.position(end)
    first_line, column = editor.source.position(start)
    line_end = editor.source.offset(last, len(header.line_text(last)))
    if column or editor.source.text[end:line_end].strip():
        return None  # something else stands on these lines
    return editor.safe(title, Edit(0, 0, text + newline), editor.delete_lines(first_line, last))
