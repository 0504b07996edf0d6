"""Where a function ends without a value, and where with one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.outcomes import outcome_of, statements_of
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.definitions import FunctionScope

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile


_OF_DICTS = frozenset({"update", "clear"})
_OF_LISTS = frozenset({"append", "extend", "insert", "sort", "reverse", "remove"}) | _OF_DICTS


@dataclass(frozen=True)
class Exit:
    """A way out of a function.

    Attributes:
        node: the `return`, or the `def` where the body runs off its end
        after: for the latter, the statement or branch behind which it does; None: the whole body
    """

    node: cst.CSTNode
    after: cst.CSTNode | None = None


def exits_without_value(file: PythonFile, function: FunctionScope) -> list[Exit]:
    """The exits that give None: `return`, `return None`, a call of what returns nothing, the end."""
    if not isinstance(function.node, cst.FunctionDef) or function.is_generator:
        return []
    outcome = outcome_of(file, function)
    found = [Exit(node) for node in outcome.returns if _is_nothing(file, node.value)]
    return [*found, Exit(function.node, outcome.after)] if outcome.falls else found


def returned_values(file: PythonFile, function: FunctionScope) -> list[cst.Return]:
    """The `return` statements that can be reached and give a value."""
    if not isinstance(function.node, cst.FunctionDef):
        return []
    returns = outcome_of(file, function).returns
    return [node for node in returns if not _is_nothing(file, node.value)]


def _is_nothing(file: PythonFile, value: cst.BaseExpression | None, depth: int = 0) -> bool:
    if value is None or (isinstance(value, cst.Name) and value.value == "None"):
        return True
    if isinstance(value, cst.IfExp):
        return _is_nothing(file, value.body) or _is_nothing(file, value.orelse)
    if isinstance(value, cst.Name) and depth < 4:
        sole = file.scope_of(value).sole_value(value.value)
        return sole is not None and _is_nothing(file, sole, depth + 1)
    awaited = isinstance(value, cst.Await)
    call = value.expression if isinstance(value, cst.Await) else value
    if not isinstance(call, cst.Call) or depth > 4:
        return False
    if not awaited and (_is_print(file, call) or _changes_payload(file, call)):
        return True
    function = file.callee(call)
    return (
        function is not None
        and function.is_async == awaited
        and function.name != "__init__"
        and _gives_nothing(file, function, depth + 1)
    )


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


@cached
def _gives_nothing(file: PythonFile, function: FunctionScope, depth: int) -> bool:
    """Whether a helper of the file comes back, and always without a value."""
    node = function.node
    if not isinstance(node, cst.FunctionDef) or node.decorators or function.is_generator:
        return False
    outcome = outcome_of(file, function)
    values = (_is_nothing(file, item.value, depth) for item in outcome.returns)
    return (outcome.falls or bool(outcome.returns)) and all(values) and not _is_stub(function)


def _is_stub(function: FunctionScope) -> bool:
    """Whether the method has no body to speak of: a subclass may define it."""
    assert isinstance(function.node, cst.FunctionDef)
    return all(
        isinstance(one, cst.Pass)
        or (isinstance(one, cst.Expr) and isinstance(one.value, (cst.BaseString, cst.Ellipsis)))
        for one in statements_of(function.node.body)
    )
