"""What a function does with one of its parameters: whether it writes to it, whether it guards it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.scopes import Scope

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_MAKERS = frozenset({"dict", "list", "set", "collections.defaultdict", "collections.OrderedDict"})
_CHANGERS = frozenset(
    {"append", "extend", "insert", "remove", "sort", "reverse", "add", "discard"}
    | {"update", "setdefault", "pop", "popitem", "clear"}
)


def is_mutable(component: Component, value: cst.BaseExpression) -> bool:
    """Whether the expression makes a list, dict or set."""
    if isinstance(value, (cst.List, cst.Dict, cst.Set, cst.ListComp, cst.DictComp, cst.SetComp)):
        return True
    return isinstance(value, cst.Call) and component.qualified(value.func) in _MAKERS


def uses_of(component: Component, function: FunctionScope, name: str) -> Iterator[cst.Name]:
    """Where the parameter's value is used, in the function and in those nested in it."""
    for scope in component.with_nested(function):
        if not _rebinds(scope, function, name):
            yield from (node for node in scope.of(cst.Name) if node.value == name)


def _rebinds(scope: Scope, function: FunctionScope, name: str) -> bool:
    return any(
        name in outer.bindings
        for outer in scope.outwards()
        if outer is not function and any(o is function for o in outer.outwards())
    )


def writes_to(component: Component, function: FunctionScope, name: str) -> list[cst.CSTNode]:
    """Where the function changes the object that the parameter holds, as long as it is that object."""
    if len(function.bindings.get(name, ())) > 1:
        return []
    found = (_writing(component, node) for node in uses_of(component, function, name))
    return [node for node in found if node is not None]


def _writing(component: Component, node: cst.Name) -> cst.CSTNode | None:
    """The subscript or call that changes what `node` names (`x["a"]["b"] = 1` counts)."""
    current: cst.CSTNode = node
    parent = component.parent(current)
    while isinstance(parent, cst.Subscript) and parent.value is current:
        current, parent = parent, component.parent(parent)
    if current is not node and isinstance(parent, (cst.AssignTarget, cst.AugAssign, cst.Del)):
        is_target = not isinstance(parent, cst.AugAssign) or parent.target is current
        return current if is_target else None
    if isinstance(parent, cst.Attribute) and parent.attr.value in _CHANGERS:
        call = component.parent(parent)
        return call if isinstance(call, cst.Call) and call.func is parent else None
    return None


def is_read_through_guards(component: Component, function: FunctionScope, name: str) -> bool:
    """Whether every use of the parameter would also do if it were None."""
    if len(function.bindings.get(name, ())) > 1:
        return False
    return all(_is_guarded(component, node, name) for node in uses_of(component, function, name))


def _is_guarded(component: Component, node: cst.Name, name: str) -> bool:
    below: cst.CSTNode = node
    for current in component.ancestors(node):
        if isinstance(current, cst.BooleanOperation) and (
            below is node if current.left is below else _is_truth_of(current.left, name)
        ):
            return current.left is below or isinstance(current.operator, cst.And)
        if isinstance(current, (cst.If, cst.IfExp)):
            if current.test is below:
                return below is node or _is_negation_of(below, node)
            if current.body is below and _is_truth_of(current.test, name):
                return True
        if isinstance(current, (cst.FunctionDef, cst.Lambda)):
            return False
        below = current
    return False


def _is_negation_of(test: cst.CSTNode, node: cst.Name) -> bool:
    return (
        isinstance(test, cst.UnaryOperation)
        and isinstance(test.operator, cst.Not)
        and test.expression is node
    )


def _is_truth_of(test: cst.BaseExpression, name: str) -> bool:
    """Whether the test can only succeed when the name is truthy (`x`, `x and …`)."""
    if isinstance(test, cst.BooleanOperation) and isinstance(test.operator, cst.And):
        return _is_truth_of(test.left, name) or _is_truth_of(test.right, name)
    return isinstance(test, cst.Name) and test.value == name
