"""What a file puts into its dicts after making them: `d["data"]["done"] = True`, `d.update(…)`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.evaluate.calls import CallGraph, Calls
from owui_lint.component.evaluate.values import Ref, Table
from owui_lint.component.syntax.names import text
from owui_lint.component.syntax.scopes import Scope

if TYPE_CHECKING:
    from owui_lint.component.model import Component

Change = tuple[tuple[str, ...], "cst.BaseExpression | None"]
"""The keys down to what is set, and the value; with None anything may be set at that place."""

_CHANGING = frozenset({"update", "setdefault", "pop", "popitem", "clear", "__setitem__"})


class Tables:
    """Changes to dicts that have a name."""

    def __init__(self, component: Component, graph: CallGraph) -> None:
        self._component = component
        self._graph = graph
        self._changes: dict[int, dict[str, list[Change]]] = {}

    def apply_changes(self, table: Table, name: str, home: Scope, calls: Calls) -> None:
        """Add what the scope that binds `name`, and functions in it, put into the dict of that name."""
        changes = self._changes_in(home).get(name, ())
        self.touch(
            table,
            [(path, Ref(value, calls) if value is not None else None) for path, value in changes],
        )

    @staticmethod
    def touch(table: Table, changes: Iterable[tuple[tuple[str, ...], Ref | None]]) -> None:
        """Add changes to a dict, those inside its entries to be applied when the entry is read."""
        for path, ref in changes:
            if not path:
                table.open = True
            elif len(path) == 1 and ref is not None:
                table.entries.setdefault(path[0], []).append(ref)
            else:
                table.touched.setdefault(path[0], []).append((path[1:], ref))

    def _changes_in(self, home: Scope) -> dict[str, list[Change]]:
        key = id(home.node)
        if key not in self._changes:
            found = self._changes[key] = {}  # functions that call each other end here
            for scope in self._component.with_nested(home):
                self._collect_assigned(scope, found)
                self._collect_called(scope, found)
        return self._changes[key]

    @staticmethod
    def _collect_assigned(scope: Scope, found: dict[str, list[Change]]) -> None:
        for node in scope.binders:
            if isinstance(node, cst.Assign):
                for target in node.targets:
                    _note(found, target.target, node.value)
            elif isinstance(node, cst.AugAssign):
                _note(found, node.target, None)
                if isinstance(node.target, cst.Name):  # `d |= {…}`
                    found.setdefault(node.target.value, []).append(((), None))

    def _collect_called(self, scope: Scope, found: dict[str, list[Change]]) -> None:
        for call in scope.of(cst.Call):
            func = call.func
            if isinstance(func, cst.Attribute) and func.attr.value in _CHANGING:
                place = _place(func.value)
                if place is not None:
                    found.setdefault(place[0], []).append((place[1], None))
            elif any(isinstance(arg.value, cst.Name) for arg in call.args):
                self._collect_handed_on(call, found)

    def _collect_handed_on(self, call: cst.Call, found: dict[str, list[Change]]) -> None:
        function = self._component.callee(call)
        if function is None:
            return
        changed = self._changes_in(function)
        for parameter in function.parameters:
            if parameter.name in changed:
                given = self._graph.argument(function, call, parameter).node
                if isinstance(given, cst.Name):
                    found.setdefault(given.value, []).append(((), None))


def _note(
    found: dict[str, list[Change]], target: cst.BaseExpression, value: cst.BaseExpression | None
) -> None:
    if not isinstance(target, cst.Subscript):
        return
    place = _place(target)
    if place is None:
        outer = _place(target.value)  # an unknown key of a known dict
        if outer is not None:
            found.setdefault(outer[0], []).append((outer[1], None))
        return
    found.setdefault(place[0], []).append((place[1], value))


def _place(node: cst.BaseExpression) -> tuple[str, tuple[str, ...]] | None:
    """The name and the keys of `name["a"]["b"]`."""
    keys: list[str] = []
    while isinstance(node, cst.Subscript):
        index = node.slice[0].slice if len(node.slice) == 1 else None
        key = text(index.value) if isinstance(index, cst.Index) else None
        if key is None:
            return None
        keys.append(key)
        node = node.value
    return (node.value, tuple(reversed(keys))) if isinstance(node, cst.Name) else None
