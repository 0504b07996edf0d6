"""Where a component reads its valves: `self.valves.x`, `__user__["valves"].x`, and names for either."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.origins import EXPRESSION, PARAMETER, Origin, Until, origins
from owui_lint.analysis.reads import is_written
from owui_lint.analysis.syntax.matchers import keyed_read, subscript_key
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.uses import UNREAD, Use
from owui_lint.analysis.uses import uses as uses_of
from owui_lint.host import USER

if TYPE_CHECKING:
    from owui_lint.component.model import Component

KEY = "valves"
"""Where the user's valves are in `__user__`."""
_CLASSES = frozenset({"Valves", "UserValves"})


@dataclass(frozen=True)
class ValveUse:
    """One place where the valves, or the user's valves, are used.

    Attributes:
        node: the expression that stands for the valves object: `self.valves`, or a name for it
        origin: where that object comes from: `self.valves`, `__user__["valves"]`
        holder: the node around it that takes something out of it: an attribute, a subscript, a `.get(…)` call;
            None where the object itself is used
        name: the valve that is taken, where the file shows it
        how: "attribute", "subscript", "get" or "whole"
    """

    node: cst.BaseExpression
    origin: cst.BaseExpression
    holder: cst.BaseExpression | None
    name: str | None
    how: str

    @property
    def place(self) -> cst.BaseExpression:
        """Where a finding about it stands."""
        return self.holder if self.holder is not None else self.node


def own_uses(component: Component, attribute: str) -> list[ValveUse]:
    """Return the uses of `self.valves` (an attribute of that name), where that is the component itself."""
    if f".{attribute}" not in component.source.text:
        return []
    starts = component.attributes_named.get(attribute, ())
    return list(_of_starts(component, starts, _is_named(attribute)))


def user_uses(component: Component) -> list[ValveUse]:
    """Return the uses of `__user__["valves"]`."""
    names = component.host.names_of(USER)
    if not any(name in component.source.text for name in names):
        return []
    starts = (*component.of(cst.Subscript), *component.of(cst.Call))
    return list(_of_starts(component, starts, _is_of_user))


def with_helpers(
    component: Component, uses: list[ValveUse], attribute: str | None
) -> list[ValveUse]:
    """Return the uses, and those in helpers of the file that are given the valves in every call.

    `attribute` names the component's own valves; None means those of the user.
    """
    found = {id(use.node): use for use in uses}
    handed = [use for use in uses if isinstance(component.parent(use.node), cst.Arg)]
    is_valves = _is_of_user if attribute is None else _is_named(attribute)
    for whole in handed:
        for end in uses_of(component, whole.node):
            if id(end.node) not in found and _is_sure(component, end.node, is_valves):
                use = _valve_use(component, end, whole.origin)
                if use is not None:
                    found[id(end.node)] = use
    return list(found.values())


def _of_starts(
    component: Component, starts: Iterable[cst.BaseExpression], is_valves: Until
) -> Iterator[ValveUse]:
    """Yield what the function that reads the valves does with them, through names for them."""
    seen: set[int] = set()
    for start in starts:
        if not is_valves(component, Origin(start, EXPRESSION, start, {})):
            continue
        for end in uses_of(component, start, until=_is_handed_over):
            if id(end.node) not in seen and _is_sure(component, end.node, is_valves):
                seen.add(id(end.node))
                use = _valve_use(component, end, start)
                if use is not None:
                    yield use


def _is_handed_over(component: Component, one: Use) -> bool:
    return isinstance(component.parent(one.node), (cst.Arg, cst.Return))


def _is_sure(component: Component, node: cst.BaseExpression, is_valves: Until) -> bool:
    """Whether an expression is the valves, or what stands for them where there are none."""
    ends = origins(component, node, until=is_valves)
    others = [end for end in ends if not is_valves(component, end)]
    return len(others) < len(ends) and all(_is_default(component, end.node) for end in others)


def same_valves(component: Component, use: ValveUse) -> Callable[[cst.BaseExpression], bool]:
    """Return the test whether an expression is the valves that a use takes something out of."""
    origin = use.origin
    is_valves = _is_named(origin.attr.value) if isinstance(origin, cst.Attribute) else _is_of_user
    return lambda node: _is_sure(component, node, is_valves)


def _is_default(component: Component, node: cst.CSTNode) -> bool:
    """`… or {}`, `… or self.UserValves()`."""
    if _is_empty_dict(node):
        return True
    model = (
        component.class_named(node.func, component.scope_of(node))
        if isinstance(node, cst.Call)
        else None
    )
    return model is not None and model.name in _CLASSES


@cache
def _is_named(attribute: str) -> Until:
    """Return the test whether something is that attribute of the component."""

    def is_valves(component: Component, one: Origin) -> bool:
        node = one.expression
        is_attribute = type(node) is cst.Attribute and node.attr.value == attribute
        return is_attribute and _is_component(component, node.value)  # type: ignore[union-attr]

    return is_valves


def _is_component(component: Component, node: cst.BaseExpression) -> bool:
    main = component.main
    if main is None or not isinstance(node, cst.Name):
        return False
    scope = component.scope_of(node)
    if not component.is_self(node, scope):
        return False
    model = component.instance_class(node, scope)
    return model is not None and model in main.lineage


def _is_of_user(component: Component, one: Origin) -> bool:
    """Whether something is `__user__["valves"]` or `__user__.get("valves", …)`."""
    read = keyed_read(one.expression)
    return read is not None and read.name == KEY and is_user(component, read.container)


def _valve_use(component: Component, end: Use, origin: cst.BaseExpression) -> ValveUse | None:
    """Return what takes something out of the valves there; None where nothing is done with them."""
    node, parent = end.node, component.parent(end.node)
    if isinstance(parent, cst.Attribute):
        call = component.parent(parent)
        if parent.attr.value == "get" and isinstance(call, cst.Call) and call.func is parent:
            key = text(call.args[0].value) if call.args else None
            return ValveUse(node, origin, call, key, "get")
        return ValveUse(node, origin, parent, parent.attr.value, "attribute")
    if isinstance(parent, cst.Subscript) and parent.value is node:
        return ValveUse(node, origin, parent, subscript_key(parent), "subscript")
    got = _got(component, node, parent)
    if got is not None:
        return ValveUse(node, origin, got, text(got.args[1].value), "attribute")
    goes_on = end.how == UNREAD or isinstance(parent, cst.BooleanOperation)
    return (
        None
        if goes_on or is_written(component, node)
        else ValveUse(node, origin, None, None, "whole")
    )


def _got(
    component: Component, node: cst.BaseExpression, parent: cst.CSTNode | None
) -> cst.Call | None:
    """The `getattr(valves, "name")` around a node, with a value to fall back to or without."""
    call = component.parent(parent) if isinstance(parent, cst.Arg) else None
    if (
        not isinstance(call, cst.Call)
        or len(call.args) not in (2, 3)
        or call.args[0].value is not node
    ):
        return None
    is_getattr = isinstance(call.func, cst.Name) and call.func.value == "getattr"
    return call if is_getattr and text(call.args[1].value) is not None else None


@cached
def is_user(component: Component, node: cst.BaseExpression) -> bool:
    """Whether an expression is Open WebUI's `__user__`, by whatever name."""
    ends = origins(component, node, until=_is_user_parameter)
    named = [end for end in ends if not _is_empty_dict(end.node)]  # `__user__ or {}`
    return bool(named) and all(_is_user_parameter(component, end) for end in named)


def _is_user_parameter(component: Component, one: Origin) -> bool:
    return one.how == PARAMETER and one.name in component.host.names_of(USER)


def _is_empty_dict(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Dict) and not node.elements


def as_attribute(use: ValveUse) -> str:
    """Return how a message names the attribute to read instead of a key: "`.city`"."""
    return f"`.{use.name}`" if use.name is not None else "its attributes"
