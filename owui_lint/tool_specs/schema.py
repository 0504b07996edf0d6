"""JSON schemas of tool parameters, as the host derives them from annotations.

The host makes a pydantic model of the signature and turns it into an OpenAI function (utils/tools.py
`convert_function_to_pydantic_model`, `get_tool_specs`). Measured against the real host on every tool
of this repository: `tests/conformance/tool_specs-*.json`. `None` stands for a type that the file does
not show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.annotations.quoted import expression_in
from owui_lint.analysis.syntax.names import UNKNOWN, is_none, text
from owui_lint.tool_specs.class_schema import schema_of_class
from owui_lint.tool_specs.constants import common_type
from owui_lint.tool_specs.named_schemas import arguments_of, base_name, schema_of_name
from owui_lint.tool_specs.type_data import NOT_JSON
from owui_lint.tool_specs.type_schemas import (
    ARRAYS,
    CLASSES,
    MADE,
    OBJECTS,
    SETS,
    TUPLES,
    Schema,
)
from owui_lint.tool_specs.type_variables import bound_of, variables_of

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.analysis.syntax.scopes import Scope
    from owui_lint.component.model import Component

_DEEPEST = 8
MOST_TYPES = 2_000
"""More types than this are not read for one parameter: models of models multiply."""
_NULL: Schema = {"type": "null"}
_WRAPPERS = frozenset({"typing.Annotated", "typing.Final"})


class SchemaReader:
    """Reads annotations of one component as schemas, before the host cleans them.

    `around` are the classes whose schema is being made: pydantic refers back to one of them by name,
    and langchain-core leaves nothing of that reference. `variables` are the types that the type
    variables of a generic class stand for.
    """

    def __init__(
        self,
        component: Component,
        around: tuple[ClassModel, ...] = (),
        variables: Mapping[str, Schema] | None = None,
        numbers: Iterator[int] | None = None,
    ) -> None:
        """`numbers` counts the types that are read, those of the classes around included."""
        self._component = component
        self._around = around
        self._variables = variables or {}
        self._numbers = numbers or count()

    def schema(self, node: cst.BaseExpression, scope: Scope, depth: int = 0) -> Schema | None:
        """The schema of an annotation that stands in a scope; None where it is not known."""
        if depth > _DEEPEST or next(self._numbers) > MOST_TYPES:
            return None
        if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
            parsed = expression_in(text(node))
            return self.schema(parsed, scope.module, depth + 1) if parsed is not None else None
        if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
            return self._union([node.left, node.right], scope, depth)
        if isinstance(node, cst.Subscript):
            return self._subscript(node, scope, depth)
        if isinstance(node, cst.BooleanOperation) and not is_none(node.left):
            taken = node.left if isinstance(node.operator, cst.Or) else node.right
            return self.schema(taken, scope, depth + 1)  # a type is true
        if is_none(node):
            return dict(_NULL)
        model = self._component.class_named(node, scope)
        if model is not None:
            return self._of_class(model)
        if isinstance(node, cst.Call):
            made = MADE.get(base_name(self._component, node.func, scope), "")
            return schema_of_name(self._component, made, is_field=bool(self._around))
        if isinstance(node, cst.Name):
            value = scope.sole_value(node.value)
            if value is not None:
                return self._named_by(node.value, value, scope, depth)
        name = base_name(self._component, node, scope)
        return schema_of_name(self._component, name, is_field=bool(self._around))

    def _named_by(
        self, name: str, value: cst.BaseExpression, scope: Scope, depth: int
    ) -> Schema | None:
        """The schema of what a name is assigned: an alias, a `NewType`, a type variable."""
        if isinstance(value, cst.Call) and value.args:
            made_by = base_name(self._component, value.func, scope)
            if made_by == "typing.TypeVar":
                return self._variable(name, value, scope, depth)
            if made_by == "typing.NewType" and len(value.args) == 2:
                value = value.args[1].value
        return self.schema(value, scope.module, depth + 1)

    def _variable(self, name: str, call: cst.Call, scope: Scope, depth: int) -> Schema | None:
        if name in self._variables:
            return dict(self._variables[name])
        bound = bound_of(call)
        return self._union(bound, scope, depth) if bound else {}

    def _of_class(self, model: ClassModel, arguments: Sequence[Schema] = ()) -> Schema | None:
        if model in self._around:
            return {}
        names = variables_of(self._component, model)
        if arguments and len(arguments) != len(names):
            return None
        given = dict(zip(names, arguments, strict=False))
        inner = SchemaReader(self._component, (*self._around, model), given, self._numbers)
        return schema_of_class(self._component, model, inner.schema)

    def _subscript(self, node: cst.Subscript, scope: Scope, depth: int) -> Schema | None:
        name = base_name(self._component, node.value, scope)
        arguments = arguments_of(node)
        if name == "typing.Literal":
            return self._literal(arguments, scope)
        if name == "typing.Optional":
            return self._union([*arguments, cst.Name("None")], scope, depth)
        if name == "typing.Union":
            return self._union(arguments, scope, depth)
        if name in _WRAPPERS and arguments:
            return self.schema(arguments[0], scope, depth + 1)
        if name in TUPLES:
            return self._tuple(arguments, scope, depth)
        if name in CLASSES:
            return {}
        inner = self._all(arguments, scope, depth)
        if not inner:
            return None
        model = self._component.class_named(node.value, scope)
        if model is not None:
            return self._generic(model, arguments, inner)
        if name in ARRAYS or name in SETS:
            unique = {"uniqueItems": True} if name in SETS else {}
            return {"items": inner[0], "type": "array", **unique}
        if name in OBJECTS and len(inner) == 2:
            return _mapping(*inner)
        return schema_of_name(self._component, name) if name.endswith(".Pattern") else None

    def _generic(
        self, model: ClassModel, arguments: Sequence[cst.BaseExpression], inner: Sequence[Schema]
    ) -> Schema | None:
        """A generic model of the file with its variables filled in: `Box[int]`."""
        schema = self._of_class(model, inner)
        if schema is None or any(not isinstance(argument, cst.Name) for argument in arguments):
            return None
        written = ", ".join(a.value for a in arguments if isinstance(a, cst.Name))
        return {**schema, "title": f"{model.name}[{written}]"}

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
        items = {"prefixItems": inner} if inner else {}
        return {"maxItems": size, "minItems": size, **items, "type": "array"}

    def _union(
        self, members: Sequence[cst.BaseExpression], scope: Scope, depth: int
    ) -> Schema | None:
        """The members without those that JSON cannot tell (`Callable`): pydantic leaves them out."""
        told = [m for m in members if not self._is_no_json(m, scope)]
        schemas = self._all(told, scope, depth)
        if not schemas:
            return None
        found = [one for schema in schemas for one in schema.get("anyOf", [schema])]
        unique = [schema for index, schema in enumerate(found) if schema not in found[:index]]
        if len(told) < len(members) and unique == [_NULL]:
            return None
        unique.sort(key=lambda schema: schema == _NULL)  # None is a wrapper around the others
        return unique[0] if len(unique) == 1 else {"anyOf": unique}

    def _is_no_json(self, node: cst.BaseExpression, scope: Scope) -> bool:
        named = node.value if isinstance(node, cst.Subscript) else node
        name = base_name(self._component, named, scope)
        return name in NOT_JSON and (name != "type" or named is node)

    def _literal(self, arguments: Sequence[cst.BaseExpression], scope: Scope) -> Schema | None:
        values: list[object] = []
        for argument in arguments:
            inner = arguments_of(argument) if isinstance(argument, cst.Subscript) else None
            nested = [self._component.literal(a) for a in inner or [argument]]
            values += nested
        if len(values) == 1 and isinstance(values[0], tuple):
            values = list(values[0])  # `Literal[CITIES]` is `Literal["Rome", "Oslo"]`
        if any(value is UNKNOWN for value in values) or not values:
            return None
        if len(values) == 1:
            return {"const": values[0], **common_type(values)}
        return {"enum": values, **common_type(values)}


def _mapping(keys: Schema, values: Schema) -> Schema:
    """A dict: of its keys pydantic says what is more than a type, and all of a class of the file."""
    schema: Schema = {"additionalProperties": values or True, "type": "object"}
    if "title" in keys:
        return {**schema, "propertyNames": keys}
    told = {key: value for key, value in keys.items() if key != "type"}
    return {**schema, "propertyNames": told} if told and keys.get("type") == "string" else schema
