from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.methods import tool_methods


class UntypedToolParameter(Rule):
    '''A parameter of a tool has no type annotation.

    ## What it does
    Reports parameters that the model fills in and that have no annotation.

    ## Why is this bad?
    Without an annotation, Open WebUI tells the model that the parameter is a string: numbers, lists and flags
    arrive as text.

    ## Example
    ```python
    class Tools:
        async def get_weather(self, city) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
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
    Open WebUI 0.12.4, `utils/tools.py`, `clean_properties`; measured.
    '''

    code = "OWU506"
    name = "untyped-tool-parameter"
    severity = Severity.WARNING
    kinds = frozenset({Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such parameter."""
        for method in tool_methods(component):
            for parameter in method.plain:
                default = parameter.default
                is_text = default is not None and isinstance(component.literal(default), str)
                if parameter.annotation is None and not is_text:
                    yield self.finding(
                        parameter.node,
                        f"`{parameter.name}` has no type, so the model sends a string; annotate it",
                    )
