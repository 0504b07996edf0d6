from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.methods import tool_methods


class PrivateToolParameter(Rule):
    '''A tool needs a parameter that is hidden from the model.

    ## What it does
    Reports parameters of tools with a leading underscore that have no default, or that the docstring
    describes with `:param`.

    ## Why is this bad?
    A leading underscore hides the parameter from the model, and Open WebUI does not fill it in: every call
    raises `TypeError`. If the docstring describes it, it becomes a field of the pydantic model that Open
    WebUI builds from the signature; pydantic refuses field names with a leading underscore, and the tool
    cannot be saved.

    ## Example
    ```python
    class Tools:
        async def get_weather(self, city: str, _unit: str) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return city
    ```

    ## Use instead
    ```python
    class Tools:
        async def get_weather(self, city: str, _unit: str = "C") -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return city
    ```

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, pydantic: names with a leading underscore are no fields.
    '''

    code = "OWU510"
    name = "private-tool-parameter"
    severity = Severity.ERROR
    kinds = frozenset({Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such parameter."""
        refused = component.host.has(component.host.fact("described_parameters_are_fields"))
        for method in tool_methods(component):
            described = method.docstring.parameters if method.docstring is not None else {}
            for parameter in method.entry.parameters:
                name = parameter.name
                if not name.startswith("_") or parameter.is_dunder:
                    continue
                if refused and described.get(name) and not name.startswith("__"):
                    message = f"`{name}` is described but begins with `_`, so the tool cannot be saved; rename it"
                    yield self.finding(parameter.node, message)
                elif parameter.is_required:
                    message = f"`{name}` is hidden from the model and never filled; give it a default or rename it"
                    yield self.finding(parameter.node, message)
