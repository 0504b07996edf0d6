"""What entry points keep of one request on the component, which serves all users at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.definitions import ClassModel, Stored
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.component.entry.points import entry_points
from owui_lint.component.runtime.crossings import SharedState, Store, run_by
from owui_lint.component.runtime.request_values import (
    is_keyed_by_request,
    made_of_request,
    taken_from_request,
)

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_NOT_OURS = frozenset({"valves", "config"})
"""What Open WebUI itself, or the templates' `Function`, keeps there."""
_EMPTY = (cst.List, cst.SimpleString)


@dataclass(frozen=True)
class KeptState:
    """A value of one request that is stored on the component's `self` and read later.

    `what` names the value: a parameter of Open WebUI, something made of it, or the reply.
    """

    name: str
    target: cst.BaseExpression
    what: str


def kept_state(component: Component) -> Iterator[KeptState]:
    """Each attribute once, at its first assignment in an entry point itself, or else in what one runs.

    What is taken directly from a request counts wherever it is read; what is made of it in several
    steps, or kept under a key, only where another entry point reads it.
    """
    main = component.main
    if main is None:
        return
    entries = [e.function for e in entry_points(component) if e.function is not None]
    running = {id(function.node) for function in run_by(component, entries)}
    own = {id(function.node) for function in entries}
    direct = list(_direct(component, main, running, own))
    if direct:
        read = _read_attributes(component)
        yield from (kept for kept in direct if kept.name in read)
    found = {kept.name for kept in direct}
    crossings = SharedState(component)
    for store in sorted(crossings.stores, key=lambda s: id(s.method.node) not in own):
        if store.name in found or store.name in _NOT_OURS or store.value is None:
            continue
        if not crossings.crosses(store) or not component.runs(store.target):
            continue
        source = made_of_request(component, store.value)
        if source is not None and not _tells_requests_apart(component, store):
            found.add(store.name)
            yield KeptState(store.name, store.target, f"data of one request (`{source}`)")


def _tells_requests_apart(component: Component, store: Store) -> bool:
    is_constant = store.key is not None and text(store.key) is not None
    return store.key is not None and not is_constant and is_keyed_by_request(component, store.key)


def _direct(
    component: Component, main: ClassModel, running: set[int], own: set[int]
) -> Iterator[KeptState]:
    for name, assignments in main.stored.items():
        if name in _NOT_OURS:
            continue
        for stored in sorted(assignments, key=lambda s: id(s.method.node) not in own):
            if id(stored.method.node) not in running or not component.runs(stored.node):
                continue
            what = _request_value(component, stored)
            if what is not None:
                yield KeptState(name, stored.target, what)
                break


def _request_value(component: Component, stored: Stored) -> str | None:
    value = stored.value
    if value is None:
        return None
    found = taken_from_request(component, value)
    if found is not None:
        return f"`{found}` of one request"
    is_reset = isinstance(value, _EMPTY) and _is_empty(value) and _is_built(component, stored)
    return "the reply of one request" if is_reset else None


def _is_empty(value: cst.BaseExpression) -> bool:
    if isinstance(value, cst.SimpleString):
        return value.evaluated_value == ""
    return isinstance(value, cst.List) and not value.elements


def _is_built(component: Component, stored: Stored) -> bool:
    """Whether the method that empties the attribute adds what is of the request (`+=`, `append`).

    A list of errors of the configuration, or of the tasks that run, is no reply.
    """
    for scope in component.with_nested(stored.method):
        for node in scope.of(cst.AugAssign):
            is_ours = _is_attribute(component, node.target, stored.name, scope)
            if is_ours and made_of_request(component, node.value) is not None:
                return True
        for call in scope.of(cst.Call):
            func = call.func
            if (
                isinstance(func, cst.Attribute)
                and func.attr.value in ("append", "extend")
                and _is_attribute(component, func.value, stored.name, scope)
                and any(made_of_request(component, arg.value) is not None for arg in call.args)
            ):
                return True
    return False


def _is_attribute(component: Component, node: cst.CSTNode, name: str, scope: Scope) -> bool:
    return (
        isinstance(node, cst.Attribute)
        and node.attr.value == name
        and component.is_self(node.value, scope)
    )


def _read_attributes(component: Component) -> frozenset[str]:
    """The attributes of instances that the file reads."""
    return frozenset(
        node.attr.value
        for scope in component.scopes
        for node in scope.of(cst.Attribute)
        if component.is_self(node.value, scope)
        and not isinstance(component.parent(node), (cst.AssignTarget, cst.AnnAssign, cst.Del))
    )
