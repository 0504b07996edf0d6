"""What the host takes for tools: every public attribute of a `Tools` instance that can be called.

It goes through `dir(tools)` and asks each callable for its signature (utils/tools.py
`get_functions_from_tool`), so that decorators, lambdas and functions kept on the instance count too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from owui_lint.component.tools.attributes import is_offered
from owui_lint.component.tools.callables import Callables, Shown
from owui_lint.component.tools.specs import Tool
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component
    from owui_lint.component.syntax.classes import ClassModel
    from owui_lint.component.syntax.scopes import FunctionScope

_PROPERTIES = frozenset({"property", "cached_property", "setter", "getter", "deleter"})
_LOOKED_AT = (
    "__doc__",
    "__name__",
    "__signature__",
    "__annotations__",
    "__wrapped__",
    "__defaults__",
)


class OfferedTool(NamedTuple):
    """An attribute that the host offers to the model.

    Attributes:
        attribute: its name on the class or instance
        tool: what the host sees there; None where the file does not show it
    """

    attribute: str
    tool: Tool | None


def offered_tools(component: Component) -> Iterator[OfferedTool]:
    """The tools in the host's order: by the names of the attributes.

    Callables from elsewhere (`self.dumps = json.dumps`) and attributes that are set by name are not
    among them.
    """
    main = component.main
    if main is None or component.kind is not Kind.TOOLS:
        return
    callables = Callables(component)
    prepared = frozenset(_run_by_init(component, main))
    for name in sorted({*main.member_names(), *main.stored}):
        if is_offered(component, name):
            found = _on_instance(callables, main, name, prepared)
            if found is None:
                found = _on_class(callables, main, name)
            for shown, on_class in found:
                yield OfferedTool(name, _tool(component, name, shown, on_class=on_class))


_Found = list[tuple["Shown | None", bool]]
"""What is seen under a name, and whether the class has it: none for what cannot be called."""


def _run_by_init(component: Component, main: ClassModel) -> Iterator[FunctionScope]:
    """`__init__` and the methods it calls, directly or not."""
    pending = [f for name, f in main.methods() if name == "__init__"]
    seen: set[FunctionScope] = set()
    while pending:
        function = pending.pop()
        if function not in seen:
            seen.add(function)
            yield function
            callees = map(component.callee, function.of(cst.Call))
            pending += [callee for callee in callees if callee is not None]


def _on_instance(
    callables: Callables, main: ClassModel, name: str, prepared: frozenset[FunctionScope]
) -> _Found | None:
    """What the instance has under the name once it is made; None where that is what the class has."""
    stored = [item for item in main.stored.get(name, ()) if item.method in prepared]
    if not stored:
        return None
    values = [callables.value(s.value, s.method) if s.value is not None else None for s in stored]
    if len(values) == 1:
        return [(values[0], False)] if values[0] is not None else []
    return [(None, False)] if any(value is not None for value in values) else []


def _on_class(callables: Callables, main: ClassModel, name: str) -> _Found:
    scope = next((m.scope for m in main.lineage if m.scope.bindings.get(name)), None)
    if scope is None:
        return []
    last = scope.bindings[name][-1]
    if last.how == "def" and isinstance(last.node, cst.FunctionDef):
        function = main.method(name)
        if function is None or function.decorator_names & _PROPERTIES:
            return []
        return [(callables.bound(name, scope), True)]
    shown = callables.bound(name, scope) if last.how == "assign" else None
    return [(shown, True)] if shown is not None else []


def _tool(component: Component, name: str, shown: Shown | None, *, on_class: bool) -> Tool | None:
    if shown is None or _is_changed_elsewhere(component, name):
        return None
    parameters = shown.parameters(on_class=on_class)
    return Tool(
        component, shown.name, shown.function, parameters, shown.documented, is_typed=shown.is_typed
    )


def _is_changed_elsewhere(component: Component, name: str) -> bool:
    """Whether something writes what the host looks at: `Tools.search.__doc__ = …`, `self.search.__func__…`."""
    for special in _LOOKED_AT:
        for attribute in component.attributes_named.get(special, ()):
            owner = attribute.value
            if isinstance(owner, cst.Attribute) and owner.attr.value == "__func__":
                owner = owner.value
            is_named = isinstance(owner, cst.Attribute) and owner.attr.value == name
            if is_named and isinstance(
                component.parent(attribute), (cst.AssignTarget, cst.AugAssign, cst.AnnAssign)
            ):
                return True
    return False
