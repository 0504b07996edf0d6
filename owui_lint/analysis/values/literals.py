"""What expressions are worth that need no look at the rest of the file: literals, parts of strings."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.syntax.names import literal, text
from owui_lint.analysis.values.value import (
    UNKNOWN,
    Constant,
    DictValue,
    ListValue,
    Ref,
    TypedValue,
    Value,
)

BUILTIN_TYPES = {
    "str": "string",
    "repr": "string",
    "json.dumps": "string",
    "list": "array",
    "sorted": "array",
    "len": "number",
    "int": "number",
    "float": "number",
    "round": "number",
    "bool": "boolean",
    "isinstance": "boolean",
}
STRING_METHODS = frozenset(
    {
        "format",
        "join",
        "strip",
        "lstrip",
        "rstrip",
        "lower",
        "upper",
        "replace",
        "title",
        "capitalize",
    }
)


def plain(ref: Ref) -> Value:
    """The value of what is neither a name nor made of further expressions of interest."""
    node = ref.node
    if isinstance(node, (cst.List, cst.Tuple)):
        if any(not isinstance(element, cst.Element) for element in node.elements):
            return TypedValue("array")
        return ListValue(tuple(Ref(element.value, ref.calls) for element in node.elements))
    if isinstance(node, (cst.ListComp, cst.Set, cst.SetComp)):
        return TypedValue("array")
    if isinstance(node, cst.DictComp):
        return DictValue(node, may_have_more_keys=True)
    if isinstance(node, cst.Comparison) or (
        isinstance(node, cst.UnaryOperation) and isinstance(node.operator, cst.Not)
    ):
        return TypedValue("boolean")
    value = literal(node)
    return Constant(value) if value is None or isinstance(value, (int, float)) else UNKNOWN


def string_parts(node: cst.BaseExpression) -> Iterator[str | cst.BaseExpression]:
    """The texts and embedded expressions of a string literal, in order."""
    if isinstance(node, cst.ConcatenatedString):
        yield from string_parts(node.left)
        yield from string_parts(node.right)
    elif isinstance(node, cst.FormattedString):
        for part in node.parts:
            if isinstance(part, cst.FormattedStringText):
                yield part.value
            elif isinstance(part, cst.FormattedStringExpression):
                yield part.expression
    else:
        value = text(node)
        if value is not None:
            yield value
