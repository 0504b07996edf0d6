"""JSON schemas of tool parameters, as the host derives them from annotations.

The host makes a pydantic model of the signature and turns it into an OpenAI function (utils/tools.py
`convert_function_to_pydantic_model`, `get_tool_specs`). Measured against the real host on every tool
of this repository: `tests/conformance/tool_specs.json`. `None` stands for a type that the file does
not show.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.syntax.names import UNKNOWN, text
from owui_lint.component.tools.class_schema import schema_of_class
from owui_lint.component.tools.cleaning import Schema
from owui_lint.component.tools.constants import common_type

if TYPE_CHECKING:
    from owui_lint.component.model import Component
    from owui_lint.component.syntax.classes import ClassModel
    from owui_lint.component.syntax.scopes import Scope

_DEEPEST = 8
_BACKPORTS = ("typing_extensions.", "typing.")
_WRAPPERS = frozenset({"typing.Annotated", "typing.Final"})
_PATTERNS = frozenset({"re.Pattern", "typing.Pattern"})
_DECIMAL = r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$"
"""How pydantic describes a number that is written as a text."""

_PLAIN: dict[str, Schema] = {
    "str": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "bytes": {"format": "binary", "type": "string"},
    "object": {},
    "typing.Any": {},
    "datetime.datetime": {"format": "date-time", "type": "string"},
    "datetime.date": {"format": "date", "type": "string"},
    "datetime.time": {"format": "time", "type": "string"},
    "datetime.timedelta": {"format": "duration", "type": "string"},
    "uuid.UUID": {"format": "uuid", "type": "string"},
    "pathlib.Path": {"format": "path", "type": "string"},
    "list": {"items": {}, "type": "array"},
    "tuple": {"items": {}, "type": "array"},
    "set": {"items": {}, "type": "array", "uniqueItems": True},
    "dict": {"additionalProperties": True, "type": "object"},
    "decimal.Decimal": {"anyOf": [{"type": "number"}, {"pattern": _DECIMAL, "type": "string"}]},
    "re.Pattern": {"format": "regex", "type": "string"},
    "typing.Pattern": {"format": "regex", "type": "string"},
}
_ARRAYS = frozenset(
    {"list", "typing.List", "typing.Sequence", "typing.Iterable", "typing.Collection"}
    | {"collections.abc.Sequence", "collections.abc.Iterable", "typing.MutableSequence"}
)
_SETS = frozenset({"set", "frozenset", "typing.Set", "typing.FrozenSet"})
_TUPLES = frozenset({"tuple", "typing.Tuple"})
_OBJECTS = frozenset({"dict", "typing.Dict", "typing.Mapping", "collections.abc.Mapping"})


class SchemaReader:
    """Reads annotations of one component as schemas, before the host cleans them.

    `around` are the classes whose schema is being made: pydantic refers back to one of them by name,
    and langchain-core leaves nothing of that reference.
    """

    def __init__(self, component: Component, around: tuple[ClassModel, ...] = ()) -> None:
        self._component = component
        self._around = around

    def schema(self, node: cst.BaseExpression, scope: Scope, depth: int = 0) -> Schema | None:
        """The schema of an annotation that stands in a scope; None where it is not known."""
        if depth > _DEEPEST:
            return None
        if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
            parsed = _parse(text(node))
            return self.schema(parsed, scope, depth + 1) if parsed is not None else None
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
            return self._union([node.left, node.right], scope, depth)
        if isinstance(node, cst.Subscript):
            return self._subscript(node, scope, depth)
        if isinstance(node, cst.Name) and node.value == "None":
            return {"type": "null"}
        model = self._component.class_named(node, scope)
        if model is not None:
            return self._of_class(model)
        if isinstance(node, cst.Name):
            value = scope.sole_value(node.value)
            if value is not None:
                return self.schema(self._original(value, scope), scope.module, depth + 1)
        return _named(self._component.qualified(node, scope))

    def _original(self, value: cst.BaseExpression, scope: Scope) -> cst.BaseExpression:
        """The type that a `NewType` is made of."""
        if isinstance(value, cst.Call) and len(value.args) == 2:
            name = self._component.qualified(value.func, scope) or ""
            if name.split(".")[-1] == "NewType":
                return value.args[1].value
        return value

    def _of_class(self, model: ClassModel) -> Schema | None:
        if model in self._around:
            return {}
        inner = SchemaReader(self._component, (*self._around, model))
        return schema_of_class(self._component, model, inner.schema)

    def _subscript(self, node: cst.Subscript, scope: Scope, depth: int) -> Schema | None:
        name = (self._component.qualified(node.value, scope) or "").replace(*_BACKPORTS)
        arguments = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index)]
        if name == "typing.Literal":
            return self._literal(arguments)
        if name == "typing.Optional":
            return self._union([*arguments, cst.Name("None")], scope, depth)
        if name == "typing.Union":
            return self._union(arguments, scope, depth)
        if name in _WRAPPERS and arguments:
            return self.schema(arguments[0], scope, depth + 1)
        if name in _TUPLES:
            return self._tuple(arguments, scope, depth)
        inner = self._all(arguments, scope, depth)
        if not inner:
            return None
        if name in _ARRAYS or name in _SETS:
            unique = {"uniqueItems": True} if name in _SETS else {}
            return {"items": inner[0], "type": "array", **unique}
        if name in _OBJECTS and len(inner) == 2:
            return {"additionalProperties": inner[1] or True, "type": "object"}
        return _named(name) if name in _PATTERNS else None

    def _all(
        self, nodes: Sequence[cst.BaseExpression], scope: Scope, depth: int
    ) -> list[Schema] | None:
        """The schemas of all annotations; None where one is not known."""
        found = []
        for node in nodes:
            schema = self.schema(node, scope, depth + 1)
            if schema is None:
                return None
            found.append(schema)
        return found

    def _tuple(
        self, arguments: Sequence[cst.BaseExpression], scope: Scope, depth: int
    ) -> Schema | None:
        endless = len(arguments) == 2 and isinstance(arguments[1], cst.Ellipsis)
        inner = self._all(arguments[:1] if endless else arguments, scope, depth)
        if inner is None:
            return None
        if endless:
            return {"items": inner[0], "type": "array"}
        size = len(inner)
        return {"maxItems": size, "minItems": size, "prefixItems": inner, "type": "array"}

    def _union(
        self, members: Sequence[cst.BaseExpression], scope: Scope, depth: int
    ) -> Schema | None:
        schemas = self._all(members, scope, depth)
        if schemas is None:
            return None
        found = [one for schema in schemas for one in schema.get("anyOf", [schema])]
        unique = [schema for index, schema in enumerate(found) if schema not in found[:index]]
        return unique[0] if len(unique) == 1 else {"anyOf": unique}

    def _literal(self, arguments: Sequence[cst.BaseExpression]) -> Schema | None:
        values = [self._component.literal(argument) for argument in arguments]
        if any(value is UNKNOWN for value in values) or not values:
            return None
        if len(values) == 1:
            return {"const": values[0], **common_type(values)}
        return {"enum": values, **common_type(values)}


def _parse(written: str | None) -> cst.BaseExpression | None:
    try:
        return cst.parse_expression(written) if written is not None else None
    except Exception:  # whatever the parser has to say about half a type
        return None


def _named(name: str | None) -> Schema | None:
    if name is None:
        return None
    name = name.replace(*_BACKPORTS)
    if name in _PLAIN:
        return dict(_PLAIN[name])
    for names, plain in ((_ARRAYS, "list"), (_SETS, "set"), (_TUPLES, "tuple"), (_OBJECTS, "dict")):
        if name in names:
            return dict(_PLAIN[plain])
    return None
