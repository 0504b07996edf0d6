"""Calls of Open WebUI's own functions and methods, and functions of it that are handed to a thread."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.origins import origins
from owui_lint.component.hostapi.names import HostName, host_imports, host_name
from owui_lint.component.runtime.threads import deferred_function, handed_to_thread

if TYPE_CHECKING:
    from owui_lint.component.model import Component


@dataclass(frozen=True)
class HostCall:
    """A call of something of Open WebUI, which may give a coroutine in the target."""

    call: cst.Call
    target: HostName
    gives_coroutine: bool


@cached
def host_calls(component: Component) -> tuple[HostCall, ...]:
    """Return the calls of Open WebUI's functions and of methods of its objects, through any alias."""
    return tuple(_find_host_calls(component))


def host_call_at(component: Component, call: cst.Call) -> HostCall | None:
    """Return what a call is of Open WebUI; None for other calls."""
    return _by_call(component).get(id(call))


@cached
def _by_call(component: Component) -> dict[int, HostCall]:
    return {id(item.call): item for item in host_calls(component)}


def _find_host_calls(component: Component) -> Iterator[HostCall]:
    if not host_imports(component):
        return
    for scope in component.scopes:
        for call in scope.of(cst.Call):
            target = host_name(component, call.func, scope)
            if target is not None:
                member = target.member
                is_coroutine = member is not None and component.host.is_async(member) is True
                yield HostCall(call, target, is_coroutine)


@dataclass(frozen=True)
class ThreadedHostCall:
    """A function of Open WebUI that a thread calls: `asyncio.to_thread(Users.get_user_by_id, …)`.

    Attributes:
        result: the `await` that gives what the function returns
        reference: the function, where it is handed over
        target: what it is
    """

    result: cst.Await
    reference: cst.BaseExpression
    target: HostName


@cached
def threaded_host_calls(component: Component) -> tuple[ThreadedHostCall, ...]:
    """Return the functions of Open WebUI that run in a thread whose result is awaited there and then."""
    return tuple(_find_threaded(component))


def _find_threaded(component: Component) -> Iterator[ThreadedHostCall]:
    if not host_imports(component):
        return
    for node in component.of(cst.Await):
        call = node.expression
        reference = handed_to_thread(component, call) if isinstance(call, cst.Call) else None
        if reference is None:
            continue
        target = host_name(component, reference, component.scope_of(reference))
        if target is not None:
            yield ThreadedHostCall(node, reference, target)


@dataclass(frozen=True)
class PartialHostCall:
    """A call of what `functools.partial` or a `lambda` made of a function of Open WebUI.

    Attributes:
        call: the call
        reference: the function, where it is handed over or called
        target: what it is
    """

    call: cst.Call
    reference: cst.BaseExpression
    target: HostName


@cached
def partial_host_calls(component: Component) -> tuple[PartialHostCall, ...]:
    """Return the calls of `functools.partial(Users.get_user_by_id, …)`, and of names for such."""
    return tuple(_find_partial(component)) if host_imports(component) else ()


def _find_partial(component: Component) -> Iterator[PartialHostCall]:
    text = component.source.text
    if "partial" not in text and "lambda" not in text:
        return
    for call in component.of(cst.Call):
        if not isinstance(call.func, (cst.Name, cst.Attribute, cst.Call)):
            continue
        ends = origins(component, call.func)
        only = ends[0].expression if len(ends) == 1 else None
        reference = deferred_function(component, only) if only is not call.func else None
        if reference is None and isinstance(call.func, cst.Call):
            reference = deferred_function(component, call.func)
        if reference is None:
            continue
        target = host_name(component, reference, component.scope_of(reference))
        if target is not None:
            yield PartialHostCall(call, reference, target)
