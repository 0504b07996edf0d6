"""Where a value comes from: followed backwards, through the whole file.

From an expression the way leads back through names, attributes of objects of the file, fields of
its dataclasses, helpers and what they return, and parameters to what their callers pass. It ends at
an *origin*: an expression that is not made by the file's own code (a call of a library, a literal),
an import, a loop, or a parameter that is filled from outside.

`None` is left out everywhere: it says that there is no value, which is a matter of guards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import libcst as cst

from owui_lint.analysis.budget import MOST_STEPS
from owui_lint.analysis.call_graph import CallContext
from owui_lint.analysis.file import PythonFile
from owui_lint.analysis.memo import cached
from owui_lint.analysis.steps import (
    EXPRESSION,
    OUTSIDE,
    PARAMETER,
    TOO_FAR,
    UNDEFINED,
    Origin,
    step_back,
)

__all__ = [
    "EXPRESSION",
    "OUTSIDE",
    "PARAMETER",
    "TOO_FAR",
    "UNDEFINED",
    "Origin",
    "Until",
    "always",
    "origins",
    "qualified_names",
]

Test = Callable[[Origin], bool]
Until = Callable[[Any, Origin], bool]
"""Whether a way ends at a place, in a file: see `origins`."""
Through = Callable[[Any, Origin], Iterable[cst.CSTNode]]
"""The further expressions whose values are in an origin: see `origins`."""


def origins(
    file: PythonFile,
    node: cst.BaseExpression,
    *,
    context: CallContext | None = None,
    place: cst.CSTNode | None = None,
    until: Until | None = None,
    through: Through | None = None,
) -> tuple[Origin, ...]:
    """Return everything that the value of an expression can come from, `None` apart.

    What was found on one way is remembered for the next one with the same `until` and `through`, so
    these are functions that live as long as the file, and are handed the file.

    Args:
        file: the file
        node: the expression
        context: calls of helpers under which it is read; without, all callers count
        place: the code that reads it (the expression itself)
        until: ends the way early: asked of every place on it, parameters included
        through: goes on where the way would end, with the parts of a value, say
    """
    first = Origin(node, EXPRESSION, node if place is None else place, context or {})
    return _ways(file, until, through).back_from(first)


def always(file: PythonFile, node: cst.BaseExpression, test: Test) -> bool:
    """Whether a value comes from somewhere, and every origin passes the test."""
    found = origins(file, node)
    return bool(found) and all(map(test, found))


_Key = tuple[int, str, int, frozenset[tuple[int, int]]]
_NO_CALLS: frozenset[tuple[int, int]] = frozenset()


class _Ways:
    """The ways back with one `until` and one `through`; what each place leads to is found once.

    Names and helpers that refer to each other lead to the same ends: Tarjan's strongly connected
    components, without recursion.
    """

    def __init__(self, file: PythonFile, until: Until | None, through: Through | None) -> None:
        self._file = file
        self._until = until
        self._through = through
        self._known: dict[_Key, tuple[Origin, ...]] = {}

    def back_from(self, first: Origin) -> tuple[Origin, ...]:
        start = _key(first)
        if start in self._known:
            return self._known[start]
        index: dict[_Key, int] = {start: 0}
        lowest: dict[_Key, int] = {start: 0}
        open_: dict[_Key, None] = {start: None}
        ends, steps = self._steps(first)
        frames = [(start, steps, ends)]
        while frames:
            key, steps, ends = frames[-1]
            step = next(steps, None)
            if step is not None:
                following = _key(step)
                if following in self._known:
                    ends += self._known[following]
                elif following in open_:
                    lowest[key] = min(lowest[key], index[following])
                elif len(index) >= MOST_STEPS:
                    found = {_key(end): end for _, _, reached in frames for end in reached}
                    result = (*found.values(), step._replace(how=TOO_FAR))
                    # of those on the first half of the way it is known too: they need not be gone again
                    half = (one for one in open_ if index[one] < MOST_STEPS // 2)
                    self._known.update(dict.fromkeys(half, result))
                    return result
                else:
                    index[following] = lowest[following] = len(index)
                    open_[following] = None
                    reached, further = self._steps(step)
                    frames.append((following, further, reached))
                continue
            frames.pop()
            if frames:
                outer, _, reached = frames[-1]
                reached += ends
                lowest[outer] = min(lowest[outer], lowest[key])
            if lowest[key] == index[key]:
                self._close(key, open_, tuple({_key(end): end for end in ends}.values()))
        return self._known[start]

    def _close(self, key: _Key, open_: dict[_Key, None], ends: tuple[Origin, ...]) -> None:
        """Note the ends of a place, and of all that refer to each other with it."""
        while True:
            member, _ = open_.popitem()
            self._known[member] = ends
            if member == key:
                return

    def _steps(self, one: Origin) -> tuple[list[Origin], Iterator[Origin]]:
        """What the way at a place ends in, or leads to."""
        if self._until is not None and self._until(self._file, one):
            return [one], iter(())
        steps = step_back(self._file, one)
        if steps is None and self._through is not None:
            parts = self._through(self._file, one)
            steps = [
                one._replace(node=part, how=EXPRESSION, name="", function=None) for part in parts
            ] or None
        return ([one], iter(())) if steps is None else ([], iter(steps))


@cached
def _ways(file: PythonFile, until: Until | None, through: Through | None) -> _Ways:
    return _Ways(file, until, through)


def _key(one: Origin) -> _Key:
    calls = _NO_CALLS
    if one.context:
        calls = frozenset((function, id(call)) for function, call in one.context.items())
    return (id(one.node), one.how, id(one.place), calls)


@cached(circular=None)
def qualified_names(file: PythonFile, node: cst.BaseExpression) -> frozenset[str] | None:
    """Return every dotted name that an expression can stand for, imports and aliases resolved.

    None where it can be something else. An import that is made in several ways (`try` the new
    module, `except` the old one) has several.
    """
    names: set[str] = set()
    for end in origins(file, node):
        attribute = end.expression
        if end.how == "import":
            item = file.import_at(end.node)
            names |= {item.target} if item is not None else set()
        elif isinstance(attribute, cst.Attribute):
            owners = qualified_names(file, attribute.value)
            if owners is None:
                return None
            names |= {f"{owner}.{attribute.attr.value}" for owner in owners}
        else:
            return None
    return frozenset(names) or None
