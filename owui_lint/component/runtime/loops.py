"""Event loops that a component starts itself, and what runs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import is_caught
from owui_lint.analysis.syntax.decorators import wrappers_of
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.matchers import decorating
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.component.runtime.created_by import created_by

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_RUNNERS = frozenset({"asyncio.run", "asyncio.runners.run", "anyio.run", "uvloop.run"})
"""Functions that run a coroutine (or a coroutine function) on a loop of their own, and fail on a running one."""
_ADAPTERS = frozenset({"asgiref.sync.async_to_sync"})
"""Functions that make such a function of a coroutine function."""
_LOOPS = frozenset({"asyncio.get_event_loop", "asyncio.new_event_loop", "asyncio.get_running_loop"})
_METHODS = {
    "run_until_complete": _LOOPS,
    "run_forever": _LOOPS,
    "run": frozenset({"asyncio.Runner"}),
}
"""Methods that do so, and what makes the objects that have them."""
_PACKAGES = ("asyncio", "anyio", "uvloop", "asgiref")


def loop_started(component: Component, call: cst.Call, scope: Scope) -> str | None:
    """The name of what starts an event loop in that call; None for other calls."""
    func = call.func
    name = component.qualified(func, scope)
    if name in _RUNNERS:
        return name
    if isinstance(func, cst.Call):  # `async_to_sync(self.work)()`
        maker = component.qualified(func.func, scope)
        return maker if maker in _ADAPTERS else None
    if not isinstance(func, cst.Attribute) or func.attr.value not in _METHODS:
        return None
    made = created_by(component, func.value, _METHODS[func.attr.value])
    return func.attr.value if made is not None else None


def may_start_loops(component: Component) -> bool:
    """Whether the file imports anything that can; what patches asyncio so that loops nest is no matter."""
    text = component.source.text
    return "nest_asyncio" not in text and any(name in text for name in _PACKAGES)


def expects_no_loop(component: Component, call: cst.Call) -> bool:
    """Whether the function around asks whether a loop is running, or a handler expects that one is."""
    if is_caught(component, call, frozenset({"RuntimeError"})):
        return True
    if any(isinstance(current, cst.ExceptHandler) for current in component.ancestors(call)):
        return True
    scope = component.scope_of(call)
    return any(_asks_for_loop(component, other) for other in scope.of(cst.Call))


def _asks_for_loop(component: Component, call: cst.Call) -> bool:
    func = call.func
    if isinstance(func, cst.Attribute) and func.attr.value == "is_running":
        return True
    name = component.qualified(func)
    asks = name in ("asyncio.get_running_loop", "asyncio._get_running_loop")
    return asks and is_caught(component, call, frozenset({"RuntimeError"}))


def runs_in_place(component: Component, function: FunctionScope) -> bool:
    """Whether calling the name of a function runs its body there and then, for all its decorators.

    A wrapper of the file does so where it calls the function itself; what other packages make of it
    is known of a few.
    """
    return all(_calls_in_place(component, decorator) for decorator in function.decorators)


_IN_PLACE = frozenset(
    {"staticmethod", "classmethod", "property", "functools.cached_property", "functools.wraps"}
    | {"functools.lru_cache", "functools.cache", "contextlib.contextmanager", "abc.abstractmethod"}
    | {"typing.override", "typing_extensions.override", "tenacity.retry", "backoff.on_exception"}
    | {"backoff.on_predicate", "retry.retry", "cachetools.cached", "retrying.retry"}
)
"""Decorators whose results run what they decorate as part of the call."""


def _calls_in_place(component: Component, decorator: cst.Decorator) -> bool:
    if component.qualified(decorating(decorator)) in _IN_PLACE:
        return True
    wrappers = wrappers_of(component, decorator)
    return bool(wrappers) and all(
        any(component.scope_of(call) is wrapper.function for call in wrapper.calls)
        for wrapper in wrappers
    )
