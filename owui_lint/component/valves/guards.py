"""Whether code that uses valves is prepared for there being none, or for a dict in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import is_caught, is_read_alone
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.names import dotted, text
from owui_lint.component.valves.model import valves_of
from owui_lint.component.valves.uses import KEY, ValveUse

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.scopes import Scope
    from owui_lint.component.model import Component

_ASKING = {"hasattr": 2, "getattr": 3}
"""Functions that live with an absent attribute, and how many arguments they have then."""


def is_guarded(component: Component, use: ValveUse) -> bool:
    """Whether a read of the user's valves is prepared for `__user__` having none."""
    if isinstance(use.origin, cst.Call) and (
        len(use.origin.args) > 1 or _is_tested(component, use.origin)
    ):
        return True
    if _is_in_try(component, use.place):
        return True
    asking = _asking_scopes(component)
    return any(id(scope) in asking for scope in _functions(component, use.place))


@cached
def _asking_scopes(component: Component) -> frozenset[int]:
    """The `id` of each scope that looks whether `__user__` has valves."""
    return frozenset(id(scope) for scope in component.scopes if asks_for_valves(component, scope))


def _is_tested(component: Component, got: cst.Call) -> bool:
    """Whether what `.get("valves")` gives is not used right away."""
    parent = component.parent(got)
    return not isinstance(parent, (cst.Attribute, cst.Subscript))


def asks_for_valves(component: Component, scope: Scope) -> bool:
    """Whether the function asks `"valves" in …` or `.get("valves")`, or puts valves there itself."""
    for node in scope.of(cst.Comparison):
        if text(node.left) == KEY:
            return True
    for target in scope.of(cst.AssignTarget):
        if isinstance(target.target, cst.Subscript) and _mentions_valves(target.target):
            return True
    return any(
        isinstance(call.func, cst.Attribute)
        and (
            (call.func.attr.value in ("setdefault", "update") and _is_about_user(call.func.value))
            or (_is_get_of_valves(call) and _is_tested(component, call))
        )
        for call in scope.of(cst.Call)
    )


def _is_about_user(node: cst.BaseExpression) -> bool:
    return "user" in (dotted(node) or "?").lower()


def _is_get_of_valves(call: cst.Call) -> bool:
    is_get = isinstance(call.func, cst.Attribute) and call.func.attr.value == "get"
    return is_get and bool(call.args) and text(call.args[0].value) == KEY


def _mentions_valves(node: cst.Subscript) -> bool:
    slices = [element.slice for element in node.slice]
    return any(isinstance(s, cst.Index) and text(s.value) == KEY for s in slices)


def expects_absence(component: Component, use: ValveUse) -> bool:
    """Whether the code around a use asks whether the attribute is there."""
    if _is_in_try(component, use.place):
        return True
    scopes = _functions(component, use.place)
    return any(_asks_for(call, use.name) for scope in scopes for call in scope.of(cst.Call)) or any(
        text(test.left) == use.name for scope in scopes for test in scope.of(cst.Comparison)
    )


def _asks_for(call: cst.Call, name: str | None) -> bool:
    if not isinstance(call.func, cst.Name):
        return False
    is_asking = _ASKING.get(call.func.value) == len(call.args)
    return is_asking and any(text(argument.value) == name for argument in call.args)


def is_handled_both_ways(component: Component, use: ValveUse) -> bool:
    """Whether the function reads the user's valves as an object in another branch, or turns them into a dict."""
    if _is_in_try(component, use.place):
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
    """Whether the function asks of what type the valves, or what may stand for them, are."""
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


_TOLD = frozenset({"AttributeError", "KeyError", "TypeError"})


def _is_in_try(component: Component, node: cst.CSTNode) -> bool:
    """Whether a `try` around the read takes the error: see `analysis.guards`."""
    return is_caught(component, node, _TOLD) or is_read_alone(component, node)
