"""What Open WebUI takes for tools: every public attribute of a `Tools` instance that can be called.

It goes through `dir(tools)` and asks each callable for its signature (utils/tools.py
`get_functions_from_tool`), so that decorators, lambdas and functions kept on the instance count too.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.component.valves.model import valves_of
from owui_lint.kinds import Kind
from owui_lint.tool_specs.attributes import is_offered
from owui_lint.tool_specs.callables import Callables, Shown
from owui_lint.tool_specs.spec import Tool

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel, Stored
    from owui_lint.component.model import Component

_LOOKED_AT = (
    "__doc__",
    "__name__",
    "__signature__",
    "__annotations__",
    "__wrapped__",
    "__defaults__",
)
"""Attributes of a function that decide what Open WebUI sees of it."""


class OfferedTool(NamedTuple):
    """An attribute that Open WebUI offers to the model.

    Attributes:
        attribute: its name on the class or instance
        tool: what Open WebUI sees there; None where the file does not show it
    """

    attribute: str
    tool: Tool | None


@cached
def offered_tools(component: Component) -> tuple[OfferedTool, ...]:
    """Return everything Open WebUI takes for a tool, whatever decorators and assignments make of it.

    In Open WebUI's order: by the names of the attributes.

    Callables from elsewhere (`self.dumps = json.dumps`) and attributes that are set by name are not
    among them.
    """
    return tuple(_find(component))


def _find(component: Component) -> Iterator[OfferedTool]:
    main = component.main
    if main is None or component.kind is not Kind.TOOLS:
        return
    callables = Callables(component)
    starting = valves_of(component).starting_functions
    for name in sorted({*main.member_names(), *main.stored}):
        if not is_offered(component, name):
            continue
        stored = [item for item in main.stored.get(name, ()) if item.method in starting]
        seen = _kept(callables, stored) if stored else _defined(callables, main, name)
        if seen.is_callable:
            yield OfferedTool(name, _tool(component, name, seen.shown, on_class=not stored))


class _Seen(NamedTuple):
    """Whether something can be called, and what it is where the file shows that."""

    is_callable: bool
    shown: Shown | None = None


def _kept(callables: Callables, stored: list[Stored]) -> _Seen:
    """What the instance itself has once it is made."""
    values = [callables.value(s.value, s.method) if s.value is not None else None for s in stored]
    only = values[0] if len(values) == 1 else None
    return _Seen(any(value is not None for value in values), only)


def _defined(callables: Callables, main: ClassModel, name: str) -> _Seen:
    """What the instance has from its class."""
    scope = next((m.scope for m in main.lineage if m.scope.bindings.get(name)), None)
    how = scope.bindings[name][-1].how if scope is not None else ""
    if scope is None or how not in ("def", "assign"):
        return _Seen(False)
    shown = callables.bound(name, scope)
    if how == "assign":
        return _Seen(shown is not None, shown)
    function = main.method(name)
    return _Seen(function is not None and not function.is_accessor, shown)


def _tool(component: Component, name: str, shown: Shown | None, *, on_class: bool) -> Tool | None:
    if shown is None or _is_changed_elsewhere(component, name):
        return None
    parameters = shown.parameters(on_class=on_class)
    return Tool(
        component, shown.name, shown.function, parameters, shown.documented, is_typed=shown.is_typed
    )


def _is_changed_elsewhere(component: Component, name: str) -> bool:
    """Whether something writes what Open WebUI looks at: `Tools.search.__doc__ = …`, `self.search.__func__…`."""
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
