from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.methods import tool_methods


class DocstringParameterMismatch(Rule):
    '''The docstring of a tool describes a parameter that does not exist.

    ## What it does
    Reports `:param x:` lines where the method has no parameter `x`.

    ## Why is this bad?
    Open WebUI ignores the line, so the parameter that was meant has no description.

    ## Example
    ```python
    class Tools:
        async def get_weather(self, city: str) -> str:
            """
            Get the weather of a city.

            :param town: name of the city
            """
            return city
    ```

    ## Use instead
    ```python
    class Tools:
        async def get_weather(self, city: str) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return city
    ```

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, `convert_function_to_pydantic_model`.
    '''

    code = "OWU505"
    name = "docstring-parameter-mismatch"
    severity = Severity.WARNING
    kinds = frozenset({Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the `def`, for each unknown name."""
        for method in tool_methods(component):
            if method.docstring is None or any(p.star == "**" for p in method.visible):
                continue
            names = {parameter.name for parameter in method.function.parameters}
            for name in dict.fromkeys(method.docstring.named):
                if name not in names:
                    yield self.finding(
                        method.function.node,
                        f"`:param {name}:` names no parameter of `{method.name}`; rename or remove it",
                    )
