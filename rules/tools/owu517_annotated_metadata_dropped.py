from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.methods import tool_methods


class AnnotatedMetadataDropped(Rule):
    '''The description in `Annotated` does not reach the model.

    ## What it does
    Reports `Annotated[…, Field(description=…)]` on parameters of tools that have no `:param name:` line.

    ## Why is this bad?
    Open WebUI reads annotations without their metadata, so the parameter has no description.

    ## Example
    ```python
    from typing import Annotated

    from pydantic import Field


    class Tools:
        async def get_weather(self, city: Annotated[str, Field(description="name of the city")]) -> str:
            """Get the weather of a city."""
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
    Open WebUI 0.12.4, `utils/tools.py`, `get_type_hints(func)` without `include_extras`.
    '''

    code = "OWU517"
    name = "annotated-metadata-dropped"
    severity = Severity.WARNING
    kinds = frozenset({Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such parameter."""
        for method in tool_methods(component):
            described = method.docstring.parameters if method.docstring is not None else {}
            for parameter in method.plain:
                if parameter.name not in described and method.annotated_description(parameter):
                    yield self.finding(
                        parameter.node,
                        f"The description of `{parameter.name}` does not reach the model; "
                        f"use `:param {parameter.name}:`",
                    )
