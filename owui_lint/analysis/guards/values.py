"""What a test gives in one release of what the file runs in.

`VERSION`, imported; names, attributes, unpacked tuples, functions and methods that are made of it;
whether an import succeeds, a module can be found, a thing has an attribute, a function is async. What
cannot be told is unknown: `ASKS` where it would tell the release, else `OPEN`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import call_graph
from owui_lint.analysis.guards.expressions import (
    OPERATORS,
    Expressions,
    Frame,
    agreed,
    unknown_from,
)
from owui_lint.analysis.guards.operations import (
    BUILTINS,
    VERSION_MAKERS,
    Known,
    Thing,
    Unknown,
    Value,
    attribute_of,
    called,
    item_of,
    joined,
    method_called,
    truth_value,
    under_name,
)
from owui_lint.analysis.guards.order import precedes
from owui_lint.analysis.guards.questions import ASYNC_TESTS, FINDERS, LOADERS, VALUE_TESTS, VERSIONS
from owui_lint.analysis.guards.world import World
from owui_lint.analysis.syntax.bindings import Binding
from owui_lint.analysis.syntax.definitions import ClassModel, FunctionScope
from owui_lint.analysis.syntax.names import UNKNOWN, dotted, literal
from owui_lint.analysis.syntax.scopes import Scope

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile
    from owui_lint.analysis.guards.running import Running

MOST_STEPS = 12
"""Names, attributes and calls through which a test is followed."""


class TestValues(Expressions):
    """Works out expressions of one file in one world."""

    __test__ = False  # pytest takes the name for one of its own

    def __init__(self, file: PythonFile, world: World, guards: Running) -> None:
        """Work under what `guards` says of which code runs."""
        super().__init__(file)
        self._world = world
        self._guards = guards
        self._by_python: dict[tuple[int, int] | None, dict[int, Value]] = {}
        self._pending: set[int] = set()
        self._python: tuple[int, int] | None = None
        self._asks_python = "version_info" in file.attributes_named

    def truth(self, test: cst.BaseExpression) -> Value:
        """Return what a test gives: a `Known` boolean, or unknown."""
        found = self._truth(test)
        return Unknown.OPEN if isinstance(found, Known) and not found.decides else found

    def _truth(self, test: cst.BaseExpression) -> Value:
        if not self._asks_python or not self._world.python or self._python is not None:
            return truth_value(self.value(test, {}, 0))
        found = set()
        for version in self._world.python:
            self._python = version
            found.add(truth_value(self.value(test, {}, 0)))
        self._python = None
        return found.pop() if len(found) == 1 else Unknown.OPEN

    def value(self, node: cst.BaseExpression, frame: Frame, depth: int) -> Value:
        """Return what an expression is worth."""
        if depth > MOST_STEPS or id(node) in self._pending:
            return Unknown.OPEN
        if frame:
            return self._find(node, frame, depth + 1)
        known = self._by_python.setdefault(self._python, {})
        if id(node) not in known:
            self._pending.add(id(node))
            try:
                found = self._find(node, frame, depth + 1)
            finally:
                self._pending.discard(id(node))
            if not self._file.is_in_tree(node):
                return found
            known[id(node)] = found
        return known[id(node)]

    def _find(self, node: cst.BaseExpression, frame: Frame, depth: int) -> Value:
        reader = _READERS.get(node.__class__)
        return reader(self, node, frame, depth) if reader is not None else Unknown.OPEN

    # -- names ---------------------------------------------------------------------------------

    def _name(self, node: cst.Name, frame: Frame, depth: int) -> Value:
        if node.value in ("True", "False", "None"):
            return Known({"True": True, "False": False, "None": None}[node.value])
        scope = self._file.scope_of(node)
        if (id(scope), node.value) in frame:
            return frame[id(scope), node.value]
        found = scope.lookup(node.value)
        if found is None:
            return self._undefined(node.value)
        home, bindings = found
        if (id(home), node.value) in frame:
            return frame[id(home), node.value]
        return self._bound(node.value, bindings, home, depth, node)

    def _undefined(self, name: str) -> Value:
        if name == "__package__":
            return Known("")  # a text that is executed belongs to no package
        return Unknown.OPEN

    def _bound(
        self,
        name: str,
        bindings: Sequence[Binding],
        home: Scope,
        depth: int,
        use: cst.CSTNode | None = None,
    ) -> Value:
        if len(bindings) > 1 or self._guards.may_be_idle(bindings[0].node):
            bindings = self._guards.in_force(bindings, home, use)
        values = [self._of_binding(name, binding, home, depth) for binding in bindings]
        return agreed(values, asks=lambda: self._in_question(b.node for b in bindings))

    def _in_question(self, places: Iterable[cst.CSTNode]) -> bool:
        return any(map(self._guards.is_in_question, places))

    def _of_binding(self, name: str, binding: Binding, home: Scope, depth: int) -> Value:
        item = self._file.import_of(binding)
        if item is not None:
            return self._imported(item.target)
        if binding.how in ("assign", "walrus"):
            if binding.value is not None:
                found = self.value(binding.value, {}, depth)
                if found is Unknown.OPEN and self._world.tells_release(name):
                    return Unknown.ASKS
                return under_name(found)
            return self._unpacked(name, binding.node, depth)
        if binding.how == "def" and isinstance(binding.node, cst.FunctionDef):
            return Thing(function=self._file.function_of(binding.node))
        if binding.how == "class":
            return Thing()
        return Unknown.ASKS if self._world.tells_release(name) else Unknown.OPEN

    def _imported(self, target: str) -> Value:
        value = self._world.value(target)
        if value is not UNKNOWN:
            return Known(value, told=True)
        if target == "typing.TYPE_CHECKING":
            return Known(False)
        if self._world.tells_release(target.rpartition(".")[2]):
            return Unknown.ASKS
        return Thing(target)

    def _unpacked(self, name: str, node: cst.CSTNode, depth: int) -> Value:
        """Return the part of a value that `major, minor, *_ = …` gives a name."""
        if not isinstance(node, cst.Assign):
            return Unknown.OPEN
        whole = self.value(node.value, {}, depth)
        target = node.targets[0].target
        if not isinstance(whole, Known) or not isinstance(target, (cst.Tuple, cst.List)):
            return whole if isinstance(whole, Unknown) else Unknown.OPEN
        for index, element in enumerate(target.elements):
            if isinstance(element, cst.StarredElement):
                break
            if isinstance(element.value, cst.Name) and element.value.value == name:
                return item_of(whole, Known(index))
        return Unknown.ASKS if whole.told else Unknown.OPEN

    def _attribute(self, node: cst.Attribute, frame: Frame, depth: int) -> Value:
        name = dotted(node)
        scope = self._file.scope_of(node)
        qualified = self._file.qualified(node, scope) if name is not None else None
        if qualified in ("sys.version_info", "typing.TYPE_CHECKING"):
            if qualified.startswith("typing"):
                return Known(False)
            return Known(self._python) if self._python is not None else Unknown.OPEN
        if qualified is not None and "." in qualified:
            found = self._imported(qualified)
            if isinstance(found, Known):
                return found
        owner = self._file.instance_class(node.value, scope) or self._file.class_named(
            node.value, scope
        )
        if owner is not None:
            return self._set_before(owner, node, scope) or self._member(
                owner, node.attr.value, depth
            )
        holder = self.value(node.value, frame, depth)
        if isinstance(holder, Known):
            return attribute_of(holder, node.attr.value)
        if isinstance(holder, Thing) and holder.name:
            return self._imported(f"{holder.name}.{node.attr.value}")
        return holder if holder is Unknown.ASKS else Unknown.OPEN

    def _set_before(self, owner: ClassModel, node: cst.Attribute, scope: Scope) -> Known | None:
        """Return the boolean that the same function has set an attribute to, and nothing else does."""
        stored = owner.stored.get(node.attr.value, [])
        value = stored[0].value if len(stored) == 1 else None
        if value is None or stored[0].method is not scope:
            return None
        if not isinstance(value, cst.Name) or value.value not in ("True", "False"):
            return None
        return Known(value.value == "True") if precedes(self._file, stored[0].node, node) else None

    def _member(self, owner: ClassModel, name: str, depth: int) -> Value:
        """Return an attribute of a class or of the instance, where the release decides it.

        Any other one is what a setting, a subclass or another file makes of it.
        """
        value = self._member_value(owner, name, depth)
        return Unknown.OPEN if isinstance(value, Known) and not value.told else value

    def _member_value(self, owner: ClassModel, name: str, depth: int) -> Value:
        stored = owner.stored.get(name, [])
        if stored:
            values = [
                self.value(s.value, {}, depth) if s.value is not None else Unknown.OPEN
                for s in stored
                if len(stored) == 1 or self._guards.runs(s.node)
            ]
            return agreed(values, asks=lambda: self._in_question(s.node for s in stored))
        method = owner.method(name)
        if method is not None and method.is_property:
            return self._result(method, {}, depth)
        if method is not None:
            return Thing(function=method)
        for model in owner.lineage:
            bindings = model.scope.bindings.get(name)
            if bindings:
                return self._bound(name, bindings, model.scope, depth)
        return Unknown.OPEN

    # -- calls ---------------------------------------------------------------------------------

    def _call(self, node: cst.Call, frame: Frame, depth: int) -> Value:
        function = self._file.callee(node)
        if function is not None and function.name != "__init__":
            return self._result(function, self._frame_of(function, node, frame, depth), depth)
        name = self._file.qualified(node.func) or dotted(node.func) or ""
        arguments = [arg.value for arg in node.args]
        if name == "hasattr" and len(arguments) == 2:
            return self._has_attribute(arguments[0], arguments[1], frame, depth)
        if name == "getattr" and len(arguments) in (2, 3):
            return self._got_attribute(arguments, frame, depth)
        if name == "callable" and len(arguments) == 1:
            value = self.value(arguments[0], frame, depth)
            return Known(True, told=True) if isinstance(value, Thing) else unknown_from(value)
        if name in FINDERS | LOADERS and arguments:
            return self.found(literal(arguments[0], self._file.scope_of(node)))
        if name in ASYNC_TESTS and len(arguments) == 1:
            return self._is_async(self.value(arguments[0], frame, depth))
        if name in VALUE_TESTS and arguments:
            return self._asks_about(arguments[0])
        if name in VERSIONS and arguments:
            found = self._world.installed(str(literal(arguments[0], self._file.scope_of(node))))
            return Known(found, told=True) if found is not UNKNOWN else Unknown.OPEN
        return self._computed_call(node, name, frame, depth)

    def _computed_call(self, node: cst.Call, name: str, frame: Frame, depth: int) -> Value:
        values = [self.value(arg.value, frame, depth) for arg in node.args if not arg.star]
        if name == "map" and len(values) == 2 and isinstance(values[1], Known):
            inner = self._file.qualified(node.args[0].value)
            if inner in BUILTINS and isinstance(values[1].value, (list, tuple)):
                parts = [called(inner, [Known(v, values[1].told)]) for v in values[1].value]
                return joined(parts, list)
        if name in BUILTINS and not any(arg.star or arg.keyword for arg in node.args):
            return called(name, values)
        last = name.rpartition(".")[2]
        if last in ("Version", "LooseVersion", "StrictVersion") and len(values) == 1:
            return called(sorted(VERSION_MAKERS)[0], values)
        if isinstance(node.func, cst.Attribute):
            owner = self.value(node.func.value, frame, depth)
            if isinstance(owner, Known):
                return method_called(node.func.attr.value, owner, values)
            if owner is Unknown.ASKS:
                return Unknown.ASKS
        told = any(v is Unknown.ASKS or (isinstance(v, Known) and v.told) for v in values)
        told = told or self._world.tells_release(last)
        return Unknown.ASKS if told else Unknown.OPEN

    def _frame_of(self, function: FunctionScope, call: cst.Call, frame: Frame, depth: int) -> Frame:
        """Return what a call gives the parameters, as far as that is known."""
        graph = call_graph(self._file)
        found: dict[tuple[int, str], Value] = {}
        for parameter in function.parameters:
            if parameter.star or function.self_name == parameter.name:
                continue
            given = graph.argument(function, call, parameter).node
            value = self.value(given, frame, depth) if given is not None else Unknown.OPEN
            if value is not Unknown.OPEN:
                found[id(function), parameter.name] = value
        return found

    def _result(self, function: FunctionScope, frame: Frame, depth: int) -> Value:
        """Return what a function of the file gives."""
        if function.is_async or function.is_generator or depth > MOST_STEPS:
            return Unknown.ASKS if self._world.tells_release(function.name) else Unknown.OPEN
        if isinstance(function.node, cst.Lambda):
            return self.value(function.node.body, frame, depth)
        found: list[Value] = []
        returns: list[cst.Return] = []
        for node in function.of(cst.Return):
            if not self._guards.runs(node):
                continue
            value = Known(None) if node.value is None else self.value(node.value, frame, depth)
            found.append(value)
            returns.append(node)
            if self._guards.is_certain(node, function):
                break
        result = agreed(found or [Unknown.OPEN], asks=lambda: self._in_question(returns))
        if result is Unknown.OPEN and self._world.tells_release(function.name):
            return Unknown.ASKS
        return result

    def _has_attribute(
        self, owner: cst.BaseExpression, name: cst.BaseExpression, frame: Frame, depth: int
    ) -> Value:
        value = self.value(owner, frame, depth)
        attribute = literal(name, self._file.scope_of(name))
        if not isinstance(value, Thing) or not value.name:
            return unknown_from(value)
        return self._member_there(f"{value.name}.{attribute}", value.name)

    def _member_there(self, name: str, owner: str) -> Value:
        there = self._world.has(name)
        if there is not None:
            return Known(there, told=True)
        return Unknown.ASKS if self._world.changes(owner) else Unknown.OPEN

    def _got_attribute(
        self, arguments: Sequence[cst.BaseExpression], frame: Frame, depth: int
    ) -> Value:
        there = self._has_attribute(arguments[0], arguments[1], frame, depth)
        if not isinstance(there, Known):
            return there
        owner = self.value(arguments[0], frame, depth)
        if there.value and isinstance(owner, Thing):
            return self._imported(f"{owner.name}.{literal(arguments[1])}")
        if len(arguments) < 3:
            return Unknown.OPEN
        default = self.value(arguments[2], frame, depth)
        return Known(default.value, told=True) if isinstance(default, Known) else default

    def found(self, module: object) -> Value:
        """Return what looking for a module gives: a thing, or None."""
        if not isinstance(module, str):
            return Unknown.OPEN
        there = self._world.has(module)
        if there is None:
            return Unknown.ASKS if self._world.changes(module) else Unknown.OPEN
        return Thing(module) if there else Known(None, told=True)

    def _is_async(self, value: Value) -> Value:
        if isinstance(value, Thing):
            if value.function is not None:
                return Known(value.function.is_async)
            known = self._world.is_coroutine_function(value.name)
            if known is not None:
                return Known(known, told=True)
            return Unknown.ASKS if self._world.changes(value.name) else Unknown.OPEN
        return unknown_from(value)

    def _asks_about(self, node: cst.BaseExpression) -> Value:
        """Return that it asks, where the thing asked about comes from the world."""
        if isinstance(node, cst.Name):
            node = self._file.scope_of(node).sole_value(node.value) or node
        inner = node.expression if isinstance(node, cst.Await) else node
        target = inner.func if isinstance(inner, cst.Call) else inner
        name = self._file.qualified(target)
        return Unknown.ASKS if name is not None and self._world.changes(name) else Unknown.OPEN


_READERS: dict[type, Callable[..., Value]] = {
    **OPERATORS,
    cst.Name: TestValues._name,
    cst.Attribute: TestValues._attribute,
    cst.Call: TestValues._call,
}
"""How each kind of expression is read; any other is not known."""
