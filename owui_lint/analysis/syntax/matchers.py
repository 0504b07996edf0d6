"""What is taken apart again and again: keyed reads, keyword arguments, methods, decorators."""

from __future__ import annotations

from typing import NamedTuple

import libcst as cst

from owui_lint.analysis.syntax.names import text


class KeyedRead(NamedTuple):
    """`container["key"]`, or `container.get("key", default)`.

    Attributes:
        container: what is read
        key: the expression in brackets, or the first argument
        default: the second argument of `get`
        is_get: whether it is a call of `get`, which lives with an absent key
    """

    container: cst.BaseExpression
    key: cst.BaseExpression
    default: cst.BaseExpression | None = None
    is_get: bool = False

    @property
    def name(self) -> str | None:
        """The key where it is a plain string."""
        return text(self.key)


def subscript_index(node: cst.CSTNode | None) -> cst.BaseExpression | None:
    """Return `k` of `x[k]`; None for slices, several indices and other expressions."""
    if type(node) is not cst.Subscript or len(node.slice) != 1:
        return None
    index = node.slice[0].slice
    return index.value if isinstance(index, cst.Index) else None


def subscript_key(node: cst.CSTNode | None) -> str | None:
    """Return the plain string in `x["key"]`."""
    return text(subscript_index(node))


def keyed_read(node: cst.CSTNode | None) -> KeyedRead | None:
    """Return `x["k"]` and `x.get("k", d)` taken apart; None for other expressions."""
    if type(node) is cst.Subscript:
        index = subscript_index(node)
        return KeyedRead(node.value, index) if index is not None else None
    if type(node) is not cst.Call or type(node.func) is not cst.Attribute:
        return None
    if node.func.attr.value != "get" or not node.args or len(node.args) > 2:
        return None
    if any(arg.keyword is not None or arg.star for arg in node.args):
        return None
    default = node.args[1].value if len(node.args) > 1 else None
    return KeyedRead(node.func.value, node.args[0].value, default, is_get=True)


def dict_entry(node: cst.CSTNode | None, key: str) -> cst.BaseExpression | None:
    """Return `v` of the literal `{"key": v}`; None for other expressions, or without that key."""
    if not isinstance(node, cst.Dict):
        return None
    pairs = (element for element in node.elements if isinstance(element, cst.DictElement))
    return next((pair.value for pair in pairs if text(pair.key) == key), None)


def keyword_argument(call: cst.Call, name: str) -> cst.BaseExpression | None:
    """Return what a call passes by that keyword."""
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == name:
            return arg.value
    return None


def method_receiver(node: cst.CSTNode, *methods: str) -> cst.BaseExpression | None:
    """Return `x` of `x.method(…)` where it is one of `methods`."""
    func = node.func if isinstance(node, cst.Call) else None
    if isinstance(func, cst.Attribute) and func.attr.value in methods:
        return func.value
    return None


def decorating(decorator: cst.Decorator) -> cst.BaseExpression:
    """Return what decorates, without its call: `wraps` of `@wraps(f)`."""
    node = decorator.decorator
    return node.func if isinstance(node, cst.Call) else node
