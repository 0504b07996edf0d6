"""OWU224 valve-read-off-class."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.guards import is_caught
from owui_lint.component import Component, Editor
from owui_lint.component.valves.model import ValvesClass, valves_of
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule

_CAUGHT = frozenset({"", "AttributeError", "Exception", "BaseException"})


class ValveReadOffClass(Rule):
    """A valve is read off its class instead of the instance.

    ## What it does
    Reports `self.Valves.x`, `Pipe.UserValves.x` and `Valves.x` where `x` is an annotated field of that
    pydantic model. Class variables, methods, names that the file itself assigns to the class, and code that
    expects the `AttributeError` are silent.

    ## Why is this bad?
    pydantic 2 takes fields off the class, with a default or without: reading one raises `AttributeError`.
    What was saved is on the instance alone.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Filter:
        class Valves(BaseModel):
            limit: int = Field(default=10, description="How many")

        def __init__(self):
            self.valves = self.Valves()

        async def inlet(self, body: dict) -> dict:
            body["messages"] = body["messages"][-self.Valves.limit :]
            return body
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Filter:
        class Valves(BaseModel):
            limit: int = Field(default=10, description="How many")

        def __init__(self):
            self.valves = self.Valves()

        async def inlet(self, body: dict) -> dict:
            body["messages"] = body["messages"][-self.valves.limit :]
            return body
    ```

    ## Fix safety
    Safe: the class has no such attribute, so that the instance is the only thing that can have been meant.
    Offered for `Valves` in methods of the component.

    ## References
    pydantic 2.13.4, measured; the same in every pydantic 2.
    """

    code = "OWU224"
    name = "valve-read-off-class"
    severity = Severity.ERROR
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such read."""
        for valves in valves_of(component).classes:
            assigned = _assigned(component, valves)
            for name, valve in valves.fields.items():
                if name in assigned or name.startswith(("_", "model_")) or _is_other(valves, name):
                    continue
                for node in component.attributes_named.get(name, ()):
                    if _is_read(component, valves, node):
                        yield self.finding(
                            node,
                            f"`{_written(node.value)}` is a class and has no `{name}`; "
                            f"read it off the instance",
                            related=[(valve.target, "The field is declared here")],
                            fix=partial(_off_instance, node=node, valves=valves),
                        )


def _is_other(valves: ValvesClass, name: str) -> bool:
    """Whether the class has something else under that name too."""
    if not valves.is_closed:
        return True
    found = (one.scope.bindings.get(name, []) for one in valves.model.lineage)
    return any(b.how not in ("assign", "annotation") for bindings in found for b in bindings)


def _written(node: cst.BaseExpression) -> str:
    return cst.Module([]).code_for_node(node)


def _is_read(component: Component, valves: ValvesClass, node: cst.Attribute) -> bool:
    if isinstance(component.parent(node), (cst.AssignTarget, cst.Del)):
        return False
    scope = component.scope_of(node)
    if component.class_named(node.value, scope) is not valves.model:
        return False
    return not is_caught(component, node, _CAUGHT)


def _assigned(component: Component, valves: ValvesClass) -> frozenset[str]:
    """The names that the file itself assigns to the class: `Valves.limit = 3`."""
    targets = (
        node.target
        for node in component.of(cst.AssignTarget)
        if isinstance(node.target, cst.Attribute)
    )
    return frozenset(
        target.attr.value
        for target in targets
        if component.class_named(target.value, component.scope_of(target)) is valves.model
    )


def _off_instance(editor: Editor, node: cst.Attribute, valves: ValvesClass) -> Fix | None:
    component = editor.component
    model = valves_of(component)
    function = component.function_around(node)
    if valves is not model.valves or function is None or component.kind is Kind.FUNCTION:
        return None
    owner, main = function.owner, component.main
    if main is None or owner not in main.lineage or function.self_name is None:
        return None
    if function in model.starting_functions or not model.is_initialised:
        return None
    instance = f"{function.self_name}.{model.attribute}"
    return editor.safe(f"Read `{instance}`", editor.replace(node.value, instance))
