"""Which expressions are the host's emitter (`__event_emitter__`) or its caller (`__event_call__`).

Followed backwards through names, attributes of `self` and of helper objects, parameters of helpers
under any name, defaults with `or`, and functions that hand a channel out.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cached_property
from itertools import takewhile
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import CallGraph
from owui_lint.analysis.syntax.bindings import Binding
from owui_lint.analysis.syntax.definitions import ClassModel, FunctionScope
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.syntax.scopes import Scope

if TYPE_CHECKING:
    from owui_lint.component.model import Component


class Channel(str, Enum):
    """A way to the page; the value is the name of the parameter by which the host hands it over."""

    EMITTER = "__event_emitter__"
    CALL = "__event_call__"

    @property
    def other(self) -> Channel:
        """The other one."""
        return Channel.CALL if self is Channel.EMITTER else Channel.EMITTER


Source = Channel | None
"""None stands for anything that is no channel, or is not known."""
Sources = frozenset[Source]
NOTHING: Sources = frozenset()
OTHER: Sources = frozenset({None})
_BY_NAME = {channel.value: channel for channel in Channel}


class Channels:
    """Finds the channels of one component."""

    def __init__(self, component: Component, graph: CallGraph) -> None:
        self._component = component
        self._graph = graph
        self._parameters: dict[tuple[int, str], Sources] = {}
        self._attributes: dict[tuple[int, str], Sources] = {}

    def of(self, node: cst.BaseExpression, scope: Scope | None = None) -> Sources:
        """What the expression can be, `None` itself left out: a guard's business, not ours."""
        home = scope or self._component.scope_of(node)
        if type(node) is cst.Name:
            return self._name(node.value, home)
        if type(node) is cst.Attribute:
            return self._attribute(node, home)
        if isinstance(node, cst.BooleanOperation):
            return self.of(node.left, home) | self.of(node.right, home)
        if isinstance(node, cst.IfExp):
            return self.of(node.body, home) | self.of(node.orelse, home)
        if isinstance(node, (cst.NamedExpr, cst.Await)):
            inner = node.value if isinstance(node, cst.NamedExpr) else node.expression
            return self.of(inner, home)
        if isinstance(node, cst.Subscript) and len(node.slice) == 1:
            index = node.slice[0].slice
            return _keyed(index.value) if isinstance(index, cst.Index) else OTHER
        if isinstance(node, cst.Call):
            return self._call(node)
        return OTHER

    def _name(self, name: str, scope: Scope) -> Sources:
        if name == "None":
            return NOTHING
        found = scope.lookup(name)
        if found is None:
            return OTHER
        home, bindings = found
        sources = NOTHING
        for binding in bindings:
            sources |= self._binding(binding, home)
        return sources

    def _binding(self, binding: Binding, home: Scope) -> Sources:
        if binding.how == "parameter" and isinstance(home, FunctionScope):
            return self.parameter(home, binding.name)
        if binding.how == "annotation":
            return NOTHING
        if binding.how in ("assign", "walrus") and binding.value is not None:
            if isinstance(binding.value, cst.Name) and binding.value.value == binding.name:
                return NOTHING
            return self._guarded(("name", id(binding.node), binding.name), binding.value, home)
        return OTHER

    def _guarded(
        self, key: tuple[str, int, str], value: cst.BaseExpression, scope: Scope
    ) -> Sources:
        """The sources of a value that may refer to itself (`e = e or default`)."""
        memo = self._attributes
        at = (key[1], f"{key[0]} {key[2]}")
        if at not in memo:
            memo[at] = NOTHING
            memo[at] = self.of(value, scope)
        return memo[at]

    def parameter(self, function: FunctionScope, name: str) -> Sources:
        """What a parameter can be: by its own name, or by what the callers in the file pass."""
        if name in _BY_NAME:
            return frozenset({_BY_NAME[name]})
        key = (id(function.node), name)
        if key not in self._parameters:
            self._parameters[key] = NOTHING  # a function that calls itself adds nothing
            self._parameters[key] = self._by_callers(function, name)
        return self._parameters[key]

    def _by_callers(self, function: FunctionScope, name: str) -> Sources:
        parameter = function.parameter(name)
        callers = self._graph.callers(function)
        if parameter is None or parameter.star or not callers:
            return OTHER
        sources = NOTHING
        for call in callers:
            node = self._graph.argument(function, call, parameter).node
            sources |= self.of(node) if node is not None else OTHER
        return sources

    def _attribute(self, node: cst.Attribute, scope: Scope) -> Sources:
        name = node.attr.value
        if name in _BY_NAME:
            return frozenset({_BY_NAME[name]})
        if name not in self._kept_names:
            return OTHER  # nearly every call: `.get()`, `.append()`, `.info()` …
        owner = self._component.instance_class(node.value, scope)
        return self.attribute(owner, name) if owner is not None else OTHER

    @cached_property
    def _kept_names(self) -> frozenset[str]:
        """The attributes that the classes of the file give themselves or their instances."""
        models = self._component.classes
        stored = (item.name for model in models for item in model.own_stored)
        return frozenset((*stored, *(name for model in models for name in model.scope.bindings)))

    def attribute(self, owner: ClassModel, name: str) -> Sources:
        """What an attribute of instances of a class of the file can be."""
        key = (id(owner.node), name)
        if key not in self._attributes:
            self._attributes[key] = NOTHING
            self._attributes[key] = self._stored(owner, name)
        return self._attributes[key]

    def _stored(self, owner: ClassModel, name: str) -> Sources:
        sources = NOTHING
        stored = owner.stored.get(name, [])
        for item in stored:
            sources |= self.of(item.value, item.method) if item.value is not None else OTHER
        if not stored:
            return self._field(owner, name)
        return sources

    def _field(self, owner: ClassModel, name: str) -> Sources:
        sources = NOTHING
        for call, value in self.given_to_field(owner, name):
            sources |= self.of(value, self._component.scope_of(call)) if value else OTHER
        return sources or OTHER

    def given_to_field(
        self, owner: ClassModel, name: str
    ) -> Iterator[tuple[cst.Call, cst.BaseExpression | None]]:
        """What the file puts into a field of a dataclass or model: `Context(emitter=…)`, `Context(…)`."""
        member = owner.member(name)
        if member is None or member.how not in ("annotation", "assign"):
            return
        fields = [f for one in reversed(owner.lineage) for f in one.annotated_names]
        position = fields.index(name) if name in fields else len(fields)
        for call in self._makings.get(id(owner.node), ()):
            by_name = (a for a in call.args if a.keyword and a.keyword.value == name)
            leading = list(takewhile(lambda a: not (a.keyword or a.star), call.args))
            given = next(by_name, leading[position] if position < len(leading) else None)
            yield call, given.value if given is not None else None

    @cached_property
    def _makings(self) -> dict[int, list[cst.Call]]:
        """`id(class.node)` → the calls that make objects of that class of the file."""
        found: dict[int, list[cst.Call]] = {}
        for call in self._component.of(cst.Call):
            model = self._component.class_named(call.func, self._component.scope_of(call))
            if model is not None:
                found.setdefault(id(model.node), []).append(call)
        return found

    def _call(self, node: cst.Call) -> Sources:
        func = node.func
        if isinstance(func, cst.Attribute) and func.attr.value == "get" and node.args:
            return _keyed(node.args[0].value)
        function = self._component.callee(node)
        if function is None or function.is_async or function.is_lambda:
            return OTHER
        results = [r.value for r in function.of(cst.Return)]
        if not results or function.name == "__init__":
            return OTHER
        sources = NOTHING
        for result in results:
            sources |= (
                self._guarded(("return", id(result), ""), result, function)
                if result is not None
                else NOTHING
            )
        return sources


def _keyed(key: cst.BaseExpression) -> Sources:
    """`extra["__event_emitter__"]`: a dict of what the host injects."""
    name = text(key)
    return frozenset({_BY_NAME[name]}) if name in _BY_NAME else OTHER
