"""JSON schemas of the classes of a file: enums, models, dataclasses, typed dicts and named tuples."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.annotations.reader import read_annotation, type_name
from owui_lint.analysis.pydantic.fields import ModelField, all_fields
from owui_lint.analysis.pydantic.models import (
    ModelKind,
    describes_itself,
    is_dataclass,
    is_enum,
    model_kind,
    setting,
)
from owui_lint.analysis.syntax.matchers import subscript_index
from owui_lint.analysis.syntax.names import UNKNOWN, text
from owui_lint.analysis.syntax.scopes import Scope, docstring_node
from owui_lint.tool_specs.constants import common_type, constraints
from owui_lint.tool_specs.defaults import enum_values, set_default
from owui_lint.tool_specs.hooks import schema_by_hook
from owui_lint.tool_specs.type_schemas import Schema
from owui_lint.tool_specs.values import value_for_type

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.component.model import Component

Describe = Callable[[cst.BaseExpression, Scope], "Schema | None"]
"""The schema of an annotation in a scope."""

_SETTINGS = ("title", "json_schema_extra", "alias_generator", "use_attribute_docstrings")
"""Settings of a model that change its schema in ways that are not followed."""

_DESCRIBING = "2.13"
"""The first pydantic that describes a plain dataclass by its docstring."""


def schema_of_class(component: Component, model: ClassModel, describe: Describe) -> Schema | None:
    """The schema of a class; None where pydantic has none, or the file does not show it."""
    if describes_itself(model):
        return schema_by_hook(component, model, describe)
    bases = model.base_kinds
    if is_enum(model):
        return _enum(component, model)
    if "TypedDict" in bases:
        return None if _is_partial(model) else _fields(component, model, describe)
    if "NamedTuple" in bases:
        return _named_tuple(component, model, describe)
    if is_dataclass(model):
        return _fields(component, model, describe)
    if model_kind(component, model) is not ModelKind.MODEL:
        return None
    if "RootModel" in bases:
        return _root(component, model, describe)
    return _model(component, model, describe)


def _enum(component: Component, model: ClassModel) -> Schema | None:
    values = list(enum_values(component, model).values())
    if not values or any(value is UNKNOWN for value in values):
        return None
    shape: Schema = {"enum": values, **common_type(values)}
    return {"title": model.name, **_described(model), **shape}


def _is_partial(model: ClassModel) -> bool:
    """Whether a typed dict says for itself which keys are required."""
    return any(one.node.keywords for one in model.lineage)


def _described(model: ClassModel) -> Schema:
    node = docstring_node(model.node.body)
    written = text(node) if node is not None else None
    return {"description": inspect.cleandoc(written)} if written is not None else {}


def _model(component: Component, model: ClassModel, describe: Describe) -> Schema | None:
    if any(setting(component, model, name) is not None for name in _SETTINGS):
        return None
    if any(map(_takes_other_input, model.lineage)):
        return None
    if setting(component, model, "arbitrary_types_allowed") is True:
        describe = _of_values_too(component, describe)
    found = _fields(component, model, describe)
    extra = setting(component, model, "extra")
    if found is None or extra is UNKNOWN:
        return None
    more = {"forbid": False, "allow": True}.get(str(extra))
    return found if more is None else {**found, "additionalProperties": more}


def _of_values_too(component: Component, describe: Describe) -> Describe:
    """What is no type says nothing then: `value: any`."""

    def described(node: cst.BaseExpression, scope: Scope) -> Schema | None:
        is_type = value_for_type(read_annotation(component, node, scope)) is None
        return describe(node, scope) if is_type else {}

    return described


def _takes_other_input(model: ClassModel) -> bool:
    """Whether a validator takes what its field's type does not: `mode="plain"`, `json_schema_input_type`."""
    calls = (d.decorator for f in model.own_functions() for d in f.decorators)
    arguments = (arg for call in calls if isinstance(call, cst.Call) for arg in call.args)
    return any(
        arg.keyword.value == "json_schema_input_type"
        or (arg.keyword.value == "mode" and text(arg.value) == "plain")
        for arg in arguments
        if arg.keyword is not None
    )


def _root(component: Component, model: ClassModel, describe: Describe) -> Schema | None:
    """A `RootModel[list[int]]`, or one with a field `root`."""
    bases = (arg.value for arg in model.node.bases)
    subscripts = [node for node in bases if isinstance(node, cst.Subscript)]
    field = next((f for f in all_fields(component, model, ModelField) if f.name == "root"), None)
    schema = None
    if field is not None and field.annotation is not None and field.value is None:
        schema = describe(field.annotation, model.scope)
    elif field is None and len(subscripts) == 1:
        index = subscript_index(subscripts[0])
        schema = describe(index, model.scope) if index is not None else None
    return {**schema, "title": model.name, **_described(model)} if schema is not None else None


def _named_tuple(component: Component, model: ClassModel, describe: Describe) -> Schema | None:
    items, required = [], 0
    for field in all_fields(component, model, ModelField):
        schema = _field(component, field, describe)
        if schema is None:
            return None
        items.append(schema)
        required += field.is_required is True
    sizes = {"maxItems": len(items), "minItems": required}
    return {**sizes, "prefixItems": items, "type": "array"}


def _fields(component: Component, model: ClassModel, describe: Describe) -> Schema | None:
    properties: dict[str, Schema] = {}
    required: list[str] = []
    for field in all_fields(component, model, ModelField):
        if _is_skipped(component, field):
            continue
        schema = _field(component, field, describe)
        alias = _alias(component, field)
        if schema is None or alias is None:
            return None
        properties[alias] = schema
        if field.is_required:
            required.append(alias)
    is_undescribed = is_dataclass(model) and not component.host.brings("pydantic", _DESCRIBING)
    described = {} if is_undescribed else _described(model)
    found: Schema = {
        "title": model.name,
        **described,
        "properties": properties,
        "type": "object",
    }
    return {**found, "required": required} if required else found


def _is_skipped(component: Component, field: ModelField) -> bool:
    """Whether the schema says nothing of a field: `SkipJsonSchema[str]`."""
    node = field.annotation
    name = type_name(component, node.value, field.scope) if isinstance(node, cst.Subscript) else ""
    return name == "pydantic.json_schema.SkipJsonSchema"


def _alias(component: Component, field: ModelField) -> str | None:
    """The name under which a field is filled; None where it is not known."""
    for key in ("validation_alias", "alias"):
        node = field.call.argument(key) if field.call is not None else None
        if node is not None:
            alias = component.literal(node)
            return alias if isinstance(alias, str) else None
    return field.name


def _field(component: Component, field: ModelField, describe: Describe) -> Schema | None:
    """The schema of one field; None where the file does not show it."""
    if field.annotation is None or field.is_opaque:
        return None
    schema = describe(field.annotation, field.scope)
    if schema is None:
        return None
    extra = constraints(component, field.call, schema) if field.call is not None else {}
    if extra is None:
        return None
    found = {**schema, **extra}
    if not _is_optional_class(schema):
        alias = _alias(component, field) or field.name
        found.setdefault("title", alias.title().replace("_", " ").strip())
    return found if set_default(component, found, field.default) else None


def _is_optional_class(schema: Schema) -> bool:
    """Whether it is a class of the file, or None: pydantic gives such a field no title of its own."""
    members = schema.get("anyOf", ())
    others = [member for member in members if member != {"type": "null"}]
    return len(others) == 1 < len(members) and "title" in others[0]
