"""What a test tells: which expressions are something (not None) when it holds, or when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.flow.outcomes import falls_through

if TYPE_CHECKING:
    from owui_lint.component.model import Component

Facts = tuple["cst.BaseExpression", ...]


def facts(component: Component, test: cst.BaseExpression, truth: bool, depth: int = 0) -> Facts:
    """The expressions known to be something when `test` is true (or false)."""
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return facts(component, test.expression, not truth, depth)
    if isinstance(test, cst.BooleanOperation):
        left = facts(component, test.left, truth, depth)
        right = facts(component, test.right, truth, depth)
        if isinstance(test.operator, cst.And) is truth:
            return left + right
        return tuple(f for f in left if any(f.deep_equals(other) for other in right))
    if isinstance(test, cst.Comparison):
        return _compared(test, truth)
    if not truth:
        return ()
    if isinstance(test, cst.NamedExpr):
        return (test.target, *facts(component, test.value, truth, depth))
    if isinstance(test, cst.Call):
        # `callable(emitter)`, `self.can_emit(emitter)`; and `metadata.get("chat_id")` itself;
        # of a name for a call with several arguments, none is known to be what it tells about
        told = test.args if depth == 0 or len(test.args) == 1 else ()
        return (test, *(arg.value for arg in told))
    if isinstance(test, cst.Name) and depth < 4:  # `wanted = emitter is not None and …`
        value = component.scope_of(test).sole_value(test.value)
        if value is not None:
            return (test, *facts(component, value, truth, depth + 1))
    return (test,)


def _compared(test: cst.Comparison, truth: bool) -> Facts:
    if len(test.comparisons) != 1:
        return ()
    comparison = test.comparisons[0]
    other = comparison.comparator
    if not (isinstance(other, cst.Name) and other.value == "None"):
        return ()
    present = isinstance(comparison.operator, (cst.IsNot, cst.NotEqual))
    absent = isinstance(comparison.operator, (cst.Is, cst.Equal))
    if not (present if truth else absent):
        return ()
    left = test.left
    return (left.target, left.value) if isinstance(left, cst.NamedExpr) else (left,)


def facts_inside(component: Component, current: cst.CSTNode, below: cst.CSTNode) -> Facts:
    """What is known in `below`, a part of `current`, by a test that `current` holds."""
    if isinstance(current, (cst.If, cst.IfExp)):
        if below is current.body:
            return facts(component, current.test, True)
        if below is current.orelse:
            return facts(component, current.test, False)
    elif isinstance(current, cst.While) and below is current.body:
        return facts(component, current.test, True)
    elif isinstance(current, cst.BooleanOperation) and below is current.right:
        return facts(component, current.left, isinstance(current.operator, cst.And))
    elif isinstance(current, (cst.BaseSimpleComp, cst.DictComp)) and below is not current.for_in:
        tests = [item.test for item in current.for_in.ifs]
        return tuple(fact for test in tests for fact in facts(component, test, True))
    return ()


def facts_behind(component: Component, statement: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """What is known behind a statement by what it tests or assigns."""
    if isinstance(statement, cst.If):
        yield from _behind_if(component, statement)
    elif isinstance(statement, cst.SimpleStatementLine):
        for part in statement.body:
            if isinstance(part, cst.Assert):
                yield from facts(component, part.test, True)
            elif isinstance(part, cst.Assign) and _has_default(part.value):
                yield from (target.target for target in part.targets)


def _behind_if(component: Component, statement: cst.If) -> Iterator[cst.BaseExpression]:
    """What holds behind an `if` one of whose branches does not come out at its end."""
    if not falls_through(component, statement.body):
        yield from facts(component, statement.test, False)
    orelse = statement.orelse
    if isinstance(orelse, cst.Else) and not falls_through(component, orelse.body):
        yield from facts(component, statement.test, True)
    if isinstance(statement.body, cst.IndentedBlock) and orelse is None:
        known = facts(component, statement.test, False)  # `if emitter is None: emitter = quiet`
        for part in statement.body.body:
            if isinstance(part, cst.SimpleStatementLine):
                assigned = [
                    t.target for a in part.body if isinstance(a, cst.Assign) for t in a.targets
                ]
                yield from (f for f in known if any(f.deep_equals(target) for target in assigned))


def _has_default(value: cst.BaseExpression) -> bool:
    """`emitter or quiet`."""
    if not isinstance(value, cst.BooleanOperation) or not isinstance(value.operator, cst.Or):
        return False
    return not (isinstance(value.right, cst.Name) and value.right.value == "None")
