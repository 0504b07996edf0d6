"""Decorators that are functions of the file: what they make of the function they are given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.scopes import FunctionScope

if TYPE_CHECKING:
    from owui_lint.component.model import Component


@dataclass(frozen=True)
class Wrapper:
    """What a decorator of the file puts in the place of a function.

    Attributes:
        function: the nested function that is returned
        calls: its calls of the function it replaces
        keeps_name: `functools.wraps` (or `update_wrapper`) gives it the name and signature of the other
        forwards: all arguments are passed on unchanged, as `*args, **kwargs`
    """

    function: FunctionScope
    calls: tuple[cst.Call, ...]
    keeps_name: bool
    forwards: bool


def wrapper_of(component: Component, decorator: cst.Decorator) -> Wrapper | None:
    """What a decorator does; None where it is not of this file, or not of this shape."""
    node = decorator.decorator
    scope = component.scope_of(decorator)
    outer = component.function_named(node.func if isinstance(node, cst.Call) else node, scope)
    if outer is not None and isinstance(node, cst.Call):
        outer = _returned_function(component, outer)  # a factory gives the decorator proper
    if outer is None or not outer.parameters:
        return None
    wrapped = outer.parameters[0].name
    inner = _returned_function(component, outer)
    if inner is None or wrapped in inner.bindings:
        return None
    calls = tuple(
        call
        for scope in component.with_nested(inner)
        for call in scope.of(cst.Call)
        if isinstance(call.func, cst.Name) and call.func.value == wrapped
    )
    updated = any(
        component.qualified(call.func) in ("functools.update_wrapper", "update_wrapper")
        for call in outer.of(cst.Call)
    )
    keeps_name = "wraps" in inner.decorator_names or updated
    return Wrapper(inner, calls, keeps_name, bool(calls) and _forwards(inner, calls))


def _returned_function(component: Component, outer: FunctionScope) -> FunctionScope | None:
    """The nested function that `outer` always returns."""
    returns = outer.of(cst.Return)
    if len(returns) != 1 or not isinstance(returns[0].value, cst.Name):
        return None
    inner = component.function_named(returns[0].value, outer)
    return inner if inner is not None and inner.parent is outer else None


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
