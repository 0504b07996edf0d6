"""What a file puts into its dicts after making them: `d["data"]["done"] = True`, `d.update(…)`."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import CallContext, CallGraph
from owui_lint.analysis.flow.reaching_definitions import is_straight_before
from owui_lint.analysis.syntax.matchers import method_receiver, subscript_key
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.analysis.values.value import DictValue, Ref

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

Change = tuple[tuple[str, ...], "cst.BaseExpression | None"]
"""The keys down to what is set, and the value; with None anything may be set at that place."""

_CHANGING = frozenset({"update", "setdefault", "pop", "popitem", "clear", "__setitem__"})
_READING = frozenset({"print", "len", "str", "repr", "bool", "type", "isinstance", "id"})
_LOGGING = frozenset({"debug", "info", "warning", "error", "exception", "critical", "log"})


class DictUpdates:
    """Changes to dicts that have a name."""

    def __init__(self, file: PythonFile, graph: CallGraph) -> None:
        self._file = file
        self._graph = graph
        self._changes: dict[int, dict[str, list[Change]]] = {}

    def apply_changes(self, table: DictValue, name: str, home: Scope, calls: CallContext) -> None:
        """Add what the scope that binds `name`, and functions in it, put into the dict of that name.

        The name of an attribute begins with a dot: `self.event["data"] = …` is a change of `.event`.
        """
        if home.parent is None or name.startswith("."):
            changes = self._changes_anywhere.get(name, [])
        else:
            changes = self._changes_in(home).get(name, [])
        self.touch(
            table,
            [(path, Ref(value, calls) if value is not None else None) for path, value in changes],
        )

    @cached_property
    def _changes_anywhere(self) -> dict[str, list[Change]]:
        """The changes of attributes and of the module's dicts, by all functions of the file."""
        found: dict[str, list[Change]] = {}
        module = self._file.module
        for scope in (module, *self._file.functions):
            for name, changes in self._changes_in(scope).items():
                home = scope.lookup(name)
                if name.startswith(".") or (home is not None and home[0] is module):
                    found.setdefault(name, []).extend(changes)
        return found

    def take_removed(self, table: DictValue, name: str, home: Scope, use: cst.Name) -> None:
        """Take out what `del name["key"]` or `name.pop("key")` has surely taken out before `use`.

        Of a name with one value, in the scope that binds it, by a statement of a block around the
        use; a key that is set anywhere is left, for it may be set again.
        """
        if self._file.scope_of(use) is not home or home.sole_value(name) is None:
            return
        for key, place in self._removals_in(home).get(name, ()):
            changes = self._changes_in(home).get(name, [])
            if any(path in ((), (key,)) for path, _ in changes):
                continue
            if key in table.entries and is_straight_before(self._file, place, use):
                del table.entries[key]

    def _removals_in(self, home: Scope) -> dict[str, list[tuple[str, cst.CSTNode]]]:
        """The keys that statements of a scope take out of its dicts, by the name of the dict."""
        found: dict[str, list[tuple[str, cst.CSTNode]]] = {}
        removed: list[tuple[cst.BaseExpression, str | None, cst.CSTNode]] = [
            (node.target.value, subscript_key(node.target), node)
            for node in home.of(cst.Del)
            if isinstance(node.target, cst.Subscript)
        ]
        for call in home.of(cst.Call):
            receiver = method_receiver(call, "pop")
            if receiver is not None and call.args:
                removed.append((receiver, text(call.args[0].value), call))
        for receiver, key, place in removed:
            if isinstance(receiver, cst.Name) and key is not None:
                found.setdefault(receiver.value, []).append((key, place))
        return found

    def changes_items(self, name: str, home: Scope) -> bool:
        """Whether the dicts in the list of that name are changed: `items[0]["id"] = …`, in a loop over it."""
        changes = self._changes_in(home)
        if name in changes:
            return True
        bindings = [b for found in map(home.bindings.get, changes) for b in found or ()]
        loops = [b.node.iter for b in bindings if isinstance(b.node, (cst.For, cst.CompFor))]
        return any(  # `for item in items`, `for i, item in enumerate(items)`
            use is loop or any(outer is loop for outer in self._file.ancestors(use))
            for use in (home.named(name) if loops else ())
            for loop in loops
        )

    @staticmethod
    def touch(table: DictValue, changes: Iterable[tuple[tuple[str, ...], Ref | None]]) -> None:
        """Add changes to a dict, those inside its entries to be applied when the entry is read."""
        for path, ref in changes:
            if not path:
                table.may_have_more_keys = True
            elif len(path) == 1 and ref is not None:
                table.entries.setdefault(path[0], []).append(ref)
            else:
                table.nested_updates.setdefault(path[0], []).append((path[1:], ref))

    def _changes_in(self, home: Scope) -> dict[str, list[Change]]:
        key = id(home.node)
        if key not in self._changes:
            found = self._changes[key] = {}  # functions that call each other end here
            for scope in self._file.with_nested(home):
                self._collect_assigned(scope, found)
                self._collect_called(scope, found)
            _follow_aliases(home, found)
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
                if func.attr.value == "pop" and call.args and text(call.args[0].value) is not None:
                    continue  # it takes out one key, and adds none
                place = _place(func.value)
                if place is not None:
                    found.setdefault(place[0], []).append((place[1], None))
            elif any(isinstance(arg.value, cst.Name) for arg in call.args):
                self._collect_handed_on(call, found)

    def _collect_handed_on(self, call: cst.Call, found: dict[str, list[Change]]) -> None:
        function = self._file.callee(call)
        if function is None:
            if self._may_change_arguments(call):
                for arg in call.args:
                    if isinstance(arg.value, cst.Name):
                        found.setdefault(arg.value.value, []).append(((), None))
            return
        changed = self._changes_in(function)
        for parameter in function.parameters:
            if parameter.name in changed or self.changes_items(parameter.name, function):
                given = self._graph.argument(function, call, parameter).node
                if isinstance(given, cst.Name):
                    found.setdefault(given.value, []).append(((), None))

    def _may_change_arguments(self, call: cst.Call) -> bool:
        """Whether it is a call of code that the file does not show, for the sake of what it does."""
        parent = self._file.parent(call)
        if isinstance(parent, cst.Await):
            parent = self._file.parent(parent)
        name = self._file.qualified(call.func)
        if not isinstance(parent, cst.Expr) or name is None or name in _READING:
            return False
        return "." in name and name.split(".")[-1] not in _LOGGING


def _follow_aliases(home: Scope, found: dict[str, list[Change]]) -> None:
    """What has another name may be changed under that: `other = event`."""
    for node in home.of(cst.Assign):
        names = [t.target.value for t in node.targets if isinstance(t.target, cst.Name)]
        if isinstance(node.value, cst.Name) and any(name in found for name in names):
            found.setdefault(node.value.value, []).append(((), None))


def _note(
    found: dict[str, list[Change]], target: cst.BaseExpression, value: cst.BaseExpression | None
) -> None:
    if not isinstance(target, cst.Subscript):
        return
    place = _place(target)
    if place is None:
        holder: cst.BaseExpression = target
        outer = None
        while outer is None and isinstance(holder, cst.Subscript):  # an unknown key of a known dict
            holder = holder.value
            outer = _place(holder)
        if outer is not None:
            found.setdefault(outer[0], []).append((outer[1], None))
        return
    found.setdefault(place[0], []).append((place[1], value))


def _place(node: cst.BaseExpression) -> tuple[str, tuple[str, ...]] | None:
    """The name and the keys of `name["a"]["b"]`, or of `self.name["a"]`."""
    keys: list[str] = []
    while isinstance(node, cst.Subscript):
        key = subscript_key(node)
        if key is None:
            return None
        keys.append(key)
        node = node.value
    if isinstance(node, cst.Attribute):
        return f".{node.attr.value}", tuple(reversed(keys))
    return (node.value, tuple(reversed(keys))) if isinstance(node, cst.Name) else None
