"""The names that an annotation refers to."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.annotations.reader import expression_in
from owui_lint.analysis.syntax.names import text


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
