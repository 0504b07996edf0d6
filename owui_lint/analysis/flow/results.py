"""What an expression gives where it is returned: None always or sometimes, and of which kind it is otherwise.

Followed through names, conditional expressions and helpers of the file; what the code around has tested
counts: behind `if found is not None` a helper's None does not come.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.budget import MOST_LINKS
from owui_lint.analysis.flow.awaitables import own_coroutine
from owui_lint.analysis.flow.facts import known_at
from owui_lint.analysis.flow.outcomes import outcome_of, statements_of
from owui_lint.analysis.flow.reaching_definitions import reaching_value
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.definitions import FunctionScope

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

_OF_DICTS = frozenset({"update", "clear"})
_OF_LISTS = frozenset({"append", "extend", "insert", "sort", "reverse", "remove"}) | _OF_DICTS
_TEXTS = frozenset({"str", "repr", "json.dumps", "orjson.dumps", "format"})
_KINDS: dict[type, str] = {
    cst.SimpleString: "a text",
    cst.ConcatenatedString: "a text",
    cst.FormattedString: "a text",
    cst.List: "a list",
    cst.ListComp: "a list",
    cst.Tuple: "a tuple",
    cst.Set: "a set",
    cst.SetComp: "a set",
    cst.Integer: "a number",
    cst.Float: "a number",
    cst.Dict: "a dict",
    cst.DictComp: "a dict",
    cst.GeneratorExp: "a generator",
    cst.Lambda: "a function that is never called",
}
_NAMED = {"True": "a boolean", "False": "a boolean", "NotImplemented": "`NotImplemented`"}
COROUTINE = "a coroutine that is never awaited"


class Absence(Enum):
    """Whether a value is None."""

    NEVER = 0
    SOMETIMES = 1
    ALWAYS = 2


def absence(file: PythonFile, value: cst.BaseExpression | None, depth: int = 0) -> Absence:
    """Return whether an expression, where it stands, gives None (never, in doubt)."""
    if value is None or (isinstance(value, cst.Name) and value.value == "None"):
        return Absence.ALWAYS
    if depth > MOST_LINKS:
        return Absence.NEVER
    if isinstance(value, cst.IfExp):
        return _either(file, value, depth)
    if isinstance(value, cst.BooleanOperation) and isinstance(value.operator, cst.Or):
        return absence(file, value.right, depth + 1)
    if isinstance(value, cst.Name):
        return _of_name(file, value, depth)
    if isinstance(value, cst.NamedExpr):
        return absence(file, value.value, depth + 1)
    awaited = isinstance(value, cst.Await)
    call = value.expression if isinstance(value, cst.Await) else value
    if not isinstance(call, cst.Call):
        return Absence.NEVER
    if not awaited and (_is_print(file, call) or _changes_payload(file, call)):
        return Absence.ALWAYS
    function = file.callee(call)
    if function is None or function.is_async != awaited or function.name == "__init__":
        return Absence.NEVER
    return absence_of_result(file, function, depth + 1)


def _either(file: PythonFile, value: cst.IfExp, depth: int) -> Absence:
    decided = file.decided(value.test)
    if decided is not None:
        return absence(file, value.body if decided else value.orelse, depth + 1)
    sides = {absence(file, side, depth + 1) for side in (value.body, value.orelse)}
    return sides.pop() if len(sides) == 1 else Absence.SOMETIMES


def _of_name(file: PythonFile, name: cst.Name, depth: int) -> Absence:
    value = value_of_name(file, name)
    if value is None:
        return Absence.NEVER
    found = absence(file, value, depth + 1)
    if found is not Absence.NEVER and is_known(file, name):
        return Absence.NEVER
    return found


def value_of_name(file: PythonFile, name: cst.Name) -> cst.BaseExpression | None:
    """Return the expression that a name surely stands for at this place; None where that is not sure."""
    scope = file.scope_of(name)
    found = scope.lookup(name.value)
    if found is None:
        return None
    return reaching_value(file, name, found[0]) or scope.sole_value(name.value)


def is_known(file: PythonFile, name: cst.Name) -> bool:
    """Return whether a test around or before this place tells that the name is not None."""
    return any(
        isinstance(fact, cst.Name) and fact.value == name.value for fact in known_at(file, name)
    )


@cached
def absence_of_result(file: PythonFile, function: FunctionScope, depth: int = 0) -> Absence:
    """Return whether a call of a helper of the file gives None, on some path or on all."""
    node = function.node
    if not isinstance(node, cst.FunctionDef) or node.decorators or function.is_generator:
        return Absence.NEVER
    if _is_stub(function):
        return Absence.NEVER
    outcome = outcome_of(file, function)
    found = {absence(file, item.value, depth) for item in outcome.returns}
    if outcome.falls:
        found.add(Absence.ALWAYS)
    if not found:
        return Absence.NEVER  # it never comes back
    return found.pop() if len(found) == 1 else Absence.SOMETIMES


def kind_of(file: PythonFile, value: cst.BaseExpression | None, depth: int = 0) -> str | None:
    """Return what an expression surely is, in words: "a text", "a list"; None where that is not sure."""
    if value is None or depth > MOST_LINKS:
        return None
    if value.__class__ in _KINDS:
        return _KINDS[value.__class__]
    if isinstance(value, cst.Name):
        if file.scope_of(value).lookup(value.value) is None:
            return _NAMED.get(value.value)
        known = value_of_name(file, value)
        # a list or dict may be anything by now, but a list it stays
        return kind_of(file, known, depth + 1) if known is not None else None
    if isinstance(value, cst.IfExp):
        sides = {kind_of(file, side, depth + 1) for side in (value.body, value.orelse)}
        return sides.pop() if len(sides) == 1 else None
    call = value.expression if isinstance(value, cst.Await) else value
    if not isinstance(call, cst.Call):
        return None
    if call is value and own_coroutine(file, call) is not None:
        return COROUTINE
    if call is value and file.qualified(call.func) in _TEXTS:
        return "a text"
    function = file.callee(call)
    if function is None or function.is_async != isinstance(value, cst.Await):
        return None
    return _kind_of_result(file, function, depth + 1)


def _kind_of_result(file: PythonFile, function: FunctionScope, depth: int) -> str | None:
    """What a function of the file returns; each is read once, whoever asks: they may call each other."""
    known, key = _known_results(file), id(function.node)
    if key not in known:
        known[key] = None
        known[key] = _read_result(file, function, depth)
    return known[key]


@cached
def _known_results(_file: PythonFile) -> dict[int, str | None]:
    return {}


def _read_result(file: PythonFile, function: FunctionScope, depth: int) -> str | None:
    node = function.node
    if not isinstance(node, cst.FunctionDef) or node.decorators or function.is_generator:
        return None
    if function.name == "__init__":
        return None
    outcome = outcome_of(file, function)
    kinds = {kind_of(file, item.value, depth) for item in outcome.returns}
    return kinds.pop() if len(kinds) == 1 and not outcome.falls else None


def _is_print(file: PythonFile, call: cst.Call) -> bool:
    return file.qualified(call.func) == "print"


def _changes_payload(file: PythonFile, call: cst.Call) -> bool:
    """`body.update(…)`, `body["messages"].append(…)`: methods of dicts and lists that return None."""
    func = call.func
    if not isinstance(func, cst.Attribute):
        return False
    changed = func.value
    inside = isinstance(changed, cst.Subscript)
    while isinstance(changed, cst.Subscript):
        changed = changed.value
    if not isinstance(changed, cst.Name) or func.attr.value not in (
        _OF_LISTS if inside else _OF_DICTS
    ):
        return False
    home, bindings = file.scope_of(call).lookup(changed.value) or (None, [])
    return (
        isinstance(home, FunctionScope)
        and [b.how for b in bindings] == ["parameter"]
        and file.framework.passes_container(home, changed.value)
    )


def _is_stub(function: FunctionScope) -> bool:
    """Whether the method has no body to speak of: a subclass may define it."""
    assert isinstance(function.node, cst.FunctionDef)
    return all(
        isinstance(one, cst.Pass)
        or (isinstance(one, cst.Expr) and isinstance(one.value, (cst.BaseString, cst.Ellipsis)))
        for one in statements_of(function.node.body)
    )
