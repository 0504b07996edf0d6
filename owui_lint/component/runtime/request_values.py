"""What of a request an expression is made of, as far as the file shows."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.contents import contents
from owui_lint.analysis.memo import cached
from owui_lint.analysis.origins import PARAMETER, Origin, origins
from owui_lint.analysis.syntax.matchers import keyed_read
from owui_lint.analysis.syntax.names import dotted
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.host import USER, Host
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import FunctionScope
    from owui_lint.component.model import Component

_PIPELINE_HOOKS = ("inlet", "outlet", "pipe")
_CONSTANTS = (cst.SimpleString, cst.ConcatenatedString, cst.Integer, cst.Float)
_PIPELINE_USER = "user"


@functools.cache
def _users() -> frozenset[str]:
    return Host.names_of(USER) | {_PIPELINE_USER}


def entry_of(component: Component, function: FunctionScope | None) -> EntryPoint | None:
    """Return the entry point that a function is."""
    return next((e for e in entry_points(component) if e.function is function), None)


def _is_of_request(entry: EntryPoint, name: str) -> bool:
    """Whether a parameter of an entry point is filled with something of one request."""
    if entry.kind is Kind.PIPELINE:
        return entry.name in _PIPELINE_HOOKS and name != "model_id"
    return name == entry.payload or name in entry.injected


def made_of_request(component: Component, value: cst.BaseExpression) -> str | None:
    """Return the parameter of an entry point, `body` or `__user__`, that is in a value in whatever way.

    What is made with Open WebUI's other objects (`__request__`, `__metadata__`) is mostly Open WebUI's
    own, so they are not followed. In doubt, a value is not of the request.
    """
    ends = origins(component, value, until=_ends, through=_contents)
    for end in ends:
        entry = entry_of(component, end.function) if end.how == PARAMETER else None
        if entry is not None:
            followed = end.name == entry.payload or end.name in _users()
            if (followed or entry.kind is Kind.PIPELINE) and _is_of_request(entry, end.name):
                return end.name
    return None


def _ends(component: Component, one: Origin) -> bool:
    """Whether it is a parameter of an entry point, or a name of the module: the same in all requests."""
    if one.how == PARAMETER:
        return entry_of(component, one.function) is not None
    node = one.expression
    found = component.scope_of(node).lookup(node.value) if isinstance(node, cst.Name) else None
    return found is not None and found[0] is component.module


def _contents(_component: Component, end: Origin) -> list[cst.BaseExpression]:
    if isinstance(end.node, cst.Attribute) and end.node.attr.value == "app":
        return []  # `__request__.app` is the server's, the same in every request
    return contents(end.node)


@cached(circular=None)
def taken_from_request(component: Component, value: cst.BaseExpression) -> str | None:
    """Return the parameter of an entry point from which a value is directly taken.

    None where it may come from elsewhere too.
    """
    ends = origins(component, value, until=_ends_directly, through=_taken)
    names = {_source(component, end) for end in ends if not isinstance(end.node, _CONSTANTS)}
    return names.pop() if len(names) == 1 else None


def _ends_directly(component: Component, one: Origin) -> bool:
    """The same, or a function makes the value, which is more than taking it."""
    is_made = isinstance(one.node, (cst.Call, cst.Await)) and keyed_read(one.expression) is None
    return is_made or _ends(component, one)


def _taken(_component: Component, end: Origin) -> list[cst.BaseExpression]:
    """What a part is taken from: `body["chat_id"]`, `__user__.get("id")`, `__request__.state`."""
    read = keyed_read(end.expression)
    if read is not None:
        return [read.container]
    node = end.expression
    is_part = isinstance(node, cst.Attribute) and node.attr.value != "app"
    return [node.value] if isinstance(node, cst.Attribute) and is_part else []


def _source(component: Component, end: Origin) -> str | None:
    node = end.expression
    if end.how == PARAMETER:
        entry = entry_of(component, end.function)
        return end.name if entry is not None and _is_of_request(entry, end.name) else None
    if isinstance(node, cst.Call) and component.class_named(node.func, component.scope_of(node)):
        given = (taken_from_request(component, arg.value) for arg in node.args)
        return next((name for name in given if (name or "").startswith("__event")), None)
    if isinstance(node, cst.Await) and isinstance(node.expression, cst.Call):
        # the account looked up by `__user__["id"]` is as much the request's as the id
        given = (taken_from_request(component, arg.value) for arg in node.expression.args)
        return next((name for name in given if name in _users()), None)
    if isinstance(node, (cst.Dict, cst.List, cst.Tuple)):
        given = (taken_from_request(component, element.value) for element in node.elements)
        return next((name for name in given if (name or "").startswith("__")), None)
    return None


def is_keyed_by_request(component: Component, key: cst.BaseExpression) -> bool:
    """Whether a key tells one request or user from another, or is taken directly from the request."""
    code = component.tree.code_for_node(key).lower()
    if any(word in code for word in ("id", "user", "chat", "session", "hash", "key")):
        return True
    scope = component.scope_of(key)
    value = scope.sole_value(key.value) if isinstance(key, cst.Name) else key
    return value is not None and (dotted(value) is not None or isinstance(value, cst.Subscript))
