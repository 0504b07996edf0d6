"""Which places a call does not reach, by what it gives to the tests around and before them.

A helper may do different things by what it is given: `if kind == "log": … return`. Only literal
arguments decide; what is set elsewhere (valves, attributes) may be anything.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.budget import MOST_LINKS
from owui_lint.analysis.call_graph import CallContext, CallGraph
from owui_lint.analysis.flow.outcomes import falls_through
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import UNKNOWN

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile


class PathConditions:
    """Tests of one file, read under the calls through which they are reached."""

    def __init__(self, file: PythonFile, graph: CallGraph) -> None:
        self._file = file
        self._graph = graph

    def exclude(self, place: cst.CSTNode, calls: CallContext) -> bool:
        """Whether `place`, or one of the calls that lead there, is never reached under them."""
        places = [place, *(call for call in calls.values() if call is not None)]
        return any(self._is_barred(one, calls) for one in places)

    def _is_barred(self, place: cst.CSTNode, calls: CallContext) -> bool:
        below = place
        for current in self._file.ancestors(place):
            if isinstance(current, (cst.FunctionDef, cst.Lambda)):
                return False
            if self._bars(current, below, calls):
                return True
            below = current
        return False

    def _bars(self, current: cst.CSTNode, below: cst.CSTNode, calls: CallContext) -> bool:
        if isinstance(current, (cst.If, cst.IfExp)) and below is not current.test:
            return self._truth(current.test, calls) is (below is not current.body)
        if isinstance(current, cst.BooleanOperation) and below is current.right:
            return self._truth(current.left, calls) is isinstance(current.operator, cst.Or)
        if isinstance(current, cst.Match) and isinstance(below, cst.MatchCase):
            return self._passes_by(current, below, calls)
        if isinstance(current, cst.IndentedBlock):
            leaving, places = self._leaving(current)
            before = takewhile(lambda one: places[id(one)] < places[id(below)], leaving)
            return any(self._truth(statement.test, calls) is True for statement in before)
        return False

    @cached
    def _leaving(self, block: cst.IndentedBlock) -> tuple[list[cst.If], dict[int, int]]:
        """The `if`s of a block whose bodies are not run to their end, and where each statement stands."""
        leaving = [
            statement
            for statement in block.body
            if isinstance(statement, cst.If) and not falls_through(self._file, statement.body)
        ]
        return leaving, {id(statement): index for index, statement in enumerate(block.body)}

    def _passes_by(self, match: cst.Match, case: cst.MatchCase, calls: CallContext) -> bool:
        subject = self._known(match.subject, calls)
        if subject is UNKNOWN:
            return False
        for one in match.cases:
            fits = self._fits(one.pattern, subject) if one.guard is None else None
            if one is case:
                return fits is False
            if fits:
                return True
        return False

    def _fits(self, pattern: cst.MatchPattern, subject: object) -> bool | None:
        if isinstance(pattern, cst.MatchValue):
            value = self._file.literal(pattern.value)
            return None if value is UNKNOWN else value == subject
        if isinstance(pattern, cst.MatchOr):
            fits = [self._fits(element.pattern, subject) for element in pattern.patterns]
            return True if True in fits else None if None in fits else False
        return True if isinstance(pattern, cst.MatchAs) and pattern.pattern is None else None

    def _truth(self, test: cst.BaseExpression, calls: CallContext) -> bool | None:
        """What a test gives under the calls; None where they do not decide it."""
        if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
            inner = self._truth(test.expression, calls)
            return None if inner is None else not inner
        if isinstance(test, cst.BooleanOperation):
            deciding = isinstance(test.operator, cst.Or)
            sides = (self._truth(test.left, calls), self._truth(test.right, calls))
            return deciding if deciding in sides else None if None in sides else not deciding
        if isinstance(test, cst.Comparison):
            return self._compared(test, calls)
        value = self._known(test, calls)
        return None if value is UNKNOWN else bool(value)

    def _compared(self, test: cst.Comparison, calls: CallContext) -> bool | None:
        if len(test.comparisons) != 1:
            return None
        operator, right = test.comparisons[0].operator, test.comparisons[0].comparator
        left = self._known(test.left, calls)
        if isinstance(operator, (cst.In, cst.NotIn)):
            items = self._items(right, calls)
            if left is UNKNOWN or UNKNOWN in items:
                return None
            return (left in items) is isinstance(operator, cst.In)
        other = self._known(right, calls)
        if left is UNKNOWN or other is UNKNOWN:
            return None
        if isinstance(operator, (cst.Equal, cst.Is)):
            return left == other
        return left != other if isinstance(operator, (cst.NotEqual, cst.IsNot)) else None

    def _items(self, node: cst.BaseExpression, calls: CallContext) -> list[object]:
        if isinstance(node, cst.Name):
            node = self._file.scope_of(node).sole_value(node.value) or node
        if not isinstance(node, (cst.Tuple, cst.List, cst.Set)):
            return [UNKNOWN]
        return [self._known(element.value, calls) for element in node.elements]

    def _known(self, node: cst.BaseExpression, calls: CallContext, depth: int = 0) -> object:
        """The constant that an expression is: a literal, or a parameter that a literal is given to."""
        home, bindings = None, []
        if isinstance(node, cst.Name) and depth < MOST_LINKS:
            home, bindings = self._file.scope_of(node).lookup(node.value) or (None, [])
        if not isinstance(home, FunctionScope) or [b.how for b in bindings] != ["parameter"]:
            value = self._file.literal(node)
            # a list or dict may be filled later
            return value if value is None or isinstance(value, (str, int, float)) else UNKNOWN
        assert isinstance(node, cst.Name)
        parameter, call = home.parameter(node.value), calls.get(id(home.node))
        if parameter is None or call is None:
            return UNKNOWN
        given = self._graph.argument(home, call, parameter).node
        return UNKNOWN if given is None else self._known(given, calls, depth + 1)
