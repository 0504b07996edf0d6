"""What of a request an expression is made of, in however many steps, as far as the file shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import call_graph
from owui_lint.analysis.flow.awaitables import returned
from owui_lint.analysis.syntax.bindings import Binding
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import dotted
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_DEEPEST = 40
_PIPELINE_HOOKS = ("inlet", "outlet", "pipe")
_USERS = frozenset({"__user__", "user"})
_PARTS: dict[type, tuple[str, ...]] = {
    cst.Await: ("expression",),
    cst.Attribute: ("value",),
    cst.Subscript: ("value",),
    cst.BinaryOperation: ("left", "right"),
    cst.BooleanOperation: ("left", "right"),
    cst.IfExp: ("body", "orelse"),
    cst.NamedExpr: ("value",),
    cst.FormattedStringExpression: ("expression",),
    cst.Element: ("value",),
    cst.StarredElement: ("value",),
    cst.DictElement: ("value",),
    cst.ListComp: ("elt",),
    cst.SetComp: ("elt",),
    cst.GeneratorExp: ("elt",),
    cst.DictComp: ("value",),
}
"""The parts whose values are in the value of the whole; tests and keys only tell which it is."""
_HOLDERS: dict[type, str] = {
    cst.Tuple: "elements",
    cst.List: "elements",
    cst.Set: "elements",
    cst.Dict: "elements",
    cst.FormattedString: "parts",
}


def entry_of(component: Component, function: FunctionScope) -> EntryPoint | None:
    """The entry point that a function is."""
    return next((e for e in entry_points(component) if e.function is function), None)


def is_of_request(entry: EntryPoint, name: str) -> bool:
    """Whether a parameter of an entry point is filled with something of one request."""
    if entry.kind is Kind.PIPELINE:
        return entry.name in _PIPELINE_HOOKS and name != "model_id"
    return name == entry.payload or name in entry.injected


class RequestValues:
    """Follows values back to the payload or the user of an entry point, through the file's functions.

    What is made with the host's other objects (`__request__`, `__metadata__`) is mostly the host's
    own, so they are not followed. In doubt, a value is not of the request.
    """

    def __init__(self, component: Component) -> None:
        self._component = component

    def source(self, value: cst.BaseExpression) -> str | None:
        """The parameter of an entry point that is in a value: `body`, `__user__` …"""
        return self._source(value, set())

    def _source(self, value: cst.CSTNode, seen: set[tuple[int, str]]) -> str | None:
        if len(seen) > _DEEPEST:
            return None
        if isinstance(value, cst.Name):
            return self._of_name(value, seen)
        if isinstance(value, cst.Call):
            return self._of_call(value, seen)
        if isinstance(value, cst.Attribute) and value.attr.value == "app":
            return None
        parts = [getattr(value, name) for name in _PARTS.get(value.__class__, ())]
        if value.__class__ in _HOLDERS:
            parts += getattr(value, _HOLDERS[value.__class__])
        return self._first(parts, seen)

    def _first(self, values: list[cst.CSTNode], seen: set[tuple[int, str]]) -> str | None:
        found = (self._source(value, seen) for value in values)
        return next((source for source in found if source is not None), None)

    def _of_name(self, name: cst.Name, seen: set[tuple[int, str]]) -> str | None:
        found = self._component.scope_of(name).lookup(name.value)
        if found is None or found[0] is self._component.module:
            return None
        home, bindings = found
        if (id(home), name.value) in seen:
            return None
        seen.add((id(home), name.value))
        for binding in bindings:
            if binding.how == "parameter":
                source = self._of_parameter(home, name.value, seen)
            else:
                source = self._first(list(_given(binding)), seen)
            if source is not None:
                return source
        return None

    def _of_parameter(self, home: Scope, name: str, seen: set[tuple[int, str]]) -> str | None:
        if not isinstance(home, FunctionScope) or name == home.self_name:
            return None
        entry = entry_of(self._component, home)
        if entry is not None:
            followed = name == entry.payload or name in _USERS or entry.kind is Kind.PIPELINE
            return name if followed and is_of_request(entry, name) else None
        graph = call_graph(self._component)
        parameter = home.parameter(name)
        if parameter is None:
            return None
        calls = self._component.calls_of(home)
        given = (graph.argument(home, call, parameter).node for call in calls)
        return self._first([node for node in given if node is not None], seen)

    def _of_call(self, call: cst.Call, seen: set[tuple[int, str]]) -> str | None:
        """Of a function of the file, what it returns; of another, what goes in is in what comes out."""
        function = self._component.callee(call)
        if function is not None and function.name != "__init__":
            if (id(function), "") in seen:
                return None  # it returns what it returns
            seen.add((id(function), ""))
            return self._first(list(returned(function)), seen)
        given: list[cst.CSTNode] = [arg.value for arg in call.args]
        if isinstance(call.func, cst.Attribute):
            given.insert(0, call.func.value)
        return self._first(given, seen)


def _given(binding: Binding) -> Iterator[cst.CSTNode]:
    """The expressions whose values, or parts of them, a binding gives the name."""
    node = binding.node
    if binding.value is not None:
        yield binding.value
    elif isinstance(node, (cst.For, cst.CompFor)):
        yield node.iter
    elif isinstance(node, (cst.Assign, cst.AugAssign)):
        yield node.value


def is_keyed_by_request(component: Component, key: cst.BaseExpression) -> bool:
    """Whether a key tells one request or user from another, or is taken directly from the request."""
    code = component.tree.code_for_node(key).lower()
    if any(word in code for word in ("id", "user", "chat", "session", "hash", "key")):
        return True
    scope = component.scope_of(key)
    value = scope.sole_value(key.value) if isinstance(key, cst.Name) else key
    return value is not None and (dotted(value) is not None or isinstance(value, cst.Subscript))
