"""Whether a test tells that a thing has an attribute or a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.budget import MOST_LINKS
from owui_lint.analysis.flow.conditions import Condition, atoms, conditions_at
from owui_lint.analysis.syntax.names import dotted, is_none, text

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

IsOwner = Callable[[cst.BaseExpression], bool]
_LISTING = frozenset({"dir", "vars"})
_LISTED = frozenset({"__dict__", "_state", "model_fields", "__fields__", "__annotations__"})
_TYPE_TESTS = frozenset({"isinstance", "hasattr", "issubclass", "type"})


def asks_for_presence(file: PythonFile, condition: Condition, is_owner: IsOwner, name: str) -> bool:
    """Return whether a condition tells that the owner has the attribute or key `name`.

    `hasattr(x, "n")`, `getattr(x, "n", None)`, `"n" in x`, `x.get("n")`, `x.n is not None`.
    """
    return any(_tells(test, holds, is_owner, name) for test, holds in atoms(file, condition))


def asks_for_type(file: PythonFile, place: cst.CSTNode, is_owner: IsOwner) -> bool:
    """Return whether a test that has come out where `place` runs looks at what the owner is.

    `isinstance(x, dict)`, `hasattr(x, "items")`, `type(x) is dict`.
    """
    return any(
        _looks_at(part, is_owner)
        for condition in conditions_at(file, place)
        for test, _ in atoms(file, condition)
        for part in (test, getattr(test, "left", None))
    )


def _looks_at(test: cst.CSTNode | None, is_owner: IsOwner) -> bool:
    if not isinstance(test, cst.Call) or not test.args or dotted(test.func) not in _TYPE_TESTS:
        return False
    return is_owner(test.args[0].value)


def _tells(test: cst.BaseExpression, holds: bool, is_owner: IsOwner, name: str) -> bool:
    if isinstance(test, cst.NamedExpr):
        return _tells(test.value, holds, is_owner, name)
    if isinstance(test, cst.Comparison) and len(test.comparisons) == 1:
        operator, right = test.comparisons[0].operator, test.comparisons[0].comparator
        if text(test.left) == name:
            inside = isinstance(operator, cst.In if holds else cst.NotIn)
            return inside and is_owner(_listed(right))
        present = isinstance(operator, (cst.IsNot, cst.NotEqual) if holds else (cst.Is, cst.Equal))
        return present and is_none(right) and _is_read(test.left, is_owner, name)
    return holds and _is_read(test, is_owner, name)


def _is_read(node: cst.BaseExpression, is_owner: IsOwner, name: str) -> bool:
    """Whether the expression is true only where the thing is there."""
    if isinstance(node, cst.NamedExpr):
        node = node.value
    if isinstance(node, cst.Attribute):
        return node.attr.value == name and is_owner(node.value)
    if not isinstance(node, cst.Call):
        return False
    values = [arg.value for arg in node.args]
    if dotted(node.func) in ("hasattr", "getattr") and len(values) > 1:
        return text(values[1]) == name and is_owner(values[0])
    if isinstance(node.func, cst.Attribute) and node.func.attr.value == "get" and values:
        return text(values[0]) == name and is_owner(node.func.value)
    return False


def _listed(node: cst.BaseExpression) -> cst.BaseExpression:
    """The `x` in `dir(x)`, `vars(x)`, `x.__dict__`, `x._state`, `x.keys()`."""
    if isinstance(node, cst.Call):
        if dotted(node.func) in _LISTING and node.args:
            return node.args[0].value
        if isinstance(node.func, cst.Attribute) and node.func.attr.value == "keys":
            return node.func.value
    if isinstance(node, cst.Attribute) and node.attr.value in _LISTED:
        return node.value
    return node


def is_same(file: PythonFile, node: cst.BaseExpression) -> IsOwner:
    """Return the test whether an expression is written like `node`, or like what a name of it stands for."""
    wanted = _spelt(file, node)
    return lambda other: _spelt(file, other) == wanted


def _spelt(file: PythonFile, node: cst.BaseExpression, depth: int = 0) -> str:
    name = dotted(node)
    if name is not None and depth < MOST_LINKS:
        first, _, rest = name.partition(".")
        value = file.scope_of(node).sole_value(first)
        if value is not None and dotted(value) is not None:
            spelt = _spelt(file, value, depth + 1)
            return f"{spelt}.{rest}" if rest else spelt
        return file.qualified(node) or name
    return file.tree.code_for_node(node)
