"""What operators, tests and collections are worth, whatever their parts are."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.reachability import is_main_guard
from owui_lint.analysis.guards.operations import (
    Known,
    Thing,
    Unknown,
    Value,
    called,
    compared,
    computed,
    item_of,
    joined,
    truth_value,
)
from owui_lint.analysis.syntax.names import UNKNOWN, literal

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

Frame = Mapping[tuple[int, str], Value]
"""What parameters and variables of comprehensions are, by the scope's `id` and the name."""


class Expressions(ABC):
    """Works out what is composed of other expressions."""

    def __init__(self, file: PythonFile) -> None:
        """Read expressions of `file`."""
        self._file = file

    @abstractmethod
    def value(self, node: cst.BaseExpression, frame: Frame, depth: int) -> Value:
        """Return what an expression is worth."""

    @abstractmethod
    def found(self, module: object) -> Value:
        """Return what looking for a module gives: a thing, or None."""

    def _literal(self, node: cst.BaseExpression, frame: Frame, depth: int) -> Value:
        found = literal(node)
        return Known(found) if found is not UNKNOWN else Unknown.OPEN

    def _denied(self, node: cst.UnaryOperation, frame: Frame, depth: int) -> Value:
        if not isinstance(node.operator, cst.Not):
            return Unknown.OPEN
        inner = truth_value(self.value(node.expression, frame, depth))
        if not isinstance(inner, Known):
            return inner
        return Known(not inner.value, inner.told, inner.named)

    def _walrus(self, node: cst.NamedExpr, frame: Frame, depth: int) -> Value:
        return self.value(node.value, frame, depth)

    def _either(self, node: cst.IfExp, frame: Frame, depth: int) -> Value:
        test = truth_value(self.value(node.test, frame, depth))
        sides = [node.body, node.orelse]
        if isinstance(test, Known):
            sides = sides[:1] if test.value else sides[1:]
        values = [self.value(side, frame, depth) for side in sides]
        return agreed(values, asks=lambda: test is Unknown.ASKS)

    def _binary(self, node: cst.BinaryOperation, frame: Frame, depth: int) -> Value:
        left = self.value(node.left, frame, depth)
        right = self.value(node.right, frame, depth)
        return computed(node.operator.__class__, left, right)

    def _collection(self, node: cst.Tuple | cst.List, frame: Frame, depth: int) -> Value:
        if any(not isinstance(element, cst.Element) for element in node.elements):
            return Unknown.OPEN
        items = [self.value(element.value, frame, depth) for element in node.elements]
        return joined(items, tuple if isinstance(node, cst.Tuple) else list)

    def _comparison(self, node: cst.Comparison, frame: Frame, depth: int) -> Value:
        if is_main_guard(node):
            return Known(False)
        left = node.left
        results: list[Value] = []
        for part in node.comparisons:
            kind = part.operator.__class__
            right = part.comparator
            if kind in (cst.In, cst.NotIn) and self._file.qualified(right) == "sys.modules":
                there = self.found(literal(left, self._file.scope_of(node)))
                found = compared(cst.IsNot if kind is cst.In else cst.Is, there, Known(None))
            else:
                found = compared(
                    kind, self.value(left, frame, depth), self.value(right, frame, depth)
                )
            results.append(found)
            left = right
        return conjunction(results)

    def _boolean(self, node: cst.BooleanOperation, frame: Frame, depth: int) -> Value:
        first = self.value(node.left, frame, depth)
        is_and = isinstance(node.operator, cst.And)
        truth = truth_value(first)
        if isinstance(truth, Known):
            return self.value(node.right, frame, depth) if truth.value is is_and else first
        second = self.value(node.right, frame, depth)
        other = truth_value(second)
        if isinstance(other, Known) and other.value is not is_and:
            return other
        asks = Unknown.ASKS in (truth, other)
        return Unknown.ASKS if asks else Unknown.OPEN

    def _item(self, node: cst.Subscript, frame: Frame, depth: int) -> Value:
        owner = self.value(node.value, frame, depth)
        if not isinstance(owner, Known) or len(node.slice) != 1:
            return unknown_from(owner)
        part = node.slice[0].slice
        if isinstance(part, cst.Index):
            return item_of(owner, self.value(part.value, frame, depth))
        if not isinstance(part, cst.Slice):
            return unknown_from(owner)
        bounds = [literal(b) if b is not None else None for b in (part.lower, part.upper)]
        if UNKNOWN in bounds or part.step is not None:
            return Unknown.ASKS if owner.told else Unknown.OPEN
        return item_of(owner, Known(slice(*bounds)))

    def _comprehension(
        self, node: cst.GeneratorExp | cst.ListComp, frame: Frame, depth: int
    ) -> Value:
        loop = node.for_in
        source = self.value(loop.iter, frame, depth)
        plain = isinstance(loop.target, cst.Name) and loop.inner_for_in is None
        if (
            not isinstance(source, Known)
            or not isinstance(source.value, (list, tuple))
            or not plain
        ):
            return unknown_from(source)
        assert isinstance(loop.target, cst.Name)
        home = self._file.scope_of(node)
        items: list[Value] = []
        for item in source.value:
            inner = {**frame, (id(home), loop.target.value): Known(item, source.told)}
            tests = [truth_value(self.value(test.test, inner, depth)) for test in loop.ifs]
            if all(isinstance(test, Known) and test.value for test in tests):
                items.append(self.value(node.elt, inner, depth))
            elif any(isinstance(test, Unknown) for test in tests):
                return Unknown.ASKS if source.told else Unknown.OPEN
        return joined(items, list) if items else Known([], source.told)

    def _formatted(self, node: cst.FormattedString, frame: Frame, depth: int) -> Value:
        parts: list[Value] = []
        for part in node.parts:
            if isinstance(part, cst.FormattedStringText):
                parts.append(Known(part.value))
            elif isinstance(part, cst.FormattedStringExpression):
                parts.append(called("str", [self.value(part.expression, frame, depth)]))
        return joined(parts, lambda texts: "".join(map(str, texts)))


def agreed(values: Sequence[Value], *, asks: Callable[[], bool]) -> Value:
    """Return the one value that all are; unknown where they differ, `asks` where the release decides.

    Most values agree: whether the release decides is asked last, as it is the dearest question.
    """
    distinct: list[Value] = []
    for value in values:
        if value not in distinct:
            distinct.append(value)
    if len(distinct) == 1:
        return distinct[0]
    truths = {repr(v.value) for v in map(truth_value, distinct) if isinstance(v, Known)}
    if len(truths) == 1 and all(isinstance(v, Thing) for v in distinct):
        return Thing()
    plain = {repr(v.value) for v in distinct if isinstance(v, Known)}
    if len(plain) == 1 and all(isinstance(v, Known) for v in distinct):
        return next(v for v in distinct if isinstance(v, Known) and v.told)
    told = any(v is Unknown.ASKS or (isinstance(v, Known) and v.told) for v in distinct)
    return Unknown.ASKS if told or asks() else Unknown.OPEN


def conjunction(values: Sequence[Value]) -> Value:
    """Return what `a and b …` of comparisons gives."""
    if any(isinstance(v, Known) and not v.value for v in values):
        return next(v for v in values if isinstance(v, Known) and not v.value)
    if all(isinstance(v, Known) for v in values):
        return Known(True, any(isinstance(v, Known) and v.told for v in values))
    return Unknown.ASKS if Unknown.ASKS in values else Unknown.OPEN


def unknown_from(value: Value) -> Value:
    """Return the unknown that comes of a value."""
    return Unknown.ASKS if value is Unknown.ASKS else Unknown.OPEN


OPERATORS: dict[type, Callable[..., Value]] = {
    cst.Comparison: Expressions._comparison,
    cst.BooleanOperation: Expressions._boolean,
    cst.UnaryOperation: Expressions._denied,
    cst.NamedExpr: Expressions._walrus,
    cst.IfExp: Expressions._either,
    cst.BinaryOperation: Expressions._binary,
    cst.Subscript: Expressions._item,
    cst.Tuple: Expressions._collection,
    cst.List: Expressions._collection,
    cst.GeneratorExp: Expressions._comprehension,
    cst.ListComp: Expressions._comprehension,
    cst.FormattedString: Expressions._formatted,
    cst.SimpleString: Expressions._literal,
    cst.ConcatenatedString: Expressions._literal,
    cst.Integer: Expressions._literal,
    cst.Float: Expressions._literal,
}
"""How each kind of composed expression is read."""
