"""What becomes of the value of a call that gives a coroutine: see `analysis.uses`."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.awaitables import own_coroutine
from owui_lint.analysis.flow.collected import taken_out
from owui_lint.analysis.flow.reaching_definitions import reaching_value
from owui_lint.analysis.memo import cached
from owui_lint.analysis.origins import EXPRESSION, Origin, origins
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.syntax.scopes import last_name
from owui_lint.analysis.uses import (
    ARGUMENT,
    ATTRIBUTE,
    AWAIT,
    COMPARE,
    FORMAT,
    ITEM,
    ITERATE,
    OPERAND,
    STATEMENT,
    TEST,
    UNPACK,
    UNREAD,
    uses,
)
from owui_lint.analysis.uses import Use as ValueUse

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile


class Use(Enum):
    """How the value of a call is used."""

    AWAITED = "awaited"
    """By somebody, or the code asks whether it has to be."""
    HANDED_ON = "handed on"
    """Returned, passed, stored or gathered: somebody else may await it."""
    DROPPED = "dropped"
    """A statement of its own, or a name that nobody reads: nothing ever awaits it."""
    TAKEN_AS_RESULT = "taken as result"
    """Read, tested or iterated as if it were what the coroutine gives."""


_ASKING = frozenset({"isawaitable", "iscoroutine", "isinstance", "hasattr", "type"})
_TAKING = frozenset(
    {"len", "list", "tuple", "set", "dict", "sorted", "sum", "min", "max", "any", "all", "enumerate"}
    | {"zip", "iter", "next", "int", "float", "str", "bool", "json.dumps"}
)  # fmt: skip
"""Functions that look into what they are given, and never await it."""
_OWN_ATTRIBUTES = frozenset({"__await__", "send", "close"})
_FAILING = frozenset({ATTRIBUTE, ITEM, ITERATE, UNPACK, ARGUMENT})
"""No coroutine has attributes or items, or can be unpacked; arguments: of functions that look into them."""
_READING = _FAILING | {TEST, COMPARE, FORMAT, OPERAND}


@cached
def use_of(file: PythonFile, value: cst.BaseExpression) -> Use:
    """Return what the file does with the coroutine that an expression gives (handed on, in doubt)."""
    ends = uses(file, value, until=_is_handed_out)
    if any(end.how == AWAIT or _asks(file, end) for end in ends):
        return Use.AWAITED
    reading = [end for end in ends if _reads(file, end)]
    if any(_proves(file, end, value) for end in reading):
        return Use.TAKEN_AS_RESULT  # whatever else becomes of it
    items = taken_out(file, ends[0].node) if len(ends) == 1 else None
    if items is not None:
        taken = [end for item in items for end in uses(file, item, until=_is_handed_out)]
        surely = bool(taken) and all(_reads(file, end) for end in taken)
        return Use.TAKEN_AS_RESULT if surely else Use.HANDED_ON
    if all(end.how in (STATEMENT, UNREAD) for end in ends):
        return Use.DROPPED
    if len(reading) < len(ends):
        return Use.HANDED_ON
    surely = all(_is_meant(file, end, value) for end in reading)
    return Use.TAKEN_AS_RESULT if surely else Use.HANDED_ON


def _is_handed_out(file: PythonFile, one: ValueUse) -> bool:
    """Whether a plain function returns the coroutine: the one who calls it has to await it there."""
    if not isinstance(file.parent(one.node), (cst.Return, cst.Lambda)):
        return False
    function = file.function_around(one.node)
    return function is not None and not function.is_async


def _reads(file: PythonFile, end: ValueUse) -> bool:
    """Whether the use takes the coroutine for its result."""
    parent = file.parent(end.node)
    if end.how == ATTRIBUTE and isinstance(parent, cst.Attribute):
        return parent.attr.value not in _OWN_ATTRIBUTES
    if end.how == ITERATE and isinstance(parent, (cst.For, cst.CompFor)):
        return parent.asynchronous is None
    if end.how == ARGUMENT:
        call = file.parent(parent) if parent is not None else None
        return isinstance(call, cst.Call) and (_takes(file, call) or _gets_attribute(call, end))
    return end.how in _READING


def _gets_attribute(call: cst.Call, end: ValueUse) -> bool:
    """`getattr(found, "content", "")`: no coroutine has it, so the default it is."""
    if not isinstance(call.func, cst.Name) or call.func.value != "getattr":
        return False
    name = text(call.args[1].value) if len(call.args) > 1 else None
    return end.node is call.args[0].value and name is not None and not name.startswith("__")


def _takes(file: PythonFile, call: cst.Call) -> bool:
    func = call.func
    if isinstance(func, cst.Attribute) and len(call.args) == 1 and func.attr.value == "join":
        return isinstance(func.value, cst.SimpleString)
    if isinstance(func, cst.Attribute) and len(call.args) == 1 and func.attr.value == "extend":
        return True
    return file.qualified(func) in _TAKING


def _asks(file: PythonFile, end: ValueUse) -> bool:
    """Whether the use asks what the value is."""
    call = file.parent(file.parent(end.node)) if end.how == ARGUMENT else None  # type: ignore[arg-type]
    return isinstance(call, cst.Call) and last_name(call.func) in _ASKING


def _others(file: PythonFile, end: ValueUse, value: cst.BaseExpression) -> list[Origin]:
    """What else the expression may be there."""
    return [one for one in origins(file, end.node) if one.node is not value]


def _proves(file: PythonFile, end: ValueUse, value: cst.BaseExpression) -> bool:
    """Whether the use makes no sense of a coroutine, and is surely made of one.

    Each is true and not None, which says something where the value is never None instead.
    """
    if end.how in _FAILING:
        return not _others(file, end, value)
    return end.how not in (FORMAT, OPERAND) and _is_just(file, end.node, value)


def _is_just(file: PythonFile, node: cst.BaseExpression, value: cst.BaseExpression) -> bool:
    """Whether an expression is the value, and never None."""
    if node is value or not isinstance(node, cst.Name):
        return node is value
    scope = file.scope_of(node)
    return value in (scope.sole_value(node.value), reaching_value(file, node, scope))


def _is_meant(file: PythonFile, end: ValueUse, value: cst.BaseExpression) -> bool:
    """Whether the coroutine is read there rather than what else the name may stand for.

    Constants (`x = None` first) and other coroutines are no results; and in another branch is another case.
    """
    return all(
        (one.how == EXPRESSION and _is_no_result(file, one.node))
        or (end.how in _FAILING and _is_in_other_branch(file, one.place, value))
        for one in _others(file, end, value)
    )


_CONSTANTS = (cst.Name, cst.Dict, cst.List, cst.SimpleString)


def _is_no_result(file: PythonFile, value: cst.CSTNode) -> bool:
    if not isinstance(value, cst.Call):
        return isinstance(value, _CONSTANTS)
    return own_coroutine(file, value) is not None or file.framework.gives_coroutine(value)


def _is_in_other_branch(file: PythonFile, one: cst.CSTNode, other: cst.CSTNode) -> bool:
    """Whether an `if` runs either the one or the other."""
    parts = {id(outer): below for below, outer in pairwise([other, *file.ancestors(other)])}
    below = one
    for current in file.ancestors(one):
        if id(current) in parts:
            return isinstance(current, cst.If) and parts[id(current)] is not below
        below = current
    return False
