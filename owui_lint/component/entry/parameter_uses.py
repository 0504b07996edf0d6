"""What a function does with one of its parameters: whether it writes to it, whether it guards it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.results import is_known
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
    return all(_is_guarded(component, node) for node in uses_of(component, function, name))


def _is_guarded(component: Component, node: cst.Name) -> bool:
    """Whether a name is only tested there, or known to be something."""
    parent = component.parent(node)
    if isinstance(parent, cst.BooleanOperation):
        return parent.left is node or is_known(component, node)
    is_tested = isinstance(parent, (cst.If, cst.IfExp)) and parent.test is node
    is_negated = isinstance(parent, cst.UnaryOperation) and isinstance(parent.operator, cst.Not)
    return is_tested or is_negated or is_known(component, node)
