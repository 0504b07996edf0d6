"""Whether code that uses valves is prepared for there being none, or for a dict in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import asks_for_type, is_caught, is_read_alone
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.matchers import keyed_read, method_receiver, subscript_key
from owui_lint.component.valves.model import valves_of
from owui_lint.component.valves.uses import KEY, ValveUse, is_user, same_valves
from owui_lint.component.world import release_guards

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_TOLD = frozenset({"AttributeError", "KeyError", "TypeError"})


def is_guarded(component: Component, use: ValveUse) -> bool:
    """Whether a read of the user's valves is prepared for `__user__` having none."""
    if isinstance(use.origin, cst.Call) and (
        len(use.origin.args) > 1
        or not isinstance(component.parent(use.origin), (cst.Attribute, cst.Subscript))
    ):
        return True  # None is not used right away
    if _puts_valves_in(component):
        return True
    return any(
        release_guards(component).is_guarded(
            place, _TOLD, lambda node: is_user(component, node), KEY
        )
        for place in (use.origin, use.place)
    )


@cached
def _puts_valves_in(component: Component) -> bool:
    """Whether the file itself gives `__user__` valves."""
    for target in component.of(cst.AssignTarget):
        if subscript_key(target.target) == KEY:
            read = keyed_read(target.target)
            if read is not None and is_user(component, read.container):
                return True
    receivers = (method_receiver(call, "setdefault", "update") for call in component.of(cst.Call))
    return any(is_user(component, one) for one in receivers if one is not None)


def expects_absence(component: Component, use: ValveUse) -> bool:
    """Whether the code around a use asks whether the attribute is there, or what the object is."""
    if isinstance(use.place, cst.Call) and len(use.place.args) == 3:
        return True  # `getattr(valves, "x", None)`
    is_owner = same_valves(component, use)
    return asks_for_type(component, use.place, is_owner) or release_guards(component).is_guarded(
        use.place, _TOLD, lambda node: is_owner(node) or _is_their_class(component, node), use.name
    )


def _is_their_class(component: Component, node: cst.BaseExpression) -> bool:
    """`self.Valves`, whose fields may be asked for."""
    model = component.class_named(node, component.scope_of(node))
    valves = valves_of(component)
    known = [one.model for one in (valves.valves, valves.user_valves) if one is not None]
    return model is not None and model in known


def is_handled_both_ways(component: Component, use: ValveUse) -> bool:
    """Whether the function reads the user's valves as an object in another branch, or turns them into a dict."""
    if is_caught(component, use.place, _TOLD) or is_read_alone(component, use.place):
        return True
    if not is_asked_for_type(component, use):
        return False
    home = component.function_around(use.place)
    others = [o for o in valves_of(component).user_reads if o is not use]
    near = [o for o in others if component.function_around(o.place) is home]
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


def is_asked_for_type(component: Component, use: ValveUse) -> bool:
    """Whether a test around the use asks of what type the valves are."""
    return asks_for_type(component, use.place, same_valves(component, use))
