"""Names with which an Event function compares the name of the event it got."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.origins import PARAMETER, Origin, origins
from owui_lint.analysis.syntax.matchers import keyed_read, method_receiver
from owui_lint.analysis.syntax.names import text
from owui_lint.component.entry.points import entry_points
from owui_lint.host import Host

if TYPE_CHECKING:
    from owui_lint.component.model import Component


@functools.cache
def _events() -> frozenset[str]:
    return Host.names_of("event") | Host.names_of("__event__")


@functools.cache
def _event_names() -> frozenset[str]:
    return Host.names_of("__event_name__")


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
        receiver = method_receiver(call, "startswith")
        if receiver is not None and call.args and is_event_name(component, receiver):
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


@cached
def is_event_name(component: Component, node: cst.BaseExpression) -> bool:
    """Whether the expression is the name of the event that the function got."""
    ends = origins(component, node, until=_is_name_parameter)
    named = [end for end in ends if text(end.node) != ""]  # `event.get("event") or ""`
    return bool(named) and all(_is_name(component, end) for end in named)


def _is_name_parameter(_component: Component, one: Origin) -> bool:
    return one.how == PARAMETER and one.name in _event_names()


def _is_name(component: Component, end: Origin) -> bool:
    """`__event_name__`, `event["event"]`, `kwargs["__event_name__"]`."""
    if end.how == PARAMETER:
        return True
    read = keyed_read(end.expression)
    if read is None or read.name not in {"event", *_event_names()}:
        return False
    found = origins(component, read.container, until=_is_payload)
    if read.name == "event":
        return bool(found) and all(_is_payload(component, one) for one in found)
    return bool(found) and all(_is_rest_of_hook(component, one) for one in found)


def _is_payload(_component: Component, one: Origin) -> bool:
    return one.how == PARAMETER and one.name in _events()


def _is_rest_of_hook(component: Component, end: Origin) -> bool:
    """Whether it is the `**kwargs` of an entry point."""
    parameter = end.function.parameter(end.name) if end.function is not None else None
    is_hook = any(entry.function is end.function for entry in entry_points(component))
    return parameter is not None and parameter.star == "**" and is_hook
