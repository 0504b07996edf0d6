from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component, HeaderField
from owui_lint.component.header.text import is_placeholder
from owui_lint.component.header.values import header_problems
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule
from owui_lint.words import quoted


class PlaceholderHeaderValue(Rule):
    '''A header value was left from a template.

    ## What it does
    Reports values such as `YourName`, `https://github.com/yourusername`, `A brief description of …` and `TODO`.

    ## Why is this bad?
    Whoever sees the component in a list sees the template's words, and links lead nowhere.

    ## Example
    ```python
    """
    title: Echo
    author: YourName
    version: 1.0.0
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
    The component templates.
    '''

    code = "OWU121"
    name = "placeholder-header-value"
    severity = Severity.CONVENTION

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each value that is a template's, requirements that pip refuses apart."""
        header = component.header
        if header is None or not header.has_known_key:
            return
        found: list[HeaderField] = []
        for field in header.fields:
            if field.key not in component.host.header_keys() or not is_placeholder(field):
                continue
            if field.key == "requirements" and _has_problem(component):
                continue
            found.append(field)
        if found:
            keys = quoted(field.key for field in found)
            verb = "have a value" if len(found) > 1 else "has a value"
            yield self.finding(
                found[0].value_span,
                f"{keys} {verb} left from a template; write your own",
                related=[(field.value_span, f"`{field.key}` too") for field in found[1:]],
            )


def _has_problem(component: Component) -> bool:
    header = component.header
    return header is not None and any(key == "requirements" for key, _ in header_problems(header))
