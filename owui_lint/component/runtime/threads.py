"""Functions that are handed to a thread, and coroutines that run on a loop of their own there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.scopes import last_name

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_RUNNERS = frozenset(
    {"asyncio.to_thread", "anyio.to_thread.run_sync"}
    | {"fastapi.concurrency.run_in_threadpool", "starlette.concurrency.run_in_threadpool"}
)
"""Functions that call their first argument in a thread and give its result to who awaits them."""

_STARTERS = frozenset({"Thread", "Timer"} | {name.rpartition(".")[2] for name in _RUNNERS})
_EXECUTOR_METHODS = frozenset({"submit", "map", "run_in_executor"})


def starts_thread(call: cst.Call) -> bool:
    """Whether a call has functions that it is given run in a thread, by the last part of its name."""
    name = last_name(call.func)
    return name in _STARTERS or (name in _EXECUTOR_METHODS and isinstance(call.func, cst.Attribute))


def handed_to_thread(component: Component, call: cst.Call) -> cst.BaseExpression | None:
    """The function that an awaited call runs in a thread: behind `partial` and `lambda`, too."""
    func = call.func
    if isinstance(func, cst.Attribute) and func.attr.value == "run_in_executor":
        place = 1
    elif component.qualified(func) in _RUNNERS:
        place = 0
    else:
        return None
    given = [arg for arg in call.args if arg.keyword is None][: place + 1]
    if len(given) <= place or any(arg.star for arg in given):
        return None
    value = given[place].value
    is_made = isinstance(value, (cst.Lambda, cst.Call))
    return deferred_function(component, value) if is_made else value


_DEFERRING = frozenset({"functools.partial", "staticmethod"})


def deferred_function(
    component: Component, value: cst.BaseExpression | None
) -> cst.BaseExpression | None:
    """The function that a `lambda`, `partial` or `staticmethod` calls in the end; None for anything else."""
    if isinstance(value, cst.Lambda):
        return value.body.func if isinstance(value.body, cst.Call) else None
    if isinstance(value, cst.Call):
        is_deferred = component.qualified(value.func) in _DEFERRING
        return value.args[0].value if is_deferred and value.args else None
    return None
