"""What one entry point leaves on the component for another one, which may run for somebody else by then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import callees, reached
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.matchers import subscript_index, subscript_key
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.component.entry.points import EntryPoint, entry_points

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_CHANGING = frozenset({"append", "extend", "update", "add", "clear", "remove", "discard"})
"""Methods that change a container and tell nothing of what is in it."""
_ADDING = frozenset({"append", "add", "insert", "extend", "appendleft"})
"""Methods that put their last argument into a list, a set or a deque."""
_WHOLE = frozenset({"items", "values"})
_EMPTY = ("None", "False", "True", "0", "''", '""', "[]", "{}", "dict()", "list()", "set()")


@dataclass(frozen=True)
class Store:
    """An assignment to an attribute of the component, or into it.

    `self.x = value`, `self.x[key] = value`, `self.x.append(value)`.
    """

    name: str
    method: FunctionScope
    target: cst.BaseExpression
    value: cst.BaseExpression | None
    key: cst.BaseExpression | None = None


class SharedState:
    """What the entry points of one component store and read of its attributes."""

    def __init__(self, component: Component) -> None:
        self._component = component

    @cached_property
    def _run(self) -> list[tuple[EntryPoint, frozenset[int]]]:
        """Each entry point that serves a request, with the functions it runs."""
        return [
            (entry, frozenset(id(f.node) for f in run_by(self._component, [entry.function])))
            for entry in entry_points(self._component)
            if entry.function is not None and not entry.name.startswith("on_")
        ]

    @cached_property
    def stores(self) -> list[Store]:
        """All assignments to attributes of the component in its methods, and under keys of them."""
        main = self._component.main
        if main is None:
            return []
        assigned = (stored for items in main.stored.values() for stored in items)
        plain = [Store(s.name, s.method, s.target, s.value) for s in assigned]
        methods = (method for model in main.lineage for method in model.own_functions())
        found = [s for m in methods for s in (*self._keyed(m), *self._added(m))]
        return [*plain, *found]

    def _keyed(self, method: FunctionScope) -> Iterator[Store]:
        for scope in self._component.with_nested(method):
            for node in scope.of(cst.Assign):
                for target in (t.target for t in node.targets):
                    index = subscript_index(target)
                    owner = target.value if isinstance(target, cst.Subscript) else None
                    if index is None or not isinstance(owner, cst.Attribute):
                        continue
                    if self._is_own(owner, scope):
                        yield Store(owner.attr.value, method, target, node.value, index)

    def _added(self, method: FunctionScope) -> Iterator[Store]:
        """What is put into attributes by their methods."""
        for scope in self._component.with_nested(method):
            for call in scope.of(cst.Call):
                func = call.func
                if (
                    isinstance(func, cst.Attribute)
                    and func.attr.value in _ADDING
                    and self._is_own(func.value, scope)
                    and call.args
                ):
                    assert isinstance(func.value, cst.Attribute)
                    yield Store(func.value.attr.value, method, func.value, call.args[-1].value)

    def _is_own(self, node: cst.CSTNode, scope: Scope) -> bool:
        return isinstance(node, cst.Attribute) and self._component.is_self(node.value, scope)

    def crosses(self, store: Store) -> bool:
        """Whether another entry point reads what this assignment stored, and never stores its own first.

        What is made once, under a test whether it is there already, is meant for all.
        """
        method = id(store.method.node)
        others = [functions for _, functions in self._run if method not in functions]
        return (
            len(others) < len(self._run)
            and any(
                self._reads(store, functions) and not self._stores(store.name, functions)
                for functions in others
            )
            and not self._is_made_once(store)
        )

    def _is_made_once(self, store: Store) -> bool:
        tests = (n for n in self._component.ancestors(store.target) if isinstance(n, cst.If))
        code = (self._component.tree.code_for_node(branch.test) for branch in tests)
        return any(f".{store.name}" in test for test in code)

    def _stores(self, name: str, functions: frozenset[int]) -> bool:
        """Whether these functions give the attribute a value of their own (emptying it is none)."""
        return any(
            id(store.method.node) in functions
            and not (store.value is not None and self._is_empty(store.value))
            for store in self._stores_named[name]
        )

    @cached_property
    def _stores_named(self) -> dict[str, list[Store]]:
        found: dict[str, list[Store]] = {}
        for store in self.stores:
            found.setdefault(store.name, []).append(store)
        return found

    def _is_empty(self, value: cst.BaseExpression) -> bool:
        return self._component.tree.code_for_node(value) in _EMPTY

    def _reads(self, store: Store, functions: frozenset[int]) -> bool:
        component = self._component
        if store.key is not None and self._throws_out(store.name, functions):
            return False
        key = _constant_key(store)
        return any(
            id(scope.node) in functions
            and self._is_own(node, scope)
            and component.runs(node)
            and (
                self._is_read_under(node, key)
                if key is not None
                else self._is_read(node, whole=store.key is not None)
            )
            for node in component.attributes_named.get(store.name, ())
            for scope in [component.scope_of(node)]
        )

    def _throws_out(self, name: str, functions: frozenset[int]) -> bool:
        """Whether these functions take single entries out of the attribute: old ones, or those of the request."""
        for scope in self._component.scopes:
            if id(scope.node) not in functions:
                continue
            targets = [n.target for n in scope.of(cst.Del)]
            calls = [c.func for c in scope.of(cst.Call) if isinstance(c.func, cst.Attribute)]
            removed = [t.value for t in targets if isinstance(t, cst.Subscript)]
            removed += [f.value for f in calls if f.attr.value in ("pop", "popitem")]
            for owner in removed:
                if isinstance(owner, cst.Attribute) and owner.attr.value == name:
                    return True
        return False

    def _is_read_under(self, node: cst.Attribute, key: str) -> bool:
        """Whether the entry under a key that is the same in every request is read, or all of them."""
        parent = self._component.parent(node)
        if isinstance(parent, cst.Subscript):
            above = self._component.parent(parent)
            return subscript_key(parent) == key and not isinstance(
                above, (cst.AssignTarget, cst.Del)
            )
        call = self._component.parent(parent) if isinstance(parent, cst.Attribute) else None
        if isinstance(parent, cst.Attribute) and isinstance(call, cst.Call):
            got = parent.attr.value == "get" and bool(call.args)
            return parent.attr.value in _WHOLE or (got and text(call.args[0].value) == key)
        return False

    def _is_read(self, node: cst.Attribute, *, whole: bool) -> bool:
        """Whether the value is used; with `whole`, all that is in it, and not only to throw some out."""
        parent = self._component.parent(node)
        if whole:
            return isinstance(parent, cst.Attribute) and parent.attr.value in _WHOLE
        if isinstance(parent, cst.Attribute) and parent.attr.value in _ADDING | {"clear"}:
            return False
        if isinstance(parent, (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.Del)):
            return getattr(parent, "value", None) is node
        if isinstance(parent, cst.Subscript):
            above = self._component.parent(parent)
            return not isinstance(above, (cst.AssignTarget, cst.AugAssign, cst.Del))
        return not (isinstance(parent, cst.Attribute) and parent.attr.value in _CHANGING)


def _constant_key(store: Store) -> str | None:
    """The text under which a value is kept, where it is written down."""
    return text(store.key) if store.key is not None else None


def run_by(component: Component, functions: list[FunctionScope]) -> list[FunctionScope]:
    """Functions with all that they call in this file, constructors left out, nested functions included."""

    def onwards(function: FunctionScope) -> Iterator[FunctionScope]:
        for scope in component.with_nested(function):
            yield from (one for one in callees(component, scope) if one.name != "__init__")
            if isinstance(scope, FunctionScope) and scope is not function:
                yield scope

    return reached(functions, onwards)
