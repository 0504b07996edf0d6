"""Which call fills which parameter: arguments, callers, and the calls under which code is read.

Code of a helper is read *under* the calls that run it: a `CallContext` maps a function to the one call
through which it is reached. Where reading needs a parameter of a function that is not in the map,
`UnboundParameterError` is raised, and `contexts` tries every call of that function in turn. So one emission in a
helper becomes as many readings as its callers differ in, and no more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.scopes import Parameter, Scope

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

Result = TypeVar("Result")
CallContext = Mapping[int, cst.Call | None]
"""`id(function.node)` → the call under which it is read; None: some call the file does not show."""

MOST_CONTEXTS = 300
"""More readings than this of one expression are not tried: its parameters count as unknown then."""


class UnboundParameterError(Exception):
    """A parameter was asked for whose function has no call yet."""

    def __init__(self, function: FunctionScope) -> None:
        """Name the function that needs a call."""
        self.function = function
        super().__init__(function.name)


@dataclass(frozen=True)
class Argument:
    """What a call gives a parameter: an expression, the default (`from_default`), or nothing known."""

    node: cst.BaseExpression | None
    from_default: bool = False


class CallGraph:
    """The calls of the file's functions by each other, as far as the file shows."""

    def __init__(self, file: PythonFile) -> None:
        self._file = file
        self._callers: dict[int, tuple[cst.Call, ...]] = {}
        self._used: dict[int, bool] = {}

    def callers(self, function: FunctionScope) -> tuple[cst.Call, ...]:
        """The calls of a function: the certain ones, and `x.name()` on an `x` of unknown class."""
        key = id(function.node)
        if key not in self._callers:
            found = self._find_callers(function)
            self._callers[key] = tuple(c for c in found if not self.is_dead(c))
        return self._callers[key]

    def _find_callers(self, function: FunctionScope) -> Iterator[cst.Call]:
        yield from self._file.calls_of(function)
        if function.owner is None or self._methods_named.get(function.name) != 1:
            return
        for call in self._method_calls.get(function.name, ()):
            if self._file.callee(call) is None and self._may_be_ours(call.func):
                yield call

    @cached_property
    def _methods_named(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for model in self._file.classes:
            for name in {function.name for function in model.own_functions()}:
                counts[name] = counts.get(name, 0) + 1
        return counts

    @cached_property
    def _method_calls(self) -> dict[str, list[cst.Call]]:
        found: dict[str, list[cst.Call]] = {}
        for call in self._file.of(cst.Call):
            if isinstance(call.func, cst.Attribute):
                found.setdefault(call.func.attr.value, []).append(call)
        return found

    def _may_be_ours(self, func: cst.BaseExpression, depth: int = 0) -> bool:
        """Whether the receiver of a method may be an object of this file: handed in, or unknown."""
        assert isinstance(func, cst.Attribute)
        receiver = func.value
        scope = self._file.scope_of(receiver)
        if isinstance(receiver, cst.Name):
            found = scope.lookup(receiver.value)
            return found is not None and any(self._is_open(b.how, b.value, depth) for b in found[1])
        if isinstance(receiver, cst.Attribute):
            owner = self._file.instance_class(receiver.value, scope)
            if owner is None:
                return False
            values = [s.value for s in owner.stored.get(receiver.attr.value, ())]
            return any(isinstance(value, cst.Name) for value in values)
        return False

    def _is_open(self, how: str, value: cst.BaseExpression | None, depth: int) -> bool:
        if how == "parameter":
            return True
        if isinstance(value, cst.Call):  # `Emitter(...) if x else None` is no call itself
            return self._file.callee(value) is not None
        return how in ("assign", "walrus") and isinstance(value, (cst.IfExp, cst.BooleanOperation))

    def escapes(self, function: FunctionScope) -> bool:
        """Whether the file mentions the function without calling it: anybody may call it then."""
        name = function.name
        if function.is_lambda:
            return not self.callers(function)
        called = self._called_names.get(name, 0)
        if isinstance(function.parent, FunctionScope) and self.callers(function):
            returned = (node.value for node in function.parent.of(cst.Return))
            called += sum(isinstance(value, cst.Name) and value.value == name for value in returned)
        return self._mentions.get(name, 0) > called

    @cached_property
    def _mentions(self) -> dict[str, int]:
        """How often a name is read, as a name or as an attribute."""
        counts: dict[str, int] = {}
        for name in self._file.of(cst.Name):
            if not isinstance(self._file.parent(name), cst.AssignTarget):
                counts[name.value] = counts.get(name.value, 0) + 1
        for attribute in self._file.of(cst.Attribute):
            counts[attribute.attr.value] = counts.get(attribute.attr.value, 0) + 1
        return counts

    @cached_property
    def _called_names(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for call in self._file.of(cst.Call):
            func = call.func
            name = func.attr if isinstance(func, cst.Attribute) else func
            if isinstance(name, cst.Name):
                counts[name.value] = counts.get(name.value, 0) + 1
        return counts

    def is_dead(self, node: cst.CSTNode) -> bool:
        """Whether `node` stands where nothing ever comes, or in a helper that nothing mentions."""
        function = self._file.function_around(node)
        while function is not None:
            if not self._is_used(function):
                return True
            outer = function.parent
            while outer is not None and not isinstance(outer, FunctionScope):
                outer = outer.parent
            function = outer
        return not self._file.runs(node)

    def _is_used(self, function: FunctionScope) -> bool:
        """Whether the framework, or anything in the file, calls or mentions the function (true in doubt)."""
        key = id(function.node)
        if key not in self._used:
            called = self._file.framework.calls(function)
            self._used[key] = called or self._is_meant(function)
        return self._used[key]

    def _is_meant(self, function: FunctionScope) -> bool:
        name = function.name
        if function.is_lambda or function.decorators or (name[:2] == name[-2:] == "__"):
            return True
        if function.owner is None:
            return name in self._mentions
        attributes = self._file.attributes_named.get(name, ())
        return any(self._may_mean(attribute, function) for attribute in attributes)

    def _may_mean(self, attribute: cst.Attribute, function: FunctionScope) -> bool:
        """Whether `x.name` can be that method."""
        scope = self._file.scope_of(attribute)
        if self._file.function_named(attribute, scope) is function:
            return True
        model = self._file.instance_class(attribute.value, scope) or self._file.class_named(
            attribute.value, scope
        )
        if model is None:
            return self._may_be_ours(attribute)
        return model.method(function.name) in (function, None) or function.owner in model.lineage

    def argument(self, function: FunctionScope, call: cst.Call, parameter: Parameter) -> Argument:
        """What `call` gives `parameter` of `function`."""
        if parameter.star:
            return Argument(None)
        index = self._position(function, call, parameter)
        position = 0
        unsure = False
        for arg in call.args:
            if arg.star:
                unsure = True
            elif arg.keyword is not None:
                if arg.keyword.value == parameter.name:
                    return Argument(arg.value)
            elif not unsure and index is not None and position == index:
                return Argument(arg.value)
            else:
                position += 1
        return Argument(None) if unsure else Argument(parameter.default, from_default=True)

    def _position(
        self, function: FunctionScope, call: cst.Call, parameter: Parameter
    ) -> int | None:
        if parameter.keyword_only:
            return None
        names = [p.name for p in function.parameters if p.star == ""]
        index = names.index(parameter.name)
        return index - 1 if self.is_bound(function, call) else index

    def given(self, function: FunctionScope, name: str) -> list[cst.BaseExpression | None]:
        """What each call in the file gives a parameter; nothing where others may call it, too."""
        parameter = function.parameter(name)
        if parameter is None or self.escapes(function):
            return []
        return [self.argument(function, call, parameter).node for call in self.callers(function)]

    def is_bound(self, function: FunctionScope, call: cst.Call) -> bool:
        """Whether the call leaves out the first parameter, as `self.f()` and `Class()` do."""
        if function.owner is None or function.is_static:
            return False
        explicit = isinstance(call.func, cst.Attribute) and call.func.attr.value == "__init__"
        if "classmethod" in function.decorator_names or (
            function.name == "__init__" and not explicit
        ):
            return True
        scope = self._file.scope_of(call)
        return not (
            isinstance(call.func, cst.Attribute)
            and self._file.class_named(call.func.value, scope) is not None
        )

    def contexts(
        self, compute: Callable[[CallContext], Result], calls: CallContext | None = None
    ) -> Iterator[tuple[CallContext, Result]]:
        """Every result of `compute`, with the calls under which it holds."""
        pending: list[CallContext] = [calls or {}]
        tried = 0
        while pending:
            current = pending.pop()
            try:
                yield current, compute(current)
            except UnboundParameterError as need:
                pending += self._under_each_call(need.function, current, tried + len(pending))
            tried += 1

    def _under_each_call(
        self, function: FunctionScope, calls: CallContext, tried: int
    ) -> list[CallContext]:
        key = id(function.node)
        callers = self.callers(function)
        if not callers or tried + len(callers) > MOST_CONTEXTS:
            return [{**calls, key: None}]
        found: list[CallContext] = [{**calls, key: call} for call in reversed(callers)]
        if self.escapes(function):
            found.insert(0, {**calls, key: None})
        return found

    def call_site(self, call: cst.Call, calls: CallContext) -> cst.Call:
        """The outermost call of those under which `call` was read: where what was read is written."""
        seen: set[int] = set()
        while True:
            step = next(
                (
                    calls[id(scope.node)]
                    for scope in self._functions_around(call)
                    if calls.get(id(scope.node)) is not None and id(scope.node) not in seen
                ),
                None,
            )
            if step is None:
                return call
            seen.update(id(scope.node) for scope in self._functions_around(call))
            call = step

    def _functions_around(self, node: cst.CSTNode) -> Iterator[Scope]:
        scopes = self._file.scope_of(node).outwards()
        return (scope for scope in scopes if isinstance(scope, FunctionScope))


def callees(file: PythonFile, scope: Scope) -> list[FunctionScope]:
    """Return the functions of the file that a scope's own calls run."""
    found = map(file.callee, scope.of(cst.Call))
    return [function for function in found if function is not None]


def reached(
    roots: Iterable[FunctionScope],
    onwards: Callable[[FunctionScope], Iterable[FunctionScope | None]],
) -> list[FunctionScope]:
    """Return functions and what is reached from them over `onwards`, directly or through others; each once."""
    pending = list(roots)
    found: dict[int, FunctionScope] = {}
    while pending:
        function = pending.pop()
        if id(function.node) not in found:
            found[id(function.node)] = function
            pending += [one for one in onwards(function) if one is not None]
    return list(found.values())


@cached
def call_graph(file: PythonFile) -> CallGraph:
    """Return which call fills which parameter of the file's functions."""
    return CallGraph(file)
