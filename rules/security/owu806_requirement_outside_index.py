from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.header.values import requirement_items
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class RequirementOutsideIndex(Rule):
    '''A requirement is installed from outside the package index.

    ## What it does
    Reports items of `requirements` that are a URL, a version control reference, a path or an option of pip.

    ## Why is this bad?
    The installed code can change without a change of version, it has not passed through a package index, and
    the slim image has no `git`.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    requirements: git+https://github.com/owui-lint/owui-lint
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
    requirements: owui-lint==0.1.0
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## References
    Open WebUI changelog 0.11.4; pip documentation, "VCS support".
    '''

    code = "OWU806"
    name = "requirement-outside-index"
    severity = Severity.WARNING

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such item."""
        if component.header is None:
            return
        for item in requirement_items(component.header):
            is_refused = item.text.startswith("-") and " " in item.text  # OWU113 has it
            if item.is_elsewhere and not is_refused:
                yield self.finding(
                    item.span,
                    f"`{item.text}` is a pip option; `requirements` takes packages only"
                    if item.text.startswith("-")
                    else f"`{item.text}` does not come from the package index; name a published package",
                )
