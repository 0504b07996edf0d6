"""What asks for an event loop in the thread in which the Pipelines server runs a `pipe`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import callees, reached
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.component.entry.points import entry_points
from owui_lint.component.runtime.loops import expects_no_loop

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_WANT_LOOP = frozenset(
    f"asyncio.{name}"
    for name in ("create_task", "get_running_loop", "get_event_loop", "ensure_future", "gather")
)
_MAKES_LOOP = frozenset({"asyncio.set_event_loop", "nest_asyncio.apply"})


def loop_calls(component: Component) -> Iterator[tuple[cst.Call, str]]:
    """Yield each call in a pipeline's `pipe` thread that raises for want of a loop, with its name.

    Silent where the file sets a loop for the thread, and where a handler expects the RuntimeError.
    """
    calls = component.of(cst.Call)
    if any(component.qualified(call.func) in _MAKES_LOOP for call in calls):
        return
    for function in _in_thread(component):
        for call in function.of(cst.Call):
            name = component.qualified(call.func)
            if name not in _WANT_LOOP or not component.runs(call):
                continue
            if not expects_no_loop(component, call):
                yield call, name


def _in_thread(component: Component) -> list[FunctionScope]:
    """Return `pipe` and the plain functions of the file that it calls, directly or through others."""

    def onwards(function: FunctionScope) -> Iterator[FunctionScope]:
        for scope in component.with_nested(function):
            if scope is function or not (isinstance(scope, FunctionScope) and scope.is_async):
                yield from (one for one in callees(component, scope) if not one.is_async)

    pipes = (e.function for e in entry_points(component, "pipe") if e.function and e.is_plain)
    return reached((pipe for pipe in pipes if not pipe.is_async), onwards)
