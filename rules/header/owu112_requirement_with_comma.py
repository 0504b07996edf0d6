from __future__ import annotations

from collections.abc import Iterator
from dataclasses import astuple

from owui_lint.component import Component
from owui_lint.component.header.values import RequirementItem, split_requirements
from owui_lint.finding import Severity, Span
from owui_lint.rule import Draft, Rule


class RequirementWithComma(Rule):
    '''A requirement contains a comma, at which Open WebUI splits it.

    ## What it does
    Reports `pkg>=1,<2` and `pkg[a,b]` in `requirements`.

    ## Why is this bad?
    Open WebUI splits `requirements` at every comma and hands each piece to pip: `<2` is not a
    requirement, pip fails, and the save is rejected.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    requirements: requests>=2,<3
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
    requirements: requests~=2.31
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `install_frontmatter_requirements`.
    '''

    code = "OWU112"
    name = "requirement-with-comma"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each requirement that is written in more than one piece."""
        groups: dict[int, list[RequirementItem]] = {}
        if component.header is None:
            return
        for item in split_requirements(component.header):
            groups.setdefault(item.group, []).append(item)
        for pieces in groups.values():
            written = ",".join(piece.text for piece in pieces)
            span = Span(*astuple(pieces[0].span)[:2], *astuple(pieces[-1].span)[2:])
            yield self.finding(
                span,
                f"`{written}` is split at every comma, so pip fails; write at most one comparison and one extra",
            )
