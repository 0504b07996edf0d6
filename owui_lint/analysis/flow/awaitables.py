"""Functions that are not async and give a coroutine all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.budget import MOST_LINKS
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.decorators import gives_coroutine
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.scopes import Scope

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

_MAKERS = frozenset(
    {"asyncio.create_task", "asyncio.ensure_future", "asyncio.gather", "asyncio.wait_for"}
    | {"asyncio.to_thread", "asyncio.shield", "anyio.to_thread.run_sync"}
    | {"fastapi.concurrency.run_in_threadpool", "starlette.concurrency.run_in_threadpool"}
)
"""Calls that give something to be awaited."""


def returned(function: FunctionScope) -> list[cst.BaseExpression]:
    """The expressions a function returns (for a lambda, its body)."""
    if isinstance(function.node, cst.Lambda):
        return [function.node.body]
    return [node.value for node in function.of(cst.Return) if node.value is not None]


def gives_awaitable(file: PythonFile, function: FunctionScope) -> bool:
    """Whether a function that is not async returns a coroutine or task somewhere."""
    return any(is_awaitable(file, value, function) for value in returned(function))


@cached
def is_awaitable(file: PythonFile, value: cst.BaseExpression, scope: Scope, depth: int = 0) -> bool:
    """Whether the expression is surely something to be awaited."""
    if isinstance(value, cst.Name) and depth < MOST_LINKS:
        sole = scope.sole_value(value.value)
        return sole is not None and is_awaitable(file, sole, scope, depth + 1)
    if not isinstance(value, cst.Call):
        return False
    if file.qualified(value.func, scope) in _MAKERS:
        return True
    function = file.callee(value)
    if function is None or function.decorators or function.name == "__init__" or depth > MOST_LINKS:
        return False
    if function.is_async:
        return not function.is_generator
    results = returned(function)
    return (
        not function.is_generator
        and bool(results)
        and all(is_awaitable(file, result, function, depth + 1) for result in results)
    )


def own_coroutine(file: PythonFile, call: cst.Call) -> FunctionScope | None:
    """The coroutine function of this file that a call surely runs; None where it may be another one.

    A decorator may make anything of it, and a name that is defined twice (`try` this, `except` that)
    may stand for the other.
    """
    function = file.callee(call)
    if function is None or not gives_coroutine(file, function):
        return None
    home = function.parent
    twins = home.bindings.get(function.name, ()) if home is not None else ()
    nodes = [binding.node for binding in twins]
    is_async = (isinstance(n, cst.FunctionDef) and n.asynchronous is not None for n in nodes)
    return function if all(is_async) else None
