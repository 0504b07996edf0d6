"""Values that are written where a type belongs: numbers, lists, modules, calls.

Pydantic cannot make a field of them, alone or in any other type. Measured on 0.12.4, 0.11.4 and 0.6.43.
"""

from __future__ import annotations

import libcst as cst

from owui_lint.analysis.annotations.reader import TypeForm, TypeKind, type_name
from owui_lint.analysis.pydantic.field_calls import is_field
from owui_lint.tool_specs.type_data import BUILTIN_FUNCTIONS, UNFINISHED

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
    """Return whether it is a number, list, dict or set as it stands."""
    return isinstance(node, _NAMED)


def value_for_type(form: TypeForm) -> str | None:
    """Return what an annotation is instead of a type, as a phrase; None where it may well be one."""
    node = form.node
    if isinstance(node, cst.UnaryOperation) and not isinstance(node.operator, cst.Minus):
        return None
    phrase = _KINDS.get(type(node))
    if phrase is not None:
        return phrase
    last = form.name.split(".")[-1]
    if form.kind is TypeKind.MADE:
        is_value = form.name in _MADE or is_field(form.file, form.named)
        return f"the call `{last}(…)`" if is_value else None
    if form.kind is TypeKind.LITERAL:
        is_type = any(_is_type(form, argument) for argument in form.arguments)
        return "`Literal` of a type" if is_type else None
    if form.kind is TypeKind.GENERIC:
        return "`dict` with one type" if form.name == "dict" and len(form.arguments) == 1 else None
    return _of_name(form, node) if isinstance(node, cst.Name) else _bare(form)


def _of_name(form: TypeForm, node: cst.Name) -> str | None:
    if node.value in ("True", "False"):
        return f"`{node.value}`"
    found = form.scope.lookup(node.value)
    if found is None and node.value in BUILTIN_FUNCTIONS:
        return f"the function `{node.value}`"
    item = form.file.import_of(found[1][0]) if found is not None and len(found[1]) == 1 else None
    if item is not None and item.name is None:
        return f"the module `{node.value}`"
    value = form.arguments[0] if form.kind is TypeKind.ALIAS else None
    if isinstance(value, _NAMED):
        return f"`{node.value}`, which is {_KINDS[type(value)]}"
    return _bare(form)


def _bare(form: TypeForm) -> str | None:
    is_bare = form.kind is TypeKind.NAMED and form.name in (*UNFINISHED, "typing.Annotated")
    return f"`{form.name.split('.')[-1]}` without a type" if is_bare else None


def _is_type(form: TypeForm, node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and type_name(form.file, node, form.scope) in _MADE
