from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.header.text import is_comment
from owui_lint.component.header.values import header_problems
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class InvalidVersion(Rule):
    '''The `version` is neither PEP 440 nor SemVer.

    ## What it does
    Reports a `version` that neither scheme knows, such as `1.0 beta two` or `latest`.

    ## Why is this bad?
    The lists show it as it is, but nothing can compare it: users cannot tell whether an update is newer.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: newest
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

    ## References
    [PEP 440](https://peps.python.org/pep-0440/), [Semantic Versioning](https://semver.org/).
    '''

    code = "OWU111"
    name = "invalid-version"
    severity = Severity.CONVENTION

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the value."""
        header = component.header
        if (
            header is None
            or not header.has_known_key
            or ("version", 0) not in header_problems(header)
        ):
            return
        field = header.get("version")
        if field is not None and not is_comment(field.value):
            yield self.finding(
                field.value_span, f"`{field.value}` is not a version; use a form such as `1.2.0`"
            )
