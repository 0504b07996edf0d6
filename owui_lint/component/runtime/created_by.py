"""What an object is made by: clients, pools, sessions and loops, through names, attributes and helpers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import call_graph
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import annotated_names, is_none
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.component.runtime import blocking_data

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_ANYTHING = frozenset({"Any", "typing.Any", "object"})


@cached
def created_by(
    component: Component,
    node: cst.BaseExpression,
    scope: Scope,
    factories: frozenset[str] = blocking_data.CLIENTS,
    depth: int = 0,
) -> str | None:
    """Return which of `factories` (synchronous clients) makes the value of an expression, by dotted name."""
    if depth > 6:
        return None
    if isinstance(node, cst.Call):
        name = component.qualified(node.func, scope)
        if name is not None:
            name = blocking_data.SAME.get(name, name)
        if name is not None and name in factories:
            return name
        callee = component.callee(node)
        if callee is not None:
            return _returned(component, callee, factories, depth)
        return _by_method(component, node.func, scope, factories, depth)
    if isinstance(node, cst.Name):
        return _by_name(component, node.value, scope, factories, depth)
    if isinstance(node, cst.Attribute):
        owner = component.instance_class(node.value, scope)
        stored = owner.stored.get(node.attr.value, []) if owner is not None else []
        values = [s for s in stored if s.value is not None and not is_none(s.value)]
        made = {
            created_by(component, s.value, s.method, factories, depth + 1)
            for s in values
            if s.value is not None
        }
        return made.pop() if len(made) == 1 else None
    return None


def _by_method(
    component: Component,
    func: cst.BaseExpression,
    scope: Scope,
    factories: frozenset[str],
    depth: int,
) -> str | None:
    """What a method of one object makes: `boto3.Session().client(…)`."""
    if not isinstance(func, cst.Attribute) or func.attr.value not in blocking_data.FURTHER:
        return None
    further = blocking_data.FURTHER[func.attr.value]
    owner = created_by(component, func.value, scope, frozenset(further), depth + 1)
    made = further.get(owner) if owner is not None else None
    return made if made is not None and made in factories else None


def _by_name(
    component: Component, name: str, scope: Scope, factories: frozenset[str], depth: int
) -> str | None:
    found = scope.lookup(name)
    if found is None:
        return None
    home, bindings = found
    if [b.how for b in bindings] == ["parameter"] and isinstance(home, FunctionScope):
        return _passed(component, home, name, factories, depth)
    values = [b.value for b in bindings if b.how in ("assign", "with", "walrus")]
    if len(values) != len(bindings):
        return None
    made = {
        created_by(component, value, home, factories, depth + 1) if value is not None else None
        for value in values
        if value is None or not is_none(value)
    }
    return made.pop() if len(made) == 1 else None


def _passed(
    component: Component, function: FunctionScope, name: str, factories: frozenset[str], depth: int
) -> str | None:
    """What a parameter is: by its annotation, or else by what every call of the function passes."""
    parameter = function.parameter(name)
    if parameter is None or parameter.star:
        return None
    if parameter.annotation is not None:
        names = annotated_names(parameter.annotation)
        classes = {component.qualified(n, function.parent) for n in names if not is_none(n)}
        if classes - _ANYTHING:
            known = {c if c is not None and c in factories else None for c in classes}
            return known.pop() if len(known) == 1 else None
    graph = call_graph(component)
    if graph.escapes(function):
        return None
    made: set[str | None] = set()
    for call in component.calls_of(function):
        value = graph.argument(function, call, parameter).node
        if value is None:
            made.add(None)
        elif not is_none(value):
            made.add(created_by(component, value, component.scope_of(call), factories, depth + 1))
    return made.pop() if len(made) == 1 else None


def _returned(
    component: Component, function: FunctionScope, factories: frozenset[str], depth: int
) -> str | None:
    if function.is_async or function.is_generator or not isinstance(function.node, cst.FunctionDef):
        return None
    values = [node.value for node in function.of(cst.Return) if node.value is not None]
    made = {created_by(component, value, function, factories, depth + 1) for value in values}
    return made.pop() if len(made) == 1 else None
