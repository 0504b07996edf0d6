"""Which tests hold where a piece of code runs: those around it, and those that left before it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from owui_lint.analysis.budget import MOST_LINKS
from owui_lint.analysis.flow.outcomes import falls_through
from owui_lint.analysis.memo import cached

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

_LEAVING = (cst.Return, cst.Raise, cst.Continue, cst.Break)
TESTING = frozenset({cst.If, cst.IfExp, cst.While, cst.BooleanOperation}) | frozenset(
    {cst.GeneratorExp, cst.ListComp, cst.SetComp, cst.DictComp}
)


class Condition(NamedTuple):
    """A test that has come out true (or false)."""

    test: cst.BaseExpression
    holds: bool


def conditions_inside(current: cst.CSTNode, below: cst.CSTNode) -> list[Condition]:
    """Return what holds in `below`, a part of `current`, by the tests of `current` itself."""
    if current.__class__ not in TESTING:
        return []  # most nodes: one look at a set is cheaper than ten at classes
    match current:
        case cst.If() | cst.IfExp():
            if below is current.body:
                return [Condition(current.test, True)]
            return [Condition(current.test, False)] if below is current.orelse else []
        case cst.While():
            return [Condition(current.test, True)] if below is current.body else []
        case cst.BooleanOperation():
            is_right = below is current.right
            return [Condition(current.left, isinstance(current.operator, cst.And))] * is_right
        case cst.GeneratorExp() | cst.ListComp() | cst.SetComp() | cst.DictComp():
            if below is current.for_in:
                return []
            return [Condition(item.test, True) for item in current.for_in.ifs]
    return []


def conditions_after(file: PythonFile, statement: cst.CSTNode) -> Iterator[Condition]:
    """Yield what holds after a statement because its branches leave otherwise, or it asserts it."""
    if isinstance(statement, cst.SimpleStatementLine):
        for part in statement.body:
            if isinstance(part, cst.Assert):
                yield Condition(part.test, True)
    while isinstance(statement, cst.If):
        if may_leave(statement.body) and not falls_through(file, statement.body):
            yield Condition(statement.test, False)
        orelse = statement.orelse
        if isinstance(orelse, cst.Else):
            if may_leave(orelse.body) and not falls_through(file, orelse.body):
                yield Condition(statement.test, True)
            return
        if orelse is None or falls_through(file, statement.body):
            return  # what an `elif` tells holds only where its `if` did not come out
        statement = orelse


def may_leave(block: cst.BaseSuite) -> bool:
    """Return whether a block may end by leaving: most do not, which is cheap to see."""
    last = block.body[-1] if block.body else None
    if isinstance(last, cst.SimpleStatementLine):
        last = last.body[-1] if last.body else None
    return isinstance(last, (*_LEAVING, cst.BaseCompoundStatement, cst.Expr))


def conditions_at(file: PythonFile, place: cst.CSTNode) -> Iterator[Condition]:
    """Yield every test that has held where `place` runs, innermost first.

    What held where a function is defined holds in it.
    """
    below = place
    for current in file.ancestors(place):
        yield from conditions_inside(current, below)
        if isinstance(current, (cst.IndentedBlock, cst.Module)):
            for statement in _testing(file, current, below):
                yield from conditions_after(file, statement)
        below = current


def _testing(
    file: PythonFile, block: cst.IndentedBlock | cst.Module, below: cst.CSTNode
) -> Iterator[cst.CSTNode]:
    """Yield the statements of a block before `below` after which a test may hold."""
    places, testing = _tests_of(file, block)
    end = places.get(id(below), len(places))
    for place, statement in testing:
        if place >= end:
            break
        yield statement


@cached
def _tests_of(
    file: PythonFile, block: cst.IndentedBlock | cst.Module
) -> tuple[dict[int, int], list[tuple[int, cst.CSTNode]]]:
    """Where each statement of a block is, and those after which a test may hold: few of them."""
    places = {id(statement): place for place, statement in enumerate(block.body)}
    testing: list[tuple[int, cst.CSTNode]] = [
        (place, one) for place, one in enumerate(block.body) if _may_test(one)
    ]
    return places, testing


def _may_test(statement: cst.CSTNode) -> bool:
    if isinstance(statement, cst.SimpleStatementLine):
        return any(isinstance(part, cst.Assert) for part in statement.body)
    return isinstance(statement, cst.If)


def atoms(file: PythonFile, condition: Condition, depth: int = 0) -> Iterator[Condition]:
    """Yield the single tests that a condition decides: both sides of a true `and`, what `not` denies.

    A name that is assigned once stands for its test.
    """
    test, holds = condition
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        yield from atoms(file, Condition(test.expression, not holds), depth)
        return
    if isinstance(test, cst.BooleanOperation):
        if isinstance(test.operator, cst.And) is holds:
            yield from atoms(file, Condition(test.left, holds), depth)
            yield from atoms(file, Condition(test.right, holds), depth)
        return
    yield condition
    if isinstance(test, cst.Name) and depth < MOST_LINKS:
        value = file.scope_of(test).sole_value(test.value)
        if value is not None:
            yield from atoms(file, Condition(value, holds), depth + 1)
