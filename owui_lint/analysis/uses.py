"""What becomes of a value: followed on, through the whole file.

From an expression the way leads on through names (of closures, too), attributes of objects of the file,
fields of its dataclasses, parameters of its helpers, and what these return, to their callers. It ends
at a *use*: where something is done with the value, or where it leaves the file.

It is the mirror of `origins`, which tells of a use what else may be there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import libcst as cst

from owui_lint.analysis.budget import MOST_STEPS
from owui_lint.analysis.call_graph import CallContext
from owui_lint.analysis.file import PythonFile
from owui_lint.analysis.reads import reads
from owui_lint.analysis.steps_on import (
    ARGUMENT,
    ATTRIBUTE,
    AWAIT,
    CALL,
    COMPARE,
    ELEMENT,
    FORMAT,
    ITEM,
    ITERATE,
    OPERAND,
    OTHER,
    RETURN,
    STATEMENT,
    STORE,
    TEST,
    TOO_FAR,
    UNPACK,
    UNREAD,
    Use,
    reads_of_parameter,
    step_on,
)
from owui_lint.analysis.syntax.definitions import FunctionScope

__all__ = [
    "ARGUMENT",
    "ATTRIBUTE",
    "AWAIT",
    "CALL",
    "COMPARE",
    "ELEMENT",
    "FORMAT",
    "ITEM",
    "ITERATE",
    "OPERAND",
    "OTHER",
    "RETURN",
    "STATEMENT",
    "STORE",
    "TEST",
    "TOO_FAR",
    "UNPACK",
    "UNREAD",
    "Use",
    "holder",
    "is_discarded",
    "uses",
    "uses_of_parameter",
]

Until = Callable[[Any, Use], bool]
"""Whether a way ends at a place, in a file: see `uses`."""
Through = Callable[[Any, Use], Iterable[cst.BaseExpression] | None]
"""The further expressions that a value goes into: see `uses`."""


def uses(
    file: PythonFile,
    node: cst.BaseExpression,
    *,
    context: CallContext | None = None,
    until: Until | None = None,
    through: Through | None = None,
) -> tuple[Use, ...]:
    """Return everything that is done with the value of an expression.

    Args:
        file: the file
        node: the expression
        context: calls of helpers under which it is reached, and to which what they return goes;
            without, all callers count
        until: ends the way early: asked of every place on it
        through: the expressions that the value goes into there (the text that it is put into, say);
            None where the way is to go on, or end, as ever
    """
    return _ends(file, [Use(node, "", context or {})], until, through)


def uses_of_parameter(
    file: PythonFile,
    function: FunctionScope,
    name: str,
    *,
    until: Until | None = None,
    through: Through | None = None,
) -> tuple[Use, ...]:
    """Return everything that is done with what fills a parameter."""
    return _ends(file, list(reads_of_parameter(file, function, name, {})), until, through)


def _ends(
    file: PythonFile, pending: list[Use], until: Until | None, through: Through | None
) -> tuple[Use, ...]:
    """Follow all ways, each place once: what was reached by several calls goes back to each of them."""
    seen = {_key(one) for one in pending}
    ends: list[Use] = []
    pending.reverse()
    while pending:
        one = pending.pop()
        if until is not None and until(file, one):
            ends.append(one._replace(how=OTHER))
            continue
        into = through(file, one) if through is not None else None
        steps = step_on(file, one) if into is None else (one._replace(node=n) for n in into)
        further = []
        for step in steps:
            if step.how:
                ends.append(step)
            elif _key(step) not in seen:
                if len(seen) >= MOST_STEPS:
                    return (*ends, step._replace(how=TOO_FAR))
                seen.add(_key(step))
                further.append(step)
        pending += reversed(further)
    return tuple(ends)


def _key(one: Use) -> tuple[int, frozenset[tuple[int, int]]]:
    return (id(one.node), frozenset((f, id(call)) for f, call in one.context.items()))


def holder(file: PythonFile, node: cst.CSTNode) -> tuple[cst.CSTNode, cst.CSTNode | None]:
    """The expression as whose value `node` ends up (`x if c else node`, `c and node`), and what holds that."""
    current, parent = node, file.parent(node)
    while _hands_on(parent, current):
        assert parent is not None
        current, parent = parent, file.parent(parent)
    return current, parent


def _hands_on(parent: cst.CSTNode | None, child: cst.CSTNode) -> bool:
    """Whether the value of `child` can become the value of `parent`."""
    if isinstance(parent, cst.IfExp):
        return child is not parent.test
    return isinstance(parent, cst.BooleanOperation) and child is parent.right


def is_discarded(file: PythonFile, call: cst.Call) -> bool:
    """Whether nothing can ever see the call's result: a statement of its own, or a name nobody reads."""
    current, parent = holder(file, call)
    if isinstance(parent, (cst.ListComp, cst.Element)):
        whole = parent if isinstance(parent, cst.ListComp) else file.parent(parent)
        return whole is not None and isinstance(file.parent(whole), cst.Expr)
    if isinstance(parent, cst.Assign) and current is parent.value and len(parent.targets) == 1:
        target = parent.targets[0].target
        return isinstance(target, cst.Name) and not _is_read(file, target)
    return isinstance(parent, cst.Expr)


def _is_read(file: PythonFile, target: cst.Name) -> bool:
    scope = file.scope_of(target)
    if scope.parent is None or target.value in scope.declared_elsewhere:
        return True
    return any(True for _ in reads(file, target))
