"""Whether code that uses valves is prepared for there being none, or for a dict in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import is_same
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.matchers import keyed_read, method_receiver, subscript_key
from owui_lint.analysis.syntax.names import dotted
from owui_lint.component.valves.model import valves_of
from owui_lint.component.valves.uses import KEY, ValveUse
from owui_lint.component.world import release_guards

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.scopes import Scope
    from owui_lint.component.model import Component

_TOLD = frozenset({"AttributeError", "KeyError", "TypeError"})


def is_guarded(component: Component, use: ValveUse) -> bool:
    """Return whether a read of the user's valves is prepared for `__user__` having none."""
    read = keyed_read(use.origin)
    if read is None:
        return False
    if read.is_get and (read.default is not None or not _is_taken_apart(component, use.origin)):
        return True
    if release_guards(component).is_guarded(
        use.place, _TOLD, is_same(component, read.container), KEY
    ):
        return True
    written = _writing_scopes(component)
    return any(id(scope) in written for scope in component.scope_of(use.place).outwards())


@cached
def _writing_scopes(component: Component) -> frozenset[int]:
    """The `id` of each function that puts valves into `__user__` itself."""
    return frozenset(id(s) for s in component.functions if _puts_valves(s))


def _is_taken_apart(component: Component, got: cst.BaseExpression) -> bool:
    """Whether what `.get("valves")` gives is read without a look at it."""
    return isinstance(component.parent(got), (cst.Attribute, cst.Subscript))


def _puts_valves(scope: Scope) -> bool:
    if any(subscript_key(target.target) == KEY for target in scope.of(cst.AssignTarget)):
        return True
    receivers = (method_receiver(call, "setdefault", "update") for call in scope.of(cst.Call))
    return any("user" in (dotted(node) or "").lower() for node in receivers if node is not None)


def expects_absence(component: Component, use: ValveUse) -> bool:
    """Return whether the code around a use asks whether the attribute is there."""
    if isinstance(use.holder, cst.Call) and dotted(use.holder.func) == "getattr":
        return len(use.holder.args) > 2
    return release_guards(component).is_guarded(use.place, _TOLD, _speaks_of_valves, use.name)


def is_handled_both_ways(component: Component, use: ValveUse) -> bool:
    """Return whether the valves are read as an object in another branch, or turned into a dict."""
    if release_guards(component).is_guarded(use.place, _TOLD):
        return True
    if not asks_for_type(component, use):
        return False
    others = [o for o in valves_of(component).user_reads if o is not use]
    scopes = _functions(component, use.place)
    near = [o for o in others if component.scope_of(o.place) in scopes]
    return any(
        o.how == "attribute" or (o.how == "whole" and not _is_asked(component, o)) for o in near
    )


def _is_asked(component: Component, use: ValveUse) -> bool:
    """Whether the object is only tested: `isinstance(valves, dict)`, `if valves`."""
    holder = component.parent(use.node)
    call = component.parent(holder) if isinstance(holder, cst.Arg) else None
    if isinstance(call, cst.Call) and isinstance(call.func, cst.Name):
        return call.func.value in ("isinstance", "hasattr")
    return isinstance(holder, (cst.If, cst.IfExp, cst.BooleanOperation, cst.UnaryOperation))


def asks_for_type(component: Component, use: ValveUse) -> bool:
    """Return whether the function asks of what type the valves, or what may stand for them, are."""
    return any(
        isinstance(call.func, cst.Name)
        and call.func.value in ("isinstance", "hasattr")
        and bool(call.args)
        and (_speaks_of_valves(call.args[0].value) or call.args[0].value.deep_equals(use.node))
        for scope in _functions(component, use.place)
        for call in scope.of(cst.Call)
    )


def _speaks_of_valves(node: cst.BaseExpression) -> bool:
    return KEY in cst.Module([]).code_for_node(node).lower()


def _functions(component: Component, node: cst.CSTNode) -> list[Scope]:
    return [s for s in component.scope_of(node).outwards() if s is not component.module]
