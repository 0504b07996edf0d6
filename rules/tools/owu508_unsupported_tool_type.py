from __future__ import annotations

from collections.abc import Iterator

from owui_lint.analysis.syntax.scopes import Parameter
from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.methods import tool_methods
from owui_lint.tool_specs.unevaluable import unevaluable
from owui_lint.tool_specs.unsupported import unsupported


class UnsupportedToolType(Rule):
    '''A parameter of a tool has a type that the host cannot describe.

    ## What it does
    Reports `Callable`, plain and abstract classes, clients and requests, iterators, `any`, `callable` and
    `typing.TypedDict` as types of parameters that the model fills, and what is no type at all: numbers, lists
    (`city: ["Rome", "Oslo"]`), calls (`city: Field(…)`) and modules (`import datetime`, `day: datetime`);
    since 0.12.0 also dataclasses and
    TypedDicts of the file whose fields name anything but builtins, models with a forward reference, and generic
    models that nothing else of the file fills in (`Box[int]`). A callable beside another member of a union is
    left alone: the host leaves it out.

    ## Why is this bad?
    Building the schema raises an exception: the tool cannot be saved.

    ## Example
    ```python
    """
    title: Weather
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Tools:
        async def get_weather(self, city: any) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return city
    ```

    ## Use instead
    ```python
    """
    title: Weather
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Tools:
        async def get_weather(self, city: str) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return city
    ```

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, pydantic 2.13 and langchain-core 1.4.8, measured.
    '''

    code = "OWU508"
    name = "unsupported-tool-type"
    severity = Severity.ERROR
    kinds = frozenset({Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such parameter."""
        for method in tool_methods(component):
            for parameter in method.plain:
                if parameter.annotation is None:
                    continue
                reason = unsupported(component, component.host, parameter.annotation)
                if reason is not None and not _is_unresolvable(
                    component, component.host, parameter
                ):
                    yield self.finding(
                        parameter.node,
                        f"`{parameter.name}` is annotated with {reason}; Open WebUI cannot save the tool",
                    )


def _is_unresolvable(component: Component, host: Host, parameter: Parameter) -> bool:
    """Whether the host fails on the annotation before it looks at the type: OWU509."""
    return any(node is parameter.annotation for node, _ in unevaluable(component, host))
