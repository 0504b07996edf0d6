"""Calls of pydantic's `Field`: which are, and what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.origins import origins, qualified_names
from owui_lint.analysis.syntax.matchers import keyword_argument
from owui_lint.analysis.syntax.names import UNKNOWN, text

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

_FIELD = frozenset({"pydantic.Field", "pydantic.fields.Field"})
_SCHEMA_KEYS = ("input", "enum")
"""Keys of `json_schema_extra` that older code gives to `Field` itself; pydantic still moves them there."""


def field_call(file: PythonFile, node: cst.BaseExpression | None) -> FieldCall | None:
    """Return the `Field(…)` that an expression is, or that a name of it stands for."""
    if isinstance(node, cst.Name):
        ends = origins(file, node)
        node = ends[0].expression if len(ends) == 1 else None
    is_call = isinstance(node, cst.Call) and is_field(file, node.func)
    return FieldCall(file, node) if is_call and isinstance(node, cst.Call) else None


def is_field(file: PythonFile, node: cst.BaseExpression) -> bool:
    """Whether an expression is pydantic's `Field`: by an import, an alias or a star import."""
    name = file.qualified(node)
    if name is not None:
        # a name that nothing binds comes from a star import, or the file would not load
        return name in _FIELD or name == "Field"
    return (qualified_names(file, node) or {""}) <= _FIELD


class FieldCall:
    """A call of pydantic's `Field`."""

    def __init__(self, file: PythonFile, node: cst.Call) -> None:
        self._file = file
        self.node = node

    @property
    def has_stars(self) -> bool:
        """Whether arguments come from where the call does not show them."""
        return any(argument.star for argument in self.node.args)

    def argument(self, name: str) -> cst.BaseExpression | None:
        """The value given under that keyword; the positional one for `default`."""
        given = keyword_argument(self.node, name)
        if given is not None:
            return given
        first = self.node.args[0] if self.node.args else None
        if name == "default" and first is not None and not first.star and first.keyword is None:
            return first.value
        return None

    def extra(self, key: str) -> object:
        """A value of `json_schema_extra`: None where it has no such key, UNKNOWN where that cannot be seen."""
        if self.has_stars:
            return UNKNOWN
        node = self.argument("json_schema_extra")
        if node is None:
            moved = self.argument(key) if key in _SCHEMA_KEYS else None
            return self._file.literal(moved) if moved is not None else None
        value = constant(self._file, node)
        return value.get(key) if isinstance(value, dict) else UNKNOWN


def constant(file: PythonFile, node: cst.BaseExpression) -> object:
    """A literal, with `dict(key=value)` read like one, at any depth."""
    if isinstance(node, cst.Dict):
        found = file.literal(node)
        calls = (e for e in node.elements if isinstance(e, cst.DictElement))
        inner = {text(e.key): e.value for e in calls if isinstance(e.value, (cst.Dict, cst.Call))}
        if isinstance(found, dict):
            found = found | {k: constant(file, v) for k, v in inner.items() if k in found}
        return found
    if not isinstance(node, cst.Call):
        return file.literal(node)
    if file.qualified(node.func) != "dict" or any(a.keyword is None for a in node.args):
        return UNKNOWN
    return {a.keyword.value: constant(file, a.value) for a in node.args if a.keyword}
