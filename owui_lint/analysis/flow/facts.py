"""What a test tells: which expressions are something (not None) when it holds, or when it fails."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.outcomes import falls_through
from owui_lint.analysis.syntax.definitions import FunctionScope

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
    stands_for = _stands_for(file, test) if depth < 4 else None
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
    if _is_none(left) and isinstance(right, (cst.List, cst.Tuple, cst.Set)):  # `None in (a, b)`
        without = isinstance(operator, cst.NotIn if truth else cst.In)
        return tuple(e.value for e in right.elements) if without else ()
    if _is_none(left):
        left, right = right, left
    if not _is_none(right):
        return ()
    present = isinstance(operator, (cst.IsNot, cst.NotEqual))
    absent = isinstance(operator, (cst.Is, cst.Equal))
    if not (present if truth else absent):
        return ()
    return (left.target, left.value) if isinstance(left, cst.NamedExpr) else (left,)


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def facts_inside(file: PythonFile, current: cst.CSTNode, below: cst.CSTNode) -> Facts:
    """What is known in `below`, a part of `current`, by a test that `current` holds."""
    if isinstance(current, (cst.If, cst.IfExp)):
        if below is current.body:
            return facts(file, current.test, True)
        if below is current.orelse:
            return facts(file, current.test, False)
    elif isinstance(current, cst.While) and below is current.body:
        return facts(file, current.test, True)
    elif isinstance(current, cst.BooleanOperation) and below is current.right:
        return facts(file, current.left, isinstance(current.operator, cst.And))
    elif isinstance(current, (cst.BaseSimpleComp, cst.DictComp)) and below is not current.for_in:
        tests = [item.test for item in current.for_in.ifs]
        return tuple(fact for test in tests for fact in facts(file, test, True))
    elif isinstance(current, cst.Match) and isinstance(below, cst.MatchCase):
        before = current.cases[: current.cases.index(below)]
        return (current.subject,) if any(map(_takes_none, before)) else ()
    return ()


def _takes_none(case: cst.MatchCase) -> bool:
    """`case None:`"""
    pattern = case.pattern
    return isinstance(pattern, cst.MatchSingleton) and _is_none(pattern.value) and not case.guard


def facts_behind(file: PythonFile, statement: cst.CSTNode) -> Iterator[cst.BaseExpression]:
    """What is known behind a statement by what it tests or assigns."""
    if isinstance(statement, cst.If):
        yield from _behind_if(file, statement)
    elif isinstance(statement, cst.Match):
        leaving = [c for c in statement.cases if _takes_none(c)]
        if leaving and not falls_through(file, leaving[0].body):
            yield statement.subject
    elif isinstance(statement, cst.SimpleStatementLine):
        for part in statement.body:
            if isinstance(part, cst.Assert):
                yield from facts(file, part.test, True)
            elif isinstance(part, cst.Assign) and _has_default(part.value):
                yield from (target.target for target in part.targets)


def _behind_if(file: PythonFile, statement: cst.If) -> Iterator[cst.BaseExpression]:
    """What holds behind an `if` one of whose branches does not come out at its end."""
    if not falls_through(file, statement.body):
        yield from facts(file, statement.test, False)
    orelse = statement.orelse
    if isinstance(orelse, cst.Else) and not falls_through(file, orelse.body):
        yield from facts(file, statement.test, True)
    if isinstance(statement.body, cst.IndentedBlock) and orelse is None:
        known = facts(file, statement.test, False)  # `if emitter is None: emitter = quiet`
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
    return not _is_none(value.right)
