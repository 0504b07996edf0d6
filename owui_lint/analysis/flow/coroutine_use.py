"""What becomes of the value of a call that gives a coroutine."""

from __future__ import annotations

from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.awaitables import own_coroutine
from owui_lint.analysis.flow.collected import taken_out
from owui_lint.analysis.flow.reaching_definitions import reaching_value
from owui_lint.analysis.syntax.names import dotted, text
from owui_lint.analysis.uses import reads_of

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile
    from owui_lint.analysis.syntax.scopes import Scope


class Use(Enum):
    """How the value of a call is used."""

    AWAITED = "awaited"
    HANDED_ON = "handed on"
    """Returned, passed, stored or gathered: somebody else may await it."""
    DROPPED = "dropped"
    """A statement of its own: nothing ever awaits it."""
    TAKEN_AS_RESULT = "taken as result"
    """Read, tested or iterated as if it were what the coroutine gives."""


_MOST_BINDINGS = 16
"""Nobody can tell which of so many values a use of the name reads, and looking costs their square."""
_CONSTANTS = (cst.Name, cst.Dict, cst.List, cst.SimpleString)
_PASSED_THROUGH = (cst.IfExp, cst.BooleanOperation)
_READING = (
    cst.FormattedStringExpression,
    cst.Comparison,
    cst.ComparisonTarget,
    cst.BinaryOperation,
)


def use_of(file: PythonFile, value: cst.BaseExpression) -> Use:
    """What the file does with the coroutine that an expression gives (handed on, in doubt)."""
    below, parent = _holder(file, value)
    if isinstance(parent, cst.Await):
        return Use.AWAITED
    if isinstance(parent, cst.Expr):
        return Use.DROPPED
    if _reads(file, parent, below):
        return Use.TAKEN_AS_RESULT
    items = taken_out(file, below)
    if items is not None:
        return _use_of_items(file, items)
    name = _assigned_name(parent, below)
    if name is None or not isinstance(below, cst.BaseExpression):
        return Use.HANDED_ON
    return _use_of_name(file, name, below)


def _use_of_items(file: PythonFile, items: list[cst.BaseExpression]) -> Use:
    """What is done with coroutines that are taken out of a list: nothing that may await one."""
    uses = {use_of(file, item) for item in items if not isinstance(item, cst.Name)}
    uses |= {
        Use.TAKEN_AS_RESULT if _reads(file, file.parent(item), item) else Use.HANDED_ON
        for item in items
        if isinstance(item, cst.Name)
    }
    return Use.TAKEN_AS_RESULT if uses == {Use.TAKEN_AS_RESULT} else Use.HANDED_ON


def _holder(file: PythonFile, value: cst.BaseExpression) -> tuple[cst.CSTNode, cst.CSTNode | None]:
    """The expression as whose value `value` ends up (`x if c else value`), and what holds that."""
    below: cst.CSTNode = value
    parent = file.parent(value)
    while isinstance(parent, _PASSED_THROUGH) and below is not getattr(parent, "test", None):
        below, parent = parent, file.parent(parent)
    return below, parent


_TAKING = frozenset(
    {
        "len",
        "list",
        "tuple",
        "set",
        "dict",
        "sorted",
        "sum",
        "min",
        "max",
        "any",
        "all",
        "enumerate",
    }
    | {"zip", "iter", "next", "int", "float", "str", "bool", "json.dumps"}
)
"""Functions that look into what they are given, and never await it."""


def _reads(file: PythonFile, parent: cst.CSTNode | None, below: cst.CSTNode) -> bool:
    if _unpacks(parent):
        return True
    if isinstance(parent, cst.Arg):
        call = file.parent(parent)
        return isinstance(call, cst.Call) and (_takes(file, call) or _gets_attribute(file, parent))
    if isinstance(parent, cst.Assign):  # `first, second = …`
        return parent.value is below and isinstance(parent.targets[0].target, (cst.Tuple, cst.List))
    if isinstance(parent, cst.Attribute):
        return parent.value is below and parent.attr.value not in ("__await__", "send", "close")
    if isinstance(parent, cst.Subscript):
        return parent.value is below
    if isinstance(parent, (cst.For, cst.CompFor)):
        return parent.iter is below and parent.asynchronous is None
    if isinstance(parent, (cst.If, cst.While, cst.IfExp, cst.Assert)):
        return parent.test is below
    if isinstance(parent, cst.Match):
        return parent.subject is below
    if isinstance(parent, cst.UnaryOperation):
        return isinstance(parent.operator, cst.Not)
    return isinstance(parent, _READING)


def _gets_attribute(file: PythonFile, arg: cst.Arg) -> bool:
    """`getattr(found, "content", "")`: no coroutine has it, so the default it is."""
    call = file.parent(arg)
    if not isinstance(call, cst.Call) or file.qualified(call.func) != "getattr":
        return False
    name = text(call.args[1].value) if len(call.args) > 1 else None
    return arg is call.args[0] and name is not None and not name.startswith("__")


def _unpacks(parent: cst.CSTNode | None) -> bool:
    """Whether it is `f(**x)`, `f(*x)`, `{**x}` or `[*x]`."""
    if isinstance(parent, cst.Arg):
        return parent.star != ""
    return isinstance(parent, (cst.StarredElement, cst.StarredDictElement))


def _takes(file: PythonFile, call: cst.Call) -> bool:
    func = call.func
    if isinstance(func, cst.Attribute) and len(call.args) == 1 and func.attr.value == "join":
        return isinstance(func.value, cst.SimpleString)
    if isinstance(func, cst.Attribute) and len(call.args) == 1 and func.attr.value == "extend":
        return file.callee(call) is None
    return file.qualified(func) in _TAKING


def _assigned_name(parent: cst.CSTNode | None, below: cst.CSTNode) -> str | None:
    target: cst.BaseExpression | None = None
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
        target = parent.targets[0].target
    elif isinstance(parent, (cst.AnnAssign, cst.NamedExpr)) and parent.value is below:
        target = parent.target
    return target.value if isinstance(target, cst.Name) else None


def _use_of_name(file: PythonFile, name: str, value: cst.BaseExpression) -> Use:
    """Taken as result when the file reads the name's value and nowhere awaits or hands it on.

    Of a name with no other value, anything but its text is proof enough, whatever else becomes of it:
    no coroutine has attributes or items or can be unpacked, and each is true and not None.
    """
    home = file.scope_of(value)
    found = home.lookup(name)
    if found is None or found[0] is not home or name in home.declared_elsewhere:
        return Use.HANDED_ON
    if len(found[1]) > _MOST_BINDINGS:
        return Use.HANDED_ON
    uses = [use for use in reads_of(file, home, name) if _may_read(file, use, home, value)]
    read = handed_on = proven = sure = False
    for use in uses:
        parent = file.parent(use)
        if _may_await(file, parent):
            return Use.HANDED_ON
        unpacked = _unpacks(_holder(file, use)[1])
        if unpacked or _reads(file, parent, use) or isinstance(parent, cst.BooleanOperation):
            read = True
            always = not isinstance(value, (cst.IfExp, cst.BooleanOperation))
            shows = unpacked or _proves(parent, always=always)
            proven = proven or shows
            sure = sure or (shows and reaching_value(file, use, home) is value)
        else:
            handed_on = True
    if sure:
        return Use.TAKEN_AS_RESULT  # whatever the name stands for later
    if handed_on:
        return Use.TAKEN_AS_RESULT if proven and len(found[1]) == 1 else Use.HANDED_ON
    binding_in_test = isinstance(file.parent(value), cst.NamedExpr)
    if len(found[1]) > 1 and not binding_in_test:
        others = [b for b in found[1] if b.value is not value]
        surely = read and (
            all(reaching_value(file, use, home) is value for use in uses)
            or _are_no_results(file, name, value)
            or (proven and all(_is_in_other_branch(file, b.node, value) for b in others))
        )
        return Use.TAKEN_AS_RESULT if surely else Use.HANDED_ON
    return Use.TAKEN_AS_RESULT if read or binding_in_test else Use.DROPPED


def _is_in_other_branch(file: PythonFile, one: cst.CSTNode, other: cst.CSTNode) -> bool:
    """Whether an `if` runs either the one or the other."""
    parts = {id(outer): below for below, outer in pairwise([other, *file.ancestors(other)])}
    below = one
    for current in file.ancestors(one):
        if id(current) in parts:
            return isinstance(current, cst.If) and parts[id(current)] is not below
        below = current
    return False


def _may_read(file: PythonFile, use: cst.Name, home: Scope, value: cst.BaseExpression) -> bool:
    """Whether the use may read `value`, and not for sure what another assignment gives the name."""
    return reaching_value(file, use, home) in (None, value)


def _proves(parent: cst.CSTNode | None, *, always: bool) -> bool:
    """Whether the use makes no sense of a coroutine; `always` where the name is never None instead."""
    if isinstance(parent, cst.Attribute):
        return True
    return always and not isinstance(parent, (cst.FormattedStringExpression, cst.BooleanOperation))


_ASKING = ("isawaitable", "iscoroutine", "isinstance", "hasattr", "type")


def _may_await(file: PythonFile, parent: cst.CSTNode | None) -> bool:
    """Whether the use awaits the value, or asks what it is."""
    if isinstance(parent, cst.Await):
        return True
    call = file.parent(parent) if isinstance(parent, cst.Arg) else None
    return isinstance(call, cst.Call) and (dotted(call.func) or "").split(".")[-1] in _ASKING


def _are_no_results(file: PythonFile, name: str, value: cst.BaseExpression) -> bool:
    """Whether what else the name is given is a constant (`x = None` first), or a coroutine, too."""
    bindings = file.scope_of(value).bindings.get(name, [])
    others = [b.value for b in bindings if b.value is not None and b.value is not value]
    return all(isinstance(v, _CONSTANTS) or _is_coroutine(file, v) for v in others)


def _is_coroutine(file: PythonFile, value: cst.BaseExpression) -> bool:
    if not isinstance(value, cst.Call):
        return False
    if own_coroutine(file, value) is not None:
        return True
    return file.framework.gives_coroutine(value)
