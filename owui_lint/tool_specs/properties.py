"""Properties of a `Tools` class that raise while Open WebUI looks for tools."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.outcomes import outcome_of
from owui_lint.analysis.syntax.names import UNKNOWN, is_none
from owui_lint.component.valves.model import valves_of

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import FunctionScope
    from owui_lint.component.model import Component


def raising_properties(component: Component) -> Iterator[FunctionScope]:
    """Yield the properties that raise on a fresh instance: Open WebUI reads every attribute it has.

    It does so to look for tools (`dir(tools)`, `callable(getattr(tools, name))`), names with an
    underscore included; measured on 0.12.4.
    """
    main = component.main
    for _, function in main.methods() if main is not None else ():
        raises = function.is_property and (
            _always_raises(component, function) or _raises_when_unset(component, function)
        )
        if raises and component.runs(function.node):
            yield function


def _always_raises(component: Component, function: FunctionScope) -> bool:
    if function.is_generator or function.is_async or not function.of(cst.Raise):
        return False
    outcome = outcome_of(component, function)
    return not outcome.falls and not outcome.returns


def _raises_when_unset(component: Component, function: FunctionScope) -> bool:
    """Whether it begins with `if not self.x: raise …`, and `x` is only ever set to nothing before."""
    body = function.node.body
    statements = [
        one
        for one in (body.body if isinstance(body, cst.IndentedBlock) else ())
        if not (isinstance(one, cst.SimpleStatementLine) and isinstance(one.body[0], cst.Expr))
    ]
    first = statements[0] if statements else None
    if not isinstance(first, cst.If) or not isinstance(first.body, cst.IndentedBlock):
        return False
    last = first.body.body[-1]
    is_raise = isinstance(last, cst.SimpleStatementLine) and isinstance(last.body[-1], cst.Raise)
    return is_raise and len(first.body.body) == 1 and _asks_for_unset(component, function, first)


def _asks_for_unset(component: Component, function: FunctionScope, node: cst.If) -> bool:
    test = node.test
    unset: cst.BaseExpression | None = None
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        unset = test.expression
    elif isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        only = test.comparisons[0]
        if isinstance(only.operator, cst.Is) and is_none(only.comparator):
            unset = test.left
    if not isinstance(unset, cst.Attribute):
        return False
    value = _initial_value(component, function, unset)
    return (
        value is not UNKNOWN
        and not value
        and (value is None or isinstance(test, cst.UnaryOperation))
    )


def _initial_value(component: Component, function: FunctionScope, node: cst.Attribute) -> object:
    """What `self.x`, or `self.valves.x`, is in an instance that nothing was done with yet."""
    main, name = component.main, node.attr.value
    if main is None:
        return UNKNOWN
    if component.is_self(node.value, function):
        starting = valves_of(component).starting_functions
        stored = [one for one in main.stored.get(name, ()) if one.method in starting]
        only = stored[0].value if len(stored) == 1 else None
        if only is None or main.member(name) is not None:
            return UNKNOWN
        return component.literal(only)
    valves = valves_of(component).valves
    holder = node.value
    if valves is None or not isinstance(holder, cst.Attribute) or holder.attr.value != "valves":
        return UNKNOWN
    if not component.is_self(holder.value, function):
        return UNKNOWN
    valve = valves.fields.get(name)
    return component.literal(valve.default) if valve is not None and valve.default else UNKNOWN
