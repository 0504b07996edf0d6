from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from owui_lint.component import Component, Editor, HeaderField
from owui_lint.component.header.text import continued_value, is_block_mark
from owui_lint.finding import Applicability, Edit, Fix, Severity
from owui_lint.rule import Draft, Rule


class MultiLineHeaderValue(Rule):
    '''A header value continues on further lines, which are not read.

    ## What it does
    Reports a known key whose value is `>` or `|` (also `>-` …), or goes on in deeper indented lines, and
    a description whose sentence goes on in the next line.
    `requirements` has a rule of its own.

    ## Why is this bad?
    The header is not YAML: only the line of the key is read, and `description: >` shows as ">".

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    description: >
        Says what it was told,
        and nothing else.
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
    description: Says what it was told, and nothing else.
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Fix safety
    Safe: the words stay the same.

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `extract_frontmatter`.
    '''

    code = "OWU123"
    name = "multi-line-header-value"
    severity = Severity.WARNING
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the key."""
        header = component.header
        if header is None or not header.has_known_key:
            return
        for field in header.fields:
            if field.key not in component.host.header_keys() or field.key == "requirements":
                continue
            more = continued_value(header, field)
            if more or is_block_mark(field.value):
                yield self.finding(
                    field.key_span,
                    f"`{field.key}` is read from its first line only; write the value on one line",
                    fix=partial(_join, field, more),
                )


def _join(field: HeaderField, more: list[str], editor: Editor) -> Fix | None:
    if not more:
        return None
    first = [] if is_block_mark(field.value) else [field.value]
    start, _ = editor.offsets(field.key_span)
    last = field.line + len(more)
    end = editor.source.offset(last, len(editor.source.lines[last - 1].rstrip("\r\n")))
    return editor.safe(
        "Join the lines", Edit(start, end, " ".join([f"{field.key}:", *first, *more]))
    )
