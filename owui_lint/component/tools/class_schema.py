"""JSON schemas of the classes of a file: enums, models, dataclasses and typed dicts."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.syntax.names import UNKNOWN, text
from owui_lint.component.syntax.scopes import Scope, docstring_node
from owui_lint.component.tools.cleaning import Schema
from owui_lint.component.tools.constants import common_type, constraints
from owui_lint.component.tools.defaults import enum_values, set_default
from owui_lint.component.tools.types import is_dataclass
from owui_lint.component.valves.fields import Valve, fields_of
from owui_lint.component.valves.pydantic_models import ModelKind, model_kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component
    from owui_lint.component.syntax.classes import ClassModel

Describe = Callable[[cst.BaseExpression, Scope], "Schema | None"]
"""The schema of an annotation in a scope."""

_ENUMS = frozenset({"Enum", "StrEnum", "IntEnum"})


def schema_of_class(component: Component, model: ClassModel, describe: Describe) -> Schema | None:
    """The schema of a class; None where pydantic has none, or the file does not show it."""
    bases = {base.split(".")[-1] for one in model.lineage for base in one.base_names}
    if bases & _ENUMS:
        return _enum(component, model)
    if "TypedDict" in bases:
        return None if _is_partial(model) else _fields(component, model, describe)
    if is_dataclass(model):
        return _fields(component, model, describe)
    if model_kind(component, model) is ModelKind.MODEL and "RootModel" not in bases:
        if any(map(_has_own_schema, model.lineage)):
            return None
        return _fields(component, model, describe)
    return None


def _enum(component: Component, model: ClassModel) -> Schema | None:
    values = list(enum_values(component, model).values())
    if not values or any(value is UNKNOWN for value in values):
        return None
    shape: Schema = {"enum": values, **common_type(values)}
    return {"title": model.name, **_described(model), **shape}


def _is_partial(model: ClassModel) -> bool:
    """Whether a typed dict says for itself which keys are required."""
    return any(one.node.keywords for one in model.lineage)


def _has_own_schema(model: ClassModel) -> bool:
    """Whether validators, computed fields or settings may change the schema of a model."""
    return bool(model.scope.of(cst.FunctionDef)) or "model_config" in model.scope.bindings


def _described(model: ClassModel) -> Schema:
    node = docstring_node(model.node.body)
    written = text(node) if node is not None else None
    return {"description": inspect.cleandoc(written)} if written is not None else {}


def _fields(component: Component, model: ClassModel, describe: Describe) -> Schema | None:
    properties: dict[str, Schema] = {}
    required: list[str] = []
    for field in _all_fields(component, model):
        schema = _field(component, field, describe)
        if schema is None:
            return None
        properties[field.name] = schema
        if field.is_required:
            required.append(field.name)
    described = {} if is_dataclass(model) else _described(model)
    found: Schema = {
        "title": model.name,
        **described,
        "properties": properties,
        "type": "object",
    }
    return {**found, "required": required} if required else found


def _all_fields(component: Component, model: ClassModel) -> Iterator[Valve]:
    for one in reversed(model.lineage):
        yield from fields_of(component, one)


def _field(component: Component, field: Valve, describe: Describe) -> Schema | None:
    """The schema of one field; None where the file does not show it."""
    if field.annotation is None or field.is_opaque:
        return None
    schema = describe(field.annotation, field.scope)
    extra = constraints(component, field.call) if field.call is not None else {}
    if schema is None or extra is None:
        return None
    title = field.name.title().replace("_", " ").strip()
    found = {"title": title, **schema, **extra}
    return found if set_default(component, found, field.default) else None
