"""What a component does with the answer of `__event_call__`: see `analysis.uses`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.origins import origins
from owui_lint.analysis.syntax.names import dotted
from owui_lint.analysis.uses import (
    COMPARE,
    ITEM,
    OPERAND,
    STATEMENT,
    STORE,
    TEST,
    UNPACK,
    UNREAD,
    uses,
)
from owui_lint.analysis.uses import Use as ValueUse
from owui_lint.component.events.channels import Channel
from owui_lint.component.events.emissions import emissions_of

if TYPE_CHECKING:
    from owui_lint.component.events.emissions import Event
    from owui_lint.component.model import Component

_TEXT_METHODS = frozenset(
    {"strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "split", "splitlines"}
    | {"replace", "startswith", "endswith", "encode", "format", "join", "casefold", "isdigit"}
)
_LOOKING = frozenset({"isinstance", "type"})
_DEFAULTS: tuple[object, ...] = (True, False, None, "")
_HANDING_ON = frozenset({"asyncio.wait_for", "asyncio.shield"})
_TAKING_TEXT = frozenset({"len", "int", "float", "json.loads"})


@dataclass(frozen=True)
class Use:
    """One place where an answer is read.

    Attributes:
        node: the expression that holds the answer there
        how: "truth" (tested as a boolean), "text" (used as a string), "look" (compared, its type or
            keys looked at) or "other" (handed on, printed, stored)
        test: for "truth", the expression that is true or false; `not answer` for `node` in it
    """

    node: cst.BaseExpression
    how: str
    test: cst.BaseExpression


def answers(component: Component, name: str) -> Iterator[tuple[Event, list[Use]]]:
    """Yield the events of type `name` sent through `__event_call__`, with the uses of their answers."""
    found: dict[int, tuple[Event, dict[int, Use]]] = {}
    for event in emissions_of(component).events:
        call = event.emission.call
        awaited = _awaited(component, call)
        if event.channel is not Channel.CALL or event.names != (name,) or awaited is None:
            continue
        _, known = found.setdefault(id(call), (event, {}))
        for end in uses(component, awaited, context=event.calls):
            known[id(end.node)] = _use(component, end, awaited)
    yield from ((event, list(known.values())) for event, known in found.values())


def _awaited(component: Component, call: cst.Call) -> cst.Await | None:
    """`await call`, or `await asyncio.wait_for(call, …)`."""
    parent = component.parent(call)
    if isinstance(parent, cst.Arg):
        outer = component.parent(parent)
        if isinstance(outer, cst.Call) and component.qualified(outer.func) in _HANDING_ON:
            parent = component.parent(outer)
    return parent if isinstance(parent, cst.Await) else None


_HOW = {
    COMPARE: "look",
    ITEM: "look",
    UNPACK: "look",
    STORE: "look",  # not followed: who knows what is done there
    TEST: "truth",
    OPERAND: "text",
}


def _use(component: Component, end: ValueUse, answer: cst.Await) -> Use:
    node, parent = end.node, component.parent(end.node)
    if end.how in (STATEMENT, UNREAD):
        return Use(node, "other", node)
    there = [one.node for one in origins(component, node, context=end.context)]
    if not all(one is answer or _is_default(component, one) for one in there):
        return Use(node, "look", node)  # it may be the answer, and what else is there?
    how = _HOW.get(end.how, "other")
    if isinstance(parent, cst.Attribute):
        how = "text" if parent.attr.value in _TEXT_METHODS else "look"
    elif isinstance(parent, cst.FormattedStringExpression):
        how = "other" if _is_only_shown(component, parent) else "text"
    elif isinstance(parent, cst.Arg):
        how = _in_call(component, parent)
    elif isinstance(parent, cst.DictElement):
        how = "text" if _is_sent(component, parent) else "other"
    is_denied = how == "truth" and isinstance(parent, cst.UnaryOperation)
    return Use(node, how, parent if is_denied else node)  # type: ignore[arg-type]


def _is_default(component: Component, node: cst.CSTNode) -> bool:
    """`confirmed = False`, before or beside the answer."""
    return isinstance(node, cst.BaseExpression) and component.literal(node) in _DEFAULTS


def _in_call(component: Component, arg: cst.Arg) -> str:
    call = component.parent(arg)
    if not isinstance(call, cst.Call):
        return "other"
    name = component.qualified(call.func) or dotted(call.func)
    if name == "bool":
        return "truth"
    if name in _LOOKING:
        return "look"
    return "text" if name in _TAKING_TEXT else "other"


def _is_sent(component: Component, element: cst.DictElement) -> bool:
    """Whether the dict is part of an event that is shown."""
    by_call = emissions_of(component).by_call
    return any(id(outer) in by_call for outer in component.ancestors(element))


def _is_only_shown(component: Component, node: cst.CSTNode) -> bool:
    """Whether a formatted string goes to a log or to the console."""
    for outer in component.ancestors(node):
        if isinstance(outer, cst.Call):
            name = dotted(outer.func) or ""
            return name == "print" or name.split(".")[0] in ("log", "logger", "logging")
        if isinstance(outer, cst.SimpleStatementLine):
            return False
    return False
