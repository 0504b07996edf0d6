"""What runs on Open WebUI's event loop, and what blocks it: see `off_loop` for what never does.

What is handed to a thread or an executor is not called here, so it does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import reached
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import dotted
from owui_lint.component.entry.points import entry_points
from owui_lint.component.runtime import blocking_data
from owui_lint.component.runtime.created_by import created_by
from owui_lint.component.runtime.loops import runs_in_place
from owui_lint.component.runtime.off_loop import off_loop
from owui_lint.component.runtime.pools import waits_at_exit, waits_for_future
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_PACKAGES = frozenset(
    name.partition(".")[0] for name in (*blocking_data.FUNCTIONS, *blocking_data.METHODS)
)
_LAST_NAMES = frozenset(
    {name.rpartition(".")[2] for name in blocking_data.FUNCTIONS}.union(
        *blocking_data.METHODS.values(),
        (name.rpartition(".")[2] for name in blocking_data.POOLS),
        ["result"],
    )
)
"""What a blocking call's own name can be, when it is called on something."""

_ITERATING = frozenset(
    {"list", "tuple", "set", "dict", "sorted", "sum", "any", "all", "min", "max", "next"}
    | {"enumerate", "zip", "iter"}
)
"""Built-in functions that run the generator they are given, or give one that the caller runs."""


class Runtime:
    """Blocking calls and the event loop of one component."""

    def __init__(self, component: Component) -> None:
        self._component = component
        self._blocking: dict[int, cst.Call | None] = {}

    @cached_property
    def sync_entries(self) -> list[FunctionScope]:
        """Entry points that are plain functions and run on the event loop all the same."""
        if self._component.kind is Kind.PIPELINE:
            return []
        entries = (entry.function for entry in entry_points(self._component))
        plain = [f for f in entries if f is not None and not f.is_async]
        return [f for f in plain if runs_in_place(self._component, f)]

    @cached_property
    def on_loop(self) -> list[FunctionScope]:
        """The functions known to run on the event loop: async ones, and what entry points call directly."""
        threaded = off_loop(self._component)
        functions = self._component.functions
        found = [f for f in functions if f.is_async and id(f.node) not in threaded]
        return reached(
            [*found, *self.sync_entries], lambda function: map(self.run_by, function.of(cst.Call))
        )

    def run_by(self, call: cst.Call) -> FunctionScope | None:
        """The plain function of this file whose body a call runs before it returns."""
        callee = self._component.callee(call)
        if callee is None or self.is_deferred(call) or not runs_in_place(self._component, callee):
            return None
        return callee

    def is_deferred(self, call: cst.Call) -> bool:
        """Whether a call makes a coroutine or a generator that something else runs.

        `asyncio.run(self.work())`, `StreamingResponse(self.lines())`: the latter in a thread.
        """
        callee = self._component.callee(call)
        if callee is None:
            return False
        return callee.is_async or (callee.is_generator and self._is_passed(call))

    def _is_passed(self, call: cst.Call) -> bool:
        """Whether the value is an argument of a call that does not iterate over it there and then."""
        component = self._component
        parent = component.parent(call)
        if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
            name = dotted(parent.targets[0].target)
            scope = component.scope_of(call)
            uses = [a for a in scope.of(cst.Arg) if name is not None and dotted(a.value) == name]
        else:
            uses = [parent] if isinstance(parent, cst.Arg) else []
        takers = [component.parent(use) for use in uses]
        return any(isinstance(t, cst.Call) and not self._iterates(t) for t in takers)

    def _iterates(self, call: cst.Call) -> bool:
        func = call.func
        joins = isinstance(func, cst.Attribute) and func.attr.value in ("join", "extend")
        return joins or self._component.qualified(func) in _ITERATING

    @cached_property
    def _may_block(self) -> bool:
        """Whether the file imports anything that could block."""
        tops = {item.target.partition(".")[0] for item in self._component.imports}
        return bool(tops & _PACKAGES)

    def blocking_call(self, call: cst.Call) -> str | None:
        """The name of a call that blocks, as the package documents it; None for others."""
        component = self._component
        func = call.func
        last = func.attr.value if isinstance(func, cst.Attribute) else getattr(func, "value", "")
        if isinstance(func, cst.Attribute) and last not in _LAST_NAMES:
            return None
        scope = component.scope_of(call)
        if isinstance(component.parent(call), cst.Await):
            return None
        name = component.qualified(call.func, scope)
        if name in blocking_data.FUNCTIONS:
            return name
        if name in blocking_data.POOLS:
            return waits_at_exit(component, call, scope, self._blocks)
        if not isinstance(func, cst.Attribute):
            return None
        if last == "result":
            return "Future.result" if waits_for_future(component, func, scope) else None
        return self._blocking_method(func)

    def _blocks(self, call: cst.Call) -> bool:
        return self.blocking_call(call) is not None

    def _blocking_method(self, func: cst.Attribute) -> str | None:
        component = self._component
        path = [func.attr.value]
        owner: cst.BaseExpression = func.value
        made = created_by(component, owner)
        while made is None and isinstance(owner, cst.Attribute):
            path.append(owner.attr.value)
            owner = owner.value
            made = created_by(component, owner)
        if made is None or blocking_data.NOT_BLOCKING_PARTS & set(path):
            return None
        if path[0] not in blocking_data.METHODS[made]:
            return None
        return ".".join([made.rpartition(".")[2], *reversed(path)])

    def first_blocking(self, function: FunctionScope) -> cst.Call | None:
        """The first call that blocks when a plain function runs, in it or in what it calls."""
        key = id(function.node)
        if key not in self._blocking:
            self._blocking[key] = None  # recursion finds nothing new
            found = self.blocking_calls(function)
            self._blocking[key] = next((blocking for _, blocking in found), None)
        return self._blocking[key]

    def _blocking_in(
        self, function: FunctionScope
    ) -> Iterator[tuple[cst.BaseExpression, cst.Call]]:
        """What blocks when it runs: each call or read of a property with the call that really does.

        A plain entry point of which another one makes use answers for itself.
        """
        for call in function.of(cst.Call):
            if self.blocking_call(call) is not None:
                yield call, call
                continue
            callee = self.run_by(call)
            if callee is not None and callee not in self.sync_entries:
                inner = self.first_blocking(callee)
                if inner is not None:
                    yield call, inner
        yield from self._blocking_properties(function)

    def blocking_calls(
        self, function: FunctionScope
    ) -> Iterator[tuple[cst.BaseExpression, cst.Call]]:
        """The calls (and reads of properties) in a function that block: each with the call that really does.

        What really does comes once, at the first place that runs and leads to it.
        """
        if not self._may_block:
            return
        seen: set[int] = set()
        for node, blocking in self._blocking_in(function):
            if id(blocking) not in seen and self._component.runs(node):
                seen.add(id(blocking))
                yield node, blocking

    @cached_property
    def _properties(self) -> frozenset[str]:
        return frozenset(f.name for f in self._component.functions if f.is_property)

    def _blocking_properties(
        self, function: FunctionScope
    ) -> Iterator[tuple[cst.BaseExpression, cst.Call]]:
        """The reads of properties of the file's classes that block."""
        for node in function.of(cst.Attribute) if self._properties else ():
            if node.attr.value not in self._properties:
                continue
            owner = self._component.instance_class(node.value, function)
            read = owner.method(node.attr.value) if owner is not None else None
            if read is not None and read.is_property and not read.is_async:
                inner = self.first_blocking(read)
                if inner is not None:
                    yield node, inner


@cached
def runtime_of(component: Component) -> Runtime:
    """Return what runs on Open WebUI's event loop, and what blocks it."""
    return Runtime(component)
