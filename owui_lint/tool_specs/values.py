"""Values that are written where a type belongs: numbers, lists, modules, calls.

Pydantic cannot make a field of them, alone or in any other type. Measured on 0.12.4, 0.11.4 and 0.6.43.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.pydantic.field_calls import is_field
from owui_lint.analysis.syntax.names import is_none
from owui_lint.tool_specs.named_schemas import arguments_of, base_name
from owui_lint.tool_specs.type_data import BUILTIN_FUNCTIONS, UNFINISHED

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_KINDS: dict[type[cst.BaseExpression], str] = {
    cst.Integer: "a number",
    cst.Float: "a number",
    cst.UnaryOperation: "a number",
    cst.Ellipsis: "`...`",
    cst.List: "a list",
    cst.ListComp: "a list",
    cst.Dict: "a dict",
    cst.Set: "a set",
}
_NAMED = (cst.Integer, cst.Float, cst.List, cst.Dict, cst.Set)
"""What a name stands for that is certainly no type."""
_MADE = frozenset({"str", "int", "float", "bool", "list", "dict", "set", "tuple", "object"})


def is_display(node: cst.BaseExpression) -> bool:
    """Whether it is a number, list, dict or set as it stands."""
    return isinstance(node, _NAMED)


def value_for_type(component: Component, node: cst.BaseExpression) -> str | None:
    """What an annotation is instead of a type, as a phrase; None where it may well be one."""
    if isinstance(node, cst.UnaryOperation) and not isinstance(node.operator, cst.Minus):
        return None
    kind = _KINDS.get(type(node))
    if kind is not None:
        return kind
    if isinstance(node, cst.Call):
        name = base_name(component, node.func, component.module)
        return (
            f"the call `{name.split('.')[-1]}(…)`"
            if name in _MADE or is_field(component, node.func)
            else None
        )
    if isinstance(node, cst.Subscript):
        return _of_subscript(component, node)
    if isinstance(node, cst.Name) and not is_none(node):
        return _of_name(component, node)
    return _bare(component, node)


def _of_name(component: Component, node: cst.Name) -> str | None:
    if node.value in ("True", "False"):
        return f"`{node.value}`"
    found = component.module.lookup(node.value)
    if found is None:
        return f"the function `{node.value}`" if node.value in BUILTIN_FUNCTIONS else None
    bindings = found[1]
    item = component.import_of(bindings[0]) if len(bindings) == 1 else None
    if item is not None and item.name is None:
        return f"the module `{node.value}`"
    value = component.module.sole_value(node.value)
    if isinstance(value, _NAMED):
        return f"`{node.value}`, which is {_KINDS[type(value)]}"
    return _bare(component, node)


def _bare(component: Component, node: cst.BaseExpression) -> str | None:
    name = base_name(component, node, component.module)
    is_bare = name in UNFINISHED or name == "typing.Annotated"
    return f"`{name.split('.')[-1]}` without a type" if is_bare else None


def _of_subscript(component: Component, node: cst.Subscript) -> str | None:
    name = base_name(component, node.value, component.module)
    arguments = arguments_of(node)
    if name == "dict" and len(arguments) == 1:
        return "`dict` with one type"
    if name == "typing.Literal" and any(_is_type(component, a) for a in arguments):
        return "`Literal` of a type"
    return None


def _is_type(component: Component, node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and component.qualified(node, component.module) in _MADE
