"""What a component does with the answer of `__event_call__`.

The answer is followed through the one variable it is kept in and through helpers that return it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.reaching_definitions import reaching_value
from owui_lint.analysis.reads import reads
from owui_lint.analysis.syntax.bindings import Binding
from owui_lint.analysis.syntax.names import dotted
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
    """The events of type `name` sent through `__event_call__`, with the uses of their answers."""
    seen: set[int] = set()
    for event in emissions_of(component).events:
        call = event.emission.call
        if event.channel is not Channel.CALL or event.names != (name,) or id(call) in seen:
            continue
        seen.add(id(call))
        awaited = _awaited(component, call)
        if awaited is not None:
            yield event, list(_uses(component, awaited, frozenset()))


def _awaited(component: Component, call: cst.Call) -> cst.Await | None:
    """`await call`, or `await asyncio.wait_for(call, …)`."""
    parent = component.parent(call)
    if isinstance(parent, cst.Arg):
        outer = component.parent(parent)
        if isinstance(outer, cst.Call) and component.qualified(outer.func) in _HANDING_ON:
            parent = component.parent(outer)
    return parent if isinstance(parent, cst.Await) else None


def _uses(component: Component, node: cst.BaseExpression, seen: frozenset[int]) -> Iterator[Use]:
    parent = component.parent(node)
    if id(node) in seen:
        return
    seen |= {id(node)}
    if isinstance(parent, cst.Assign) and node is parent.value:
        yield from _kept(component, node, [target.target for target in parent.targets], seen)
    elif isinstance(parent, cst.AnnAssign) and node is parent.value:
        yield from _kept(component, node, [parent.target], seen)
    elif isinstance(parent, cst.NamedExpr) and node is parent.value:
        yield from _kept(component, node, [parent.target], seen)
        yield from _uses(component, parent, seen)
    elif isinstance(parent, cst.Return):
        yield from _returned(component, node, seen)
    else:
        yield _use(component, node, parent)


def _kept(
    component: Component,
    node: cst.BaseExpression,
    targets: list[cst.BaseExpression],
    seen: frozenset[int],
) -> Iterator[Use]:
    for target in targets:
        if not isinstance(target, cst.Name):
            yield Use(node, "look", node)  # not followed: who knows what is done there
            continue
        home = component.scope_of(target)
        others = [b for b in home.bindings.get(target.value, ()) if b.value is not node]
        certain = all(_is_constant(component, binding) for binding in others)
        for name in reads(component, target):
            value = None if certain else reaching_value(component, name, home)
            if certain or value is node:
                yield from _uses(component, name, seen)
            elif value is None:
                yield Use(node, "look", node)  # it may be the answer, and what else is there?


def _is_constant(component: Component, binding: Binding) -> bool:
    """`confirmed = False`, before or beside the answer."""
    return binding.how == "assign" and component.literal(binding.value) in _DEFAULTS


def _returned(
    component: Component, node: cst.BaseExpression, seen: frozenset[int]
) -> Iterator[Use]:
    function = component.function_around(node)
    callers = emissions_of(component).graph.callers(function) if function is not None else ()
    for call in callers:
        awaited = component.parent(call)
        if isinstance(awaited, cst.Await):
            yield from _uses(component, awaited, seen)
    if function is None or not callers:
        yield Use(node, "other", node)


def _use(component: Component, node: cst.BaseExpression, parent: cst.CSTNode | None) -> Use:
    if isinstance(parent, cst.UnaryOperation) and isinstance(parent.operator, cst.Not):
        return Use(node, "truth", parent)
    if isinstance(parent, (cst.If, cst.While, cst.IfExp, cst.Assert, cst.CompIf)):
        return Use(node, "truth" if node is parent.test else "other", node)
    if isinstance(parent, cst.BooleanOperation):
        tested = node is parent.left or _is_test(component, parent)
        return Use(node, "truth" if tested else "other", node)
    if isinstance(parent, (cst.ComparisonTarget, cst.Comparison, cst.Subscript, cst.Match)):
        return Use(node, "look", node)
    if isinstance(parent, cst.Attribute):
        return Use(node, "text" if parent.attr.value in _TEXT_METHODS else "look", node)
    if isinstance(parent, cst.FormattedStringExpression):
        return Use(node, "other" if _is_only_shown(component, parent) else "text", node)
    if isinstance(parent, cst.BinaryOperation):
        return Use(node, "text", node)
    if isinstance(parent, cst.Arg):
        return Use(node, _in_call(component, parent), node)
    if isinstance(parent, cst.DictElement):
        return Use(node, "text" if _is_sent(component, parent) else "other", node)
    return Use(node, "other", node)


def _is_test(component: Component, node: cst.BaseExpression) -> bool:
    parent = component.parent(node)
    if isinstance(parent, (cst.If, cst.While, cst.IfExp, cst.Assert)):
        return node is parent.test
    if isinstance(parent, cst.UnaryOperation):
        return isinstance(parent.operator, cst.Not)
    return isinstance(parent, cst.BooleanOperation) and _is_test(component, parent)


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
