from __future__ import annotations

from collections.abc import Iterator

from owui_lint.analysis.syntax.scopes import Parameter
from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.methods import tool_methods
from owui_lint.tool_specs.unevaluable import unevaluable
from owui_lint.tool_specs.unsupported import unsupported


class UnsupportedToolType(Rule):
    '''A parameter of a tool has a type that Open WebUI cannot describe.

    ## What it does
    Reports parameters that the model fills in and that are annotated with `Callable`, a plain or abstract
    class, a client or request, an iterator, `any`, `callable` or `typing.TypedDict`, or with something that
    is not a type: a number, a list (`city: ["Rome", "Oslo"]`), a call (`city: Field(…)`) or a module
    (`import datetime`, `day: datetime`). Since 0.12.0 also dataclasses and TypedDicts of the file whose
    fields name anything but builtins, models with a forward reference, and generic models that nothing else
    in the file parametrizes (`Box[int]`). A callable beside another member of a union is not reported: Open
    WebUI leaves it out.

    ## Why is this bad?
    Open WebUI raises an exception while it builds the tool's schema, so the tool cannot be saved.

    ## Example
    ```python
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
                reason = unsupported(component, parameter.annotation)
                if reason is not None and not _is_unresolvable(component, parameter):
                    remedy = "change it" if ", whose" in reason else "use a JSON type"
                    yield self.finding(
                        parameter.node,
                        f"`{parameter.name}` is annotated with {reason}, so the tool cannot be saved; "
                        f"{remedy}",
                    )


def _is_unresolvable(component: Component, parameter: Parameter) -> bool:
    """Return whether Open WebUI fails on the annotation before it looks at the type (OWU509)."""
    return any(node is parameter.annotation for node, _ in unevaluable(component))
