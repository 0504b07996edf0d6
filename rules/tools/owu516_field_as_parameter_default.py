from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component, Parameter
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.methods import ToolMethod, tool_methods


class FieldAsParameterDefault(Rule):
    '''The default of a tool parameter is a `Field` object.

    ## What it does
    Reports parameters of tools whose default is `Field(…)`. Silent where the first thing that the method
    does with the parameter is to set it, or to ask what it is (`isinstance`, `hasattr`).

    ## Why is this bad?
    The schema is right, but when the model leaves the parameter out, the method receives the `FieldInfo`
    object instead of a value.

    ## Example
    ```python
    from pydantic import Field


    class Tools:
        async def get_weather(self, city: str = Field(default="Rome", description="name of the city")) -> str:
            """Get the weather of a city."""
            return city
    ```

    ## Use instead
    ```python
    class Tools:
        async def get_weather(self, city: str = "Rome") -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return city
    ```

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, measured.
    '''

    code = "OWU516"
    name = "field-as-parameter-default"
    severity = Severity.WARNING
    kinds = frozenset({Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such parameter."""
        for method in tool_methods(component):
            for parameter in method.visible:
                call = method.field_call(parameter)
                if (
                    call is not None
                    and not _is_required(call.node)
                    and not _is_resolved(component, method, parameter)
                ):
                    yield self.finding(
                        parameter.node,
                        f"`{parameter.name}` is a `FieldInfo` when the model leaves it out; use a plain default",
                    )


def _is_resolved(component: Component, method: ToolMethod, parameter: Parameter) -> bool:
    """Whether the method gives the name a value of its own before it does anything else with it."""
    function = method.function
    uses = function.named(parameter.name)
    if uses and _asks_for_type(component, uses[0]):
        return True
    bindings = [b for b in function.bindings.get(parameter.name, ()) if b.how == "assign"]
    if not bindings or not uses or not isinstance(bindings[0].node, cst.Assign):
        return False
    first = bindings[0].node
    inside = [name for name in uses if first in component.ancestors(name)]
    return uses[0] in inside


def _asks_for_type(component: Component, name: cst.Name) -> bool:
    """`if not isinstance(x, str): …`, `hasattr(x, "default")`: the author has thought of it."""
    arg = component.parent(name)
    call = component.parent(arg) if isinstance(arg, cst.Arg) else None
    return isinstance(call, cst.Call) and component.qualified(call.func) in _ASKING


_ASKING = frozenset({"isinstance", "hasattr", "type", "getattr"})


def _is_required(call: cst.Call) -> bool:
    """Whether the `Field` has no default: the model always sends a value then."""
    for arg in call.args:
        if arg.keyword is None or arg.keyword.value in ("default", "default_factory"):
            return isinstance(arg.value, cst.Ellipsis)
    return True
