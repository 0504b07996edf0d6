from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component, Editor, HeaderField
from owui_lint.component.header.text import continued_requirements, count_continued
from owui_lint.finding import Applicability, Edit, Fix, Severity
from owui_lint.rule import Draft, Rule


class MultiLineRequirements(Rule):
    '''`requirements` continues on further lines, which are not read.

    ## What it does
    Reports a list of packages that continues after the line of the key.

    ## Why is this bad?
    The header is read line by line: only what is on the line of `requirements:` is installed, and the
    component fails with `ModuleNotFoundError` when it is saved.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    requirements: requests,
        pandas
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
    requirements: requests, pandas
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Fix safety
    Safe: the packages are those that are listed. There is no fix for a list with `pkg>=1,<2` or
    `pkg[a,b]`, which Open WebUI splits at the comma.

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `extract_frontmatter`.
    '''

    code = "OWU114"
    name = "multi-line-requirements"
    severity = Severity.ERROR
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the line of the key."""
        header = component.header
        field = header.get_any_case("requirements") if header is not None else None
        if header is None or field is None:
            return
        more = continued_requirements(header, field)
        if more:
            yield self.finding(
                field.span,
                f"`requirements` is read from its first line only, without `{more[0]}`; join the lines",
                fix=lambda editor: _join(editor, field, more),
            )


def _join(editor: Editor, field: HeaderField, more: list[str]) -> Fix | None:
    if any("," in item for item in more):
        return None  # Open WebUI would split it there (OWU112)
    first = field.value.strip("[] ").rstrip(",")
    value = ", ".join(item for item in (first, *more) if item)
    start, _ = editor.offsets(field.key_span)
    last = field.line + count_continued(editor.component.header, field)
    end = editor.source.offset(last, len(editor.source.lines[last - 1].rstrip("\r\n")))
    return editor.safe("Join the lines", Edit(start, end, f"{field.key}: {value}"))
