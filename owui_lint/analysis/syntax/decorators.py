"""Decorators that are functions of the file: what they make of the function they are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.definitions import ClassModel, FunctionScope
from owui_lint.analysis.syntax.names import dotted
from owui_lint.analysis.syntax.scopes import last_name

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile


TRANSPARENT = frozenset(
    {"staticmethod", "classmethod", "override", "final", "abstractmethod", "no_type_check"}
)
"""Decorators that leave the signature and the result as they are written."""


@dataclass(frozen=True)
class Wrapper:
    """What a decorator of the file puts in the place of a function.

    Attributes:
        function: the nested function that is returned
        calls: its calls of the function it replaces
        keeps_name: `functools.wraps` (or `update_wrapper`) gives it the name and signature of the other
        renamed: its `__name__` is assigned, so that it goes by the name of the other at least
        forwards: all arguments are passed on unchanged, as `*args, **kwargs`
        hands_on: it returns nothing but what its calls of the other give
    """

    function: FunctionScope
    calls: tuple[cst.Call, ...]
    keeps_name: bool
    renamed: bool
    forwards: bool
    hands_on: bool

    @property
    def may_keep_name(self) -> bool:
        """Whether it goes by the name of the other, or has a decorator of its own that may see to it."""
        return self.keeps_name or self.renamed or bool(self.function.decorators)


def wrappers_of(file: PythonFile, decorator: cst.Decorator) -> tuple[Wrapper, ...]:
    """What a decorator may put there (one for async functions, say, and one for plain ones).

    Empty where it is not of this file, or not of this shape.
    """
    node = decorator.decorator
    scope = file.scope_of(decorator)
    outer = file.function_named(node.func if isinstance(node, cst.Call) else node, scope)
    if outer is not None and isinstance(node, cst.Call):
        proper = _returned_functions(file, outer)  # a factory gives the decorator proper
        outer = proper[0] if len(proper) == 1 else None
    if outer is None or not outer.parameters:
        return ()
    return tuple(_wrapper(file, outer, f) for f in _returned_functions(file, outer))


def gives_coroutine(file: PythonFile, function: FunctionScope) -> bool:
    """Whether calling it makes a coroutine: an `async def`, also under decorators of the file that are async."""
    if not function.is_async or function.is_generator:
        return False
    others = (d for d in function.decorators if last_name(d.decorator) not in TRANSPARENT)
    made = [wrappers_of(file, decorator) for decorator in others]
    return all(
        wrappers and all(w.function.is_async and not w.function.is_generator for w in wrappers)
        for wrappers in made
    )


def _wrapper(file: PythonFile, outer: FunctionScope, inner: FunctionScope) -> Wrapper:
    wrapped = outer.parameters[0].name
    calls = tuple(
        call
        for scope in file.with_nested(inner)
        if wrapped not in scope.bindings
        for call in scope.of(cst.Call)
        if isinstance(call.func, cst.Name) and call.func.value == wrapped
    )
    updated = any(
        file.qualified(call.func) in ("functools.update_wrapper", "update_wrapper")
        for call in outer.of(cst.Call)
    )
    keeps_name = updated or any(_wraps(file, d) for d in inner.decorators)
    forwards = bool(calls) and _forwards(inner, calls)
    results = [node.value for node in inner.of(cst.Return)]
    hands_on = bool(results) and all(_is_result(inner, value, calls) for value in results)
    return Wrapper(inner, calls, keeps_name, _is_renamed(outer, inner), forwards, hands_on)


def _is_result(
    inner: FunctionScope, value: cst.BaseExpression | None, calls: tuple[cst.Call, ...]
) -> bool:
    """Whether the value is one of the calls, awaited or not, or a name for it."""
    if isinstance(value, cst.Name):
        value = inner.sole_value(value.value)
    if isinstance(value, cst.Await):
        value = value.expression
    return any(value is call for call in calls)


def _wraps(file: PythonFile, decorator: cst.Decorator) -> bool:
    node = decorator.decorator
    name = file.qualified(node.func if isinstance(node, cst.Call) else node)
    return name is not None and name.split(".")[-1] == "wraps"


def _is_renamed(outer: FunctionScope, inner: FunctionScope) -> bool:
    targets = (target for node in outer.of(cst.Assign) for target in node.targets)
    return any(dotted(target.target) == f"{inner.name}.__name__" for target in targets)


def _returned_functions(file: PythonFile, outer: FunctionScope) -> list[FunctionScope]:
    """The nested functions of which `outer` always returns one; empty where it may return others."""
    found: list[FunctionScope] = []
    for node in outer.of(cst.Return):
        name = node.value.value if isinstance(node.value, cst.Name) else ""
        bindings = outer.bindings.get(name, ())
        functions = [
            file.function_of(b.node) for b in bindings if isinstance(b.node, cst.FunctionDef)
        ]
        if not bindings or len(functions) != len(bindings):
            return []
        found += [function for function in functions if function is not None]
    return found


def _forwards(inner: FunctionScope, calls: tuple[cst.Call, ...]) -> bool:
    plain = [p.name for p in inner.parameters if p.star == ""]
    stars = {p.star: p.name for p in inner.parameters if p.star}
    wanted = [*plain, stars.get("*"), stars.get("**")]
    return len(stars) == 2 and all(_arguments(call) == wanted for call in calls)


def _arguments(call: cst.Call) -> list[str | None]:
    """The names passed on in order; None for whatever is no plain name."""
    return [
        arg.value.value if isinstance(arg.value, cst.Name) and arg.keyword is None else None
        for arg in call.args
    ]


def gives_nothing(file: PythonFile, decorator: cst.Decorator) -> bool:
    """Return whether a decorator of the file certainly puts None in the place of what it decorates."""
    node = decorator.decorator
    outer = file.function_named(
        node.func if isinstance(node, cst.Call) else node, file.scope_of(decorator)
    )
    if outer is not None and isinstance(node, cst.Call):
        proper = _returned_functions(file, outer)
        outer = proper[0] if len(proper) == 1 else None
    if outer is None or outer.decorators or outer.is_generator or outer.is_lambda:
        return False
    if outer.is_async or not outer.parameters or not isinstance(outer.node, cst.FunctionDef):
        return False
    results = [node.value for node in outer.of(cst.Return)]
    return all(value is None or _is_none(value) for value in results) and not outer.of(cst.Raise)


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def hiding_wrapper(file: PythonFile, function: FunctionScope) -> Wrapper | None:
    """Return what a decorator of the file puts in front of a function under a signature of its own.

    None where the signature is that of the function (`functools.wraps`), or is not known.
    """
    others = [d for d in function.decorators if last_name(d.decorator) not in TRANSPARENT]
    if len(others) != 1:
        return None
    wrappers = wrappers_of(file, others[0])
    if len(wrappers) != 1 or wrappers[0].may_keep_name:
        return None
    signed = any(node.attr.value == "__signature__" for node in file.of(cst.Attribute))
    return None if signed else wrappers[0]


def unbound_object(file: PythonFile, function: FunctionScope) -> ClassModel | None:
    """Return the class of which a decorator makes a method an object, which is never given `self`.

    `@Logged` for a class `Logged` of the file with `__call__`, but without `__get__`.
    """
    for decorator in function.decorators:
        model = file.class_named(decorator.decorator, file.scope_of(decorator))
        if model is None or model.has_unknown_bases or model.node.decorators:
            continue
        given = {"__get__", "__new__", "__getattr__", "__getattribute__"}
        if model.method("__call__") is not None and not any(map(model.member, given)):
            return model
    return None
