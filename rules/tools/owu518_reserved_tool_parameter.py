from __future__ import annotations

from collections.abc import Iterator

from owui_lint.analysis.pydantic.models import PROTECTED
from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.methods import tool_methods
from owui_lint.tool_specs.type_data import RESERVED_HIDDEN


class ReservedToolParameter(Rule):
    '''A parameter of a tool has a name that pydantic reserves.

    ## What it does
    Reports parameters that the model would fill in and that are named like a pydantic method or setting
    (`model_config`, `model_dump` …), and parameters such as `__config__`, `__base__` and `__validators__`,
    which Open WebUI does not fill in.

    ## Why is this bad?
    Open WebUI builds a pydantic model from the signature. Such a name cannot be a field of it, and the tool
    cannot be saved.

    ## Example
    ```python
    class Tools:
        async def get_weather(self, city: str, model_config: str = "") -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            :param model_config: how
            """
            return city
    ```

    ## Use instead
    ```python
    class Tools:
        async def get_weather(self, city: str, configuration: str = "") -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            :param configuration: how
            """
            return city
    ```

    ## References
    pydantic 2.13, `create_model`, measured.
    '''

    code = "OWU518"
    name = "reserved-tool-parameter"
    severity = Severity.ERROR
    kinds = frozenset({Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such parameter."""
        for method in tool_methods(component):
            for parameter in method.parameters:
                if parameter.name in PROTECTED | RESERVED_HIDDEN:
                    yield self.finding(
                        parameter.node,
                        f"`{parameter.name}` is a name that pydantic refuses, so the tool cannot be saved; "
                        "rename it",
                    )
