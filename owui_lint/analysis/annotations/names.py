"""The names that an annotation refers to."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.annotations.quoted import expression_in
from owui_lint.analysis.syntax.names import dotted, text


def names_in(node: cst.BaseExpression, *, quoted: bool, depth: int = 0) -> Iterator[str]:
    """Yield the first name of everything an annotation refers to; those in strings where `quoted`."""
    if depth > 6:
        return
    if isinstance(node, cst.Name):
        yield node.value
    elif isinstance(node, cst.Attribute):
        yield from names_in(node.value, quoted=quoted, depth=depth + 1)
    elif isinstance(node, cst.BinaryOperation):
        yield from names_in(node.left, quoted=quoted, depth=depth + 1)
        yield from names_in(node.right, quoted=quoted, depth=depth + 1)
    elif isinstance(node, (cst.Tuple, cst.List)):
        for element in node.elements:  # a text in it stays a text
            yield from names_in(element.value, quoted=False, depth=depth + 1)
    elif isinstance(node, cst.Subscript):
        yield from names_in(node.value, quoted=quoted, depth=depth + 1)
        yield from _arguments(node, quoted=quoted, depth=depth)
    elif quoted and isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        parsed = expression_in(text(node))
        if parsed is not None:
            yield from names_in(parsed, quoted=quoted, depth=depth + 1)


def _arguments(node: cst.Subscript, *, quoted: bool, depth: int) -> Iterator[str]:
    outer = node.value
    name = outer.attr.value if isinstance(outer, cst.Attribute) else getattr(outer, "value", "")
    if name == "Literal":
        return
    elements = node.slice[:1] if name == "Annotated" else node.slice
    for element in elements:
        value = element.slice.value if isinstance(element.slice, cst.Index) else None
        if name == "Callable" and isinstance(value, cst.List):
            for inner in value.elements:
                yield from names_in(inner.value, quoted=quoted, depth=depth + 1)
        elif value is not None:
            yield from names_in(value, quoted=quoted, depth=depth + 1)


def type_arguments(node: cst.BaseExpression) -> list[cst.BaseExpression]:
    """Return the types in the brackets; what `Literal`, `Annotated` and `Callable` hold besides is not one."""
    if not isinstance(node, cst.Subscript):
        return []
    last = (dotted(node.value) or "").split(".")[-1]
    if last in ("Literal", "Callable", "Type", "type"):
        return []
    found = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index)]
    if len(found) == 1 and isinstance(found[0], cst.Tuple):
        found = [element.value for element in found[0].elements]  # `Dict[(str, int)]`
    return found[: 1 if last == "Annotated" else None]


def types_in(node: cst.BaseExpression, depth: int = 0) -> Iterator[cst.BaseExpression]:
    """Yield the types an annotation is made of; what `Literal` and `Annotated` hold is not one."""
    if depth > 6:
        return
    if isinstance(node, cst.BinaryOperation):
        yield from types_in(node.left, depth + 1)
        yield from types_in(node.right, depth + 1)
    elif isinstance(node, cst.Subscript):
        yield node.value
        for argument in type_arguments(node):
            yield from types_in(argument, depth + 1)
    elif isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        parsed = expression_in(text(node))
        if parsed is not None:
            yield from types_in(parsed, depth + 1)
    else:
        yield node
