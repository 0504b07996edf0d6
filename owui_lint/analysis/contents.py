"""What a value holds: the expressions whose values are in it, whole or in part."""

from __future__ import annotations

import libcst as cst

_PARTS: dict[type, tuple[str, ...]] = {
    cst.Await: ("expression",),
    cst.Attribute: ("value",),
    cst.Subscript: ("value",),
    cst.BinaryOperation: ("left", "right"),
    cst.BooleanOperation: ("left", "right"),
    cst.IfExp: ("body", "orelse"),
    cst.NamedExpr: ("value",),
    cst.ListComp: ("elt",),
    cst.SetComp: ("elt",),
    cst.GeneratorExp: ("elt",),
    cst.DictComp: ("value",),
    cst.For: ("iter",),
    cst.CompFor: ("iter",),
    cst.WithItem: ("item",),
    cst.Assign: ("value",),
    cst.AugAssign: ("value",),
}
"""Tests and keys only tell which value it is. The last ones give their value, or parts of it, to a name."""


def contents(node: cst.CSTNode) -> list[cst.BaseExpression]:
    """Return the expressions whose values are in the value of an expression, or in what binds a name.

    Elements of containers, operands, what is embedded in a string, what an attribute or an element
    is taken from, and of a call its receiver and arguments: what goes in is in what comes out.
    """
    if isinstance(node, (cst.Tuple, cst.List, cst.Set, cst.Dict)):
        return [element.value for element in node.elements]
    if isinstance(node, cst.ConcatenatedString):
        return [node.left, node.right]
    if isinstance(node, cst.FormattedString):
        return [p.expression for p in node.parts if isinstance(p, cst.FormattedStringExpression)]
    if isinstance(node, cst.Call):
        receiver = [node.func.value] if isinstance(node.func, cst.Attribute) else []
        return [*receiver, *(arg.value for arg in node.args)]
    return [getattr(node, name) for name in _PARTS.get(node.__class__, ())]
