"""What a test tells: which expressions are something (not None) when it holds, or when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.budget import MOST_LINKS
from owui_lint.analysis.flow.conditions import conditions_after, conditions_inside
from owui_lint.analysis.flow.outcomes import falls_through
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import is_none

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

Facts = tuple["cst.BaseExpression", ...]


def facts(file: PythonFile, test: cst.BaseExpression, truth: bool, depth: int = 0) -> Facts:
    """The expressions known to be something when `test` is true (or false)."""
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        return facts(file, test.expression, not truth, depth)
    if isinstance(test, cst.BooleanOperation):
        left = facts(file, test.left, truth, depth)
        right = facts(file, test.right, truth, depth)
        if isinstance(test.operator, cst.And) is truth:
            return left + right
        return tuple(f for f in left if any(f.deep_equals(other) for other in right))
    if isinstance(test, cst.Comparison):
        return _compared(test, truth)
    stands_for = _stands_for(file, test) if depth < MOST_LINKS else None
    told = facts(file, stands_for, truth, depth + 1) if stands_for is not None else ()
    if not truth:
        return told
    if isinstance(test, cst.NamedExpr):
        return (test.target, *facts(file, test.value, truth, depth))
    if isinstance(test, cst.Call):
        return (test, *told, *_called(file, test, depth))
    return (test, *told)


def _stands_for(file: PythonFile, test: cst.BaseExpression) -> cst.BaseExpression | None:
    """The test behind a name for it: `wanted = emitter is not None`, `self.active`, `self.can_emit()`."""
    scope = file.scope_of(test)
    if isinstance(test, cst.Name):
        return scope.sole_value(test.value)
    if isinstance(test, cst.Attribute):
        owner = file.instance_class(test.value, scope)
        stored = owner.stored.get(test.attr.value, []) if owner is not None else []
        if len(stored) == 1:
            return stored[0].value
        method = owner.method(test.attr.value) if owner is not None and not stored else None
        return _sole_result(method) if method is not None and method.is_property else None
    function = file.callee(test) if isinstance(test, cst.Call) and not test.args else None
    return _sole_result(function) if function is not None and not function.is_async else None


def _sole_result(function: FunctionScope) -> cst.BaseExpression | None:
    """What a function with one `return` returns."""
    results = function.of(cst.Return)
    return results[0].value if len(results) == 1 else None


def _called(file: PythonFile, test: cst.Call, depth: int) -> Facts:
    """What a call that gives true tells of its arguments.

    `callable(emitter)`, `self.can_emit(emitter)`, `all((emitter, user))`; of a name for a call
    with several arguments, none is known to be what it tells about.
    """
    if isinstance(test.func, cst.Name) and test.func.value == "all" and len(test.args) == 1:
        listed = test.args[0].value
        if isinstance(listed, (cst.List, cst.Tuple, cst.Set)):
            tests = [element.value for element in listed.elements]
            return tuple(fact for one in tests for fact in facts(file, one, True, depth))
    return tuple(arg.value for arg in (test.args if depth == 0 or len(test.args) == 1 else ()))


def _compared(test: cst.Comparison, truth: bool) -> Facts:
    if len(test.comparisons) != 1:
        return ()
    operator, right = test.comparisons[0].operator, test.comparisons[0].comparator
    left = test.left
    if is_none(left) and isinstance(right, (cst.List, cst.Tuple, cst.Set)):  # `None in (a, b)`
        without = isinstance(operator, cst.NotIn if truth else cst.In)
        return tuple(e.value for e in right.elements) if without else ()
    if is_none(left):
        left, right = right, left
    if not is_none(right):
        return ()
    present = isinstance(operator, (cst.IsNot, cst.NotEqual))
    absent = isinstance(operator, (cst.Is, cst.Equal))
    if not (present if truth else absent):
        return ()
    return (left.target, left.value) if isinstance(left, cst.NamedExpr) else (left,)


def facts_inside(file: PythonFile, current: cst.CSTNode, below: cst.CSTNode) -> Facts:
    """Return what is known in `below`, a part of `current`, by a test that `current` holds."""
    if isinstance(current, cst.Match) and isinstance(below, cst.MatchCase):
        before = current.cases[: current.cases.index(below)]
        return (current.subject,) if any(map(_takes_none, before)) else ()
    held = conditions_inside(current, below)
    return tuple(fact for test, holds in held for fact in facts(file, test, holds))


def _takes_none(case: cst.MatchCase) -> bool:
    """`case None:`"""
    pattern = case.pattern
    return isinstance(pattern, cst.MatchSingleton) and is_none(pattern.value) and not case.guard


def facts_after(file: PythonFile, statement: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """Yield what is known after a statement by what it tests or assigns."""
    for test, holds in conditions_after(file, statement):
        yield from facts(file, test, holds)
    if isinstance(statement, cst.If):
        yield from _replaced(file, statement)
    elif isinstance(statement, cst.Match):
        leaving = [c for c in statement.cases if _takes_none(c)]
        if leaving and not falls_through(file, leaving[0].body):
            yield statement.subject
    elif isinstance(statement, cst.SimpleStatementLine):
        for part in statement.body:
            if isinstance(part, cst.Assign) and _has_default(part.value):
                yield from (target.target for target in part.targets)


def _replaced(file: PythonFile, statement: cst.If) -> Iterator[cst.BaseExpression]:
    """Yield what is known as an absent value is replaced: `if emitter is None: emitter = quiet`."""
    if not isinstance(statement.body, cst.IndentedBlock) or statement.orelse is not None:
        return
    known = facts(file, statement.test, False)
    for part in statement.body.body:
        if isinstance(part, cst.SimpleStatementLine):
            assigned = [t.target for a in part.body if isinstance(a, cst.Assign) for t in a.targets]
            yield from (f for f in known if any(f.deep_equals(target) for target in assigned))


def known_at(file: PythonFile, place: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """Yield the expressions that are something where `place` runs, by tests around and before it."""
    below = place
    for current in file.ancestors(place):
        yield from facts_inside(file, current, below)
        if isinstance(current, (cst.IndentedBlock, cst.Module)):
            for statement in current.body:
                if statement is below:
                    break
                yield from facts_after(file, statement)
        if isinstance(current, (cst.FunctionDef, cst.Lambda)):
            return
        below = current


def _has_default(value: cst.BaseExpression) -> bool:
    """`emitter or quiet`."""
    if not isinstance(value, cst.BooleanOperation) or not isinstance(value.operator, cst.Or):
        return False
    return not is_none(value.right)
