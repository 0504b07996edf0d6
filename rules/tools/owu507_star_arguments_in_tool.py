from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.methods import tool_methods


class StarArgumentsInTool(Rule):
    '''A tool takes `*args` or `**kwargs`.

    ## What it does
    Reports `*args` and `**kwargs` in the signatures of tools.

    ## Why is this bad?
    Open WebUI describes them to the model as required string parameters named `args` and `kwargs`. The model
    has to invent values, and the call fails or receives them under these names.

    ## Example
    ```python
    class Tools:
        async def get_weather(self, city: str, **kwargs) -> str:
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
    Open WebUI 0.12.4, `utils/tools.py`, `convert_function_to_pydantic_model`; measured.
    '''

    code = "OWU507"
    name = "star-arguments-in-tool"
    severity = Severity.ERROR
    kinds = frozenset({Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each star parameter."""
        for method in tool_methods(component):
            for parameter in method.visible:
                if parameter.star:
                    yield self.finding(
                        parameter.node,
                        f"`{parameter.star}{parameter.name}` is shown to the model as a required string; "
                        "name the parameters",
                        severity=Severity.WARNING if parameter.star == "**" else None,
                    )
