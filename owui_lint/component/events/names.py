"""Names with which an Event function compares the name of the event it got."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import text
from owui_lint.component.entry.points import entry_points
from owui_lint.component.events.emissions import emissions_of

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_EVENTS = frozenset({"event", "__event__"})
_NAME = "__event_name__"


@dataclass(frozen=True)
class Compared:
    """One literal that the event's name is compared with; `is_beginning` for `startswith`."""

    name: str
    node: cst.BaseExpression
    is_beginning: bool = False


def compared_event_names(component: Component) -> Iterator[Compared]:
    """Every literal that stands against the event's name, in no particular order."""
    for comparison in component.of(cst.Comparison):
        yield from _from_comparison(component, comparison)
    for call in component.of(cst.Call):
        receiver = _receiver(call, "startswith")
        if receiver is not None and is_event_name(component, receiver):
            for literal, name in _literals(component, call.args[0].value):
                yield Compared(name, literal, is_beginning=True)
    for match in component.of(cst.Match):
        if is_event_name(component, match.subject):
            for case in match.cases:
                yield from _from_pattern(case.pattern)


def _from_comparison(component: Component, comparison: cst.Comparison) -> Iterator[Compared]:
    if len(comparison.comparisons) != 1:
        return
    target = comparison.comparisons[0]
    left, right = comparison.left, target.comparator
    if isinstance(target.operator, (cst.In, cst.NotIn)):
        if is_event_name(component, left) and not isinstance(right, cst.SimpleString):
            for literal, name in _literals(component, right):
                yield Compared(name, literal)
    elif isinstance(target.operator, (cst.Equal, cst.NotEqual)):
        for one, other in ((left, right), (right, left)):
            if is_event_name(component, one):
                for literal, name in _literals(component, other):
                    yield Compared(name, literal)


def _literals(
    component: Component, node: cst.BaseExpression
) -> Iterator[tuple[cst.BaseExpression, str]]:
    if isinstance(node, cst.Name):
        value = component.scope_of(node).sole_value(node.value)
        if isinstance(value, (cst.SimpleString, cst.Tuple, cst.List, cst.Set)):
            node = value
    if isinstance(node, (cst.Tuple, cst.List, cst.Set)):
        for element in node.elements:
            yield from _literals(component, element.value)
        return
    name = text(node)
    if name is not None:
        yield node, name


def _from_pattern(pattern: cst.MatchPattern) -> Iterator[Compared]:
    if isinstance(pattern, cst.MatchValue):
        name = text(pattern.value)
        if name is not None:
            yield Compared(name, pattern.value)
    elif isinstance(pattern, cst.MatchOr):
        for element in pattern.patterns:
            yield from _from_pattern(element.pattern)


def is_event_name(component: Component, node: cst.BaseExpression, depth: int = 0) -> bool:
    """Whether the expression is the name of the event that the function got."""
    if depth > 4:
        return False
    if isinstance(node, cst.Name):
        found = component.scope_of(node).lookup(node.value)
        if found is None or len(found[1]) != 1:
            return False
        binding = found[1][0]
        if binding.how == "parameter" and isinstance(found[0], FunctionScope):
            return _is_given_name(component, found[0], node.value, depth)
        value = binding.value if binding.how in ("assign", "walrus") else None
        return value is not None and is_event_name(component, value, depth + 1)
    if isinstance(node, cst.NamedExpr):
        return is_event_name(component, node.value, depth + 1)
    if isinstance(node, cst.BooleanOperation):
        return is_event_name(component, node.left, depth + 1)
    if isinstance(node, cst.Subscript) and len(node.slice) == 1:
        index = node.slice[0].slice
        return isinstance(index, cst.Index) and _is_name_of_event(
            component, node.value, index.value
        )
    receiver = _receiver(node, "get")
    if receiver is None:
        return False
    assert isinstance(node, cst.Call)
    return _is_name_of_event(component, receiver, node.args[0].value)


def _receiver(node: cst.BaseExpression, method: str) -> cst.BaseExpression | None:
    """`x` of `x.method(argument, …)`."""
    if not isinstance(node, cst.Call) or not node.args:
        return None
    func = node.func
    return func.value if isinstance(func, cst.Attribute) and func.attr.value == method else None


def _is_given_name(component: Component, function: FunctionScope, name: str, depth: int) -> bool:
    if name == _NAME:
        return True
    parameter = function.parameter(name)
    graph = emissions_of(component).graph
    callers = graph.callers(function)
    if parameter is None or parameter.star or not callers:
        return False
    given = [graph.argument(function, call, parameter).node for call in callers]
    return all(one is not None and is_event_name(component, one, depth + 1) for one in given)


def _is_name_of_event(
    component: Component, event: cst.BaseExpression, key: cst.BaseExpression
) -> bool:
    """`event["event"]`, where `event` is the payload; `kwargs["__event_name__"]`."""
    name = text(key)
    if name not in ("event", _NAME) or not isinstance(event, cst.Name):
        return False
    home, bindings = component.scope_of(event).lookup(event.value) or (None, [])
    if not isinstance(home, FunctionScope) or [b.how for b in bindings] != ["parameter"]:
        return False
    parameter = home.parameter(event.value)
    if name == _NAME or parameter is None:
        return parameter is not None and parameter.star == "**" and _is_hook(component, home)
    return _is_payload(component, home, event.value)


def _is_payload(
    component: Component, function: FunctionScope, name: str, seen: tuple[FunctionScope, ...] = ()
) -> bool:
    """Whether the parameter is the event: by its name, or because all callers hand the event on."""
    parameter, callers = function.parameter(name), emissions_of(component).graph.callers(function)
    if name in _EVENTS or parameter is None or not callers or function in seen:
        return name in _EVENTS
    given = [emissions_of(component).graph.argument(function, c, parameter).node for c in callers]
    return all(
        isinstance(one, cst.Name)
        and isinstance(home := component.scope_of(one), FunctionScope)
        and [b.how for b in home.bindings.get(one.value, ())] == ["parameter"]
        and _is_payload(component, home, one.value, (*seen, function))
        for one in given
    )


def _is_hook(component: Component, function: FunctionScope) -> bool:
    return any(entry.function is function for entry in entry_points(component))
