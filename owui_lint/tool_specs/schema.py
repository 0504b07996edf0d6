"""JSON schemas of tool parameters, as Open WebUI derives them from annotations.

Open WebUI makes a pydantic model of the signature and turns it into an OpenAI function (utils/tools.py
`convert_function_to_pydantic_model`, `get_tool_specs`). Measured against Open WebUI itself on every tool
of this repository: `tests/conformance/tool_specs-*.json`. `None` stands for a type that the file does
not show.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.annotations.reader import TypeForm, TypeKind, read_annotation
from owui_lint.analysis.syntax.names import UNKNOWN
from owui_lint.tool_specs.class_schema import schema_of_class
from owui_lint.tool_specs.constants import common_type
from owui_lint.tool_specs.named_schemas import schema_of_name
from owui_lint.tool_specs.type_data import NOT_JSON
from owui_lint.tool_specs.type_schemas import (
    ARRAYS,
    CLASSES,
    MADE,
    OBJECTS,
    PATTERNS,
    SETS,
    TUPLES,
    Schema,
)
from owui_lint.tool_specs.type_variables import variables_of

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.analysis.syntax.scopes import Scope
    from owui_lint.component.model import Component

MOST_TYPES = 2_000
"""More types than this are not read for one parameter: models of models multiply."""
_NULL: Schema = {"type": "null"}


class SchemaReader:
    """Reads annotations of one component as schemas, before Open WebUI cleans them.

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

    def schema(self, node: cst.BaseExpression, scope: Scope) -> Schema | None:
        """Return the schema of an annotation that stands in a scope; None where it is not known."""
        return self._schema(read_annotation(self._component, node, scope))

    def _schema(self, form: TypeForm) -> Schema | None:
        if next(self._numbers) > MOST_TYPES:
            return None
        if form.kind is TypeKind.UNION:
            return self._union(form.inner)
        if form.kind in (TypeKind.TEXT, TypeKind.ALIAS, TypeKind.WRAPPED, TypeKind.CHOICE):
            return self._schema(form.inner[0]) if form.inner else None
        if form.kind is TypeKind.NONE:
            return dict(_NULL)
        if form.kind is TypeKind.LITERAL:
            return self._literal(form)
        if form.kind is TypeKind.VARIABLE:
            return self._variable(form)
        if form.kind is TypeKind.GENERIC:
            return self._generic(form)
        if form.model is not None:
            return self._of_class(form.model)
        name = MADE.get(form.name, "") if form.kind is TypeKind.MADE else form.name
        return schema_of_name(self._component, name, is_field=bool(self._around))

    def _variable(self, form: TypeForm) -> Schema | None:
        name = form.node.value if isinstance(form.node, cst.Name) else ""
        if form.name != "typing.TypeVar":
            return None
        if name in self._variables:
            return dict(self._variables[name])
        return self._union(form.inner) if form.inner else {}

    def _of_class(self, model: ClassModel, arguments: Sequence[Schema] = ()) -> Schema | None:
        if model in self._around:
            return {}
        names = variables_of(self._component, model)
        if arguments and len(arguments) != len(names):
            return None
        given = dict(zip(names, arguments, strict=False))
        inner = SchemaReader(self._component, (*self._around, model), given, self._numbers)
        return schema_of_class(self._component, model, inner.schema)

    def _generic(self, form: TypeForm) -> Schema | None:
        name = form.name
        if name in TUPLES:
            return self._tuple(form)
        if name in CLASSES:
            return {}
        inner = self._all(form.inner)
        if not inner:
            return None
        if form.model is not None:
            return self._filled(form, form.model, inner)
        if name in ARRAYS or name in SETS:
            unique = {"uniqueItems": True} if name in SETS else {}
            return {"items": inner[0], "type": "array", **unique}
        if name in OBJECTS and len(inner) == 2:
            return _mapping(*inner)
        return schema_of_name(self._component, name) if name in PATTERNS else None

    def _filled(self, form: TypeForm, model: ClassModel, inner: Sequence[Schema]) -> Schema | None:
        """Return the schema of a generic model of the file with its variables filled in: `Box[int]`."""
        schema = self._of_class(model, inner)
        if schema is None or any(not isinstance(node, cst.Name) for node in form.arguments):
            return None
        written = ", ".join(node.value for node in form.arguments if isinstance(node, cst.Name))
        return {**schema, "title": f"{model.name}[{written}]"}

    def _all(self, forms: Sequence[TypeForm]) -> list[Schema] | None:
        """Return the schemas of all types; None where one is not known."""
        found = []
        for form in forms:
            schema = self._schema(form)
            if schema is None:
                return None
            found.append(schema)
        return found

    def _tuple(self, form: TypeForm) -> Schema | None:
        types = form.inner
        endless = len(types) == 2 and isinstance(types[1].node, cst.Ellipsis)
        inner = self._all(types[:1] if endless else types)
        if inner is None:
            return None
        if endless:
            return {"items": inner[0], "type": "array"}
        size = len(inner)
        items = {"prefixItems": inner} if inner else {}
        return {"maxItems": size, "minItems": size, **items, "type": "array"}

    def _union(self, members: Sequence[TypeForm]) -> Schema | None:
        """Return the schema of the members but those that JSON cannot tell (`Callable`): pydantic drops them."""
        told = [member for member in members if not _is_no_json(member)]
        schemas = self._all(told)
        if not schemas:
            return None
        found = [one for schema in schemas for one in schema.get("anyOf", [schema])]
        unique = [schema for index, schema in enumerate(found) if schema not in found[:index]]
        if len(told) < len(members) and unique == [_NULL]:
            return None
        unique.sort(key=lambda schema: schema == _NULL)  # None is a wrapper around the others
        return unique[0] if len(unique) == 1 else {"anyOf": unique}

    def _literal(self, form: TypeForm) -> Schema | None:
        values: list[object] = []
        for argument in form.arguments:
            inner = read_annotation(self._component, argument, form.scope)
            nodes = inner.arguments if isinstance(argument, cst.Subscript) else (argument,)
            values += [self._component.literal(node) for node in nodes]
        if len(values) == 1 and isinstance(values[0], tuple):
            values = list(values[0])  # `Literal[CITIES]` is `Literal["Rome", "Oslo"]`
        if any(value is UNKNOWN for value in values) or not values:
            return None
        if len(values) == 1:
            return {"const": values[0], **common_type(values)}
        return {"enum": values, **common_type(values)}


def _is_no_json(form: TypeForm) -> bool:
    return form.name in NOT_JSON and (form.name != "type" or form.kind is TypeKind.NAMED)


def _mapping(keys: Schema, values: Schema) -> Schema:
    """A dict: of its keys pydantic says what is more than a type, and all of a class of the file."""
    schema: Schema = {"additionalProperties": values or True, "type": "object"}
    if "title" in keys:
        return {**schema, "propertyNames": keys}
    told = {key: value for key, value in keys.items() if key != "type"}
    return {**schema, "propertyNames": told} if told and keys.get("type") == "string" else schema
