"""Which errors are caught around a piece of code, by a `try` or a `with suppress(…)`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst

from owui_lint.analysis.flow.outcomes import outcome_of_block
from owui_lint.analysis.syntax.names import dotted

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

IMPORT_ERRORS = frozenset({"", "ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
"""What a handler of a failing import may name; "" is a bare `except:`."""
ANYTHING = frozenset({"", "Exception", "BaseException"})
_SUPPRESS = frozenset({"contextlib.suppress", "suppress"})
_SMALL = 3
"""Statements of a `try` that is meant for what is in it, and not for a whole entry point."""


class Catch(NamedTuple):
    """What takes errors around a place.

    Attributes:
        body: the block around the place
        errors: the names of the errors that do not leave it; "" for a bare `except:`
        handler: what runs then; None for a `with suppress(…)`
    """

    body: cst.BaseSuite
    errors: frozenset[str]
    handler: cst.ExceptHandler | cst.ExceptStarHandler | None = None


def catches_around(file: PythonFile, place: cst.CSTNode) -> Iterator[Catch]:
    """Yield what takes errors around `place` in the same function, innermost first.

    A handler that raises again takes nothing: the error, or another one, still comes out.
    """
    below = place
    for current in file.ancestors(place):
        if isinstance(current, (cst.FunctionDef, cst.Lambda)):
            return  # its body runs where it is called
        if below is getattr(current, "body", None):
            if isinstance(current, (cst.Try, cst.TryStar)):
                for handler in current.handlers:
                    if survives(file, handler):
                        yield Catch(current.body, frozenset(caught(handler)), handler)
            elif isinstance(current, cst.With):
                taken = {name for item in current.items for name in _suppressed(file, item)}
                if taken:
                    yield Catch(current.body, frozenset(taken))
        below = current


def caught(handler: cst.ExceptHandler | cst.ExceptStarHandler) -> list[str]:
    """Return the names of the errors that a handler takes; "" for a bare `except:`."""
    return _names(handler.type)


def survives(file: PythonFile, handler: cst.ExceptHandler | cst.ExceptStarHandler) -> bool:
    """Return whether the code goes on after a handler: `except ImportError: raise` is no remedy."""
    outcome = outcome_of_block(file, handler.body)
    return outcome.falls or bool(outcome.returns) or outcome.breaks or outcome.continues


def _names(node: cst.BaseExpression | None) -> list[str]:
    if node is None:
        return [""]
    types = [e.value for e in node.elements] if isinstance(node, cst.Tuple) else [node]
    return [name for t in types if (name := dotted(t)) is not None]


def _suppressed(file: PythonFile, item: cst.WithItem) -> list[str]:
    call = item.item
    if not isinstance(call, cst.Call) or file.qualified(call.func) not in _SUPPRESS:
        return []
    return [name for argument in call.args for name in _names(argument.value)]


def is_caught(file: PythonFile, place: cst.CSTNode, errors: frozenset[str]) -> bool:
    """Return whether one of `errors` does not come out of the function that `place` is in."""
    return any(catch.errors & errors for catch in catches_around(file, place))


def survives_import_error(file: PythonFile, statement: cst.CSTNode) -> bool:
    """Return whether a failing import there is caught, or never runs."""
    return is_caught(file, statement, IMPORT_ERRORS) or not file.runs(statement)


def is_read_alone(file: PythonFile, place: cst.CSTNode) -> bool:
    """Return whether a `try` that takes any error is meant for the read at `place`.

    That is so where it holds little else, and the value is not handed to a call or awaited, which
    may fail for reasons of its own.
    """
    for catch in catches_around(file, place):
        if catch.errors & ANYTHING:
            body = catch.body.body
            plain = all(isinstance(line, cst.SimpleStatementLine) for line in body)
            return plain and len(body) <= _SMALL and not _is_handed_on(file, place)
    return False


def _is_handed_on(file: PythonFile, place: cst.CSTNode) -> bool:
    """Whether the value becomes an argument of more than a builtin: `connect(self.valves.host)`."""
    below = place
    for current in file.ancestors(place):
        if isinstance(current, (cst.BaseSuite, cst.SimpleStatementLine)):
            return False
        if isinstance(current, cst.Call) and below is not current.func:
            is_own = file.callee(current) is not None
            if is_own or not isinstance(current.func, cst.Name):
                return True
        if isinstance(current, cst.Await):
            return True
        below = current
    return False
