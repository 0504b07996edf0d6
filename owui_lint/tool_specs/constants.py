"""What constants in annotations and `Field(…)` put into a schema."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from owui_lint.analysis.syntax.names import UNKNOWN
from owui_lint.tool_specs.type_schemas import Schema

if TYPE_CHECKING:
    from owui_lint.analysis.pydantic.field_calls import FieldCall
    from owui_lint.component.model import Component

_JSON_TYPES = {
    str: "string",
    int: "integer",
    float: "number",
    bool: "boolean",
    type(None): "null",
}
_CONSTRAINTS = {
    "description": "description",
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "pattern": "pattern",
    "examples": "examples",
    "deprecated": "deprecated",
}
_SIZES = {"string": "Length", "array": "Items", "object": "Properties"}
"""How the length of a type is called, by its JSON type."""
_SILENT = frozenset(
    {"default", "default_factory", "title", "alias", "validation_alias", "serialization_alias"}
    | {"exclude", "repr", "frozen", "init", "init_var", "kw_only", "strict", "validate_default"}
)


def common_type(values: Sequence[object]) -> Schema:
    """The JSON type that all values have; nothing where they differ."""
    types = {_JSON_TYPES.get(type(value)) for value in values}
    return {"type": types.pop()} if len(types) == 1 and None not in types else {}


def constraints(component: Component, call: FieldCall, schema: Schema) -> Schema | None:
    """What a `Field(…)` adds to the schema of its type; None where that cannot be seen."""
    found: Schema = {}
    for arg in call.node.args:
        key = arg.keyword.value if arg.keyword is not None else "default"
        if key in _SILENT:
            continue
        value = as_json(component.literal(arg.value))
        if value is UNKNOWN:
            return None
        if key == "json_schema_extra" and isinstance(value, dict):
            found |= value
            continue
        named = (
            _sized(key, schema) if key in ("min_length", "max_length") else _CONSTRAINTS.get(key)
        )
        if named is None:
            return None
        found[named] = value
    return found


def _sized(key: str, schema: Schema) -> str | None:
    """`minLength` or `maxItems`, by the type that has a length."""
    size = _SIZES.get(schema.get("type", ""))
    return f"{key[:3]}{size}" if size is not None else None


def as_json(value: object) -> object:
    """The value as pydantic writes it; `UNKNOWN` where it does not, or not as it stands."""
    if isinstance(value, (list, tuple)):
        items = [as_json(item) for item in value]
        return UNKNOWN if any(item is UNKNOWN for item in items) else items
    if isinstance(value, dict):
        if not all(type(key) in (str, int) for key in value):
            return UNKNOWN
        found = {str(key): as_json(item) for key, item in value.items()}
        return UNKNOWN if any(item is UNKNOWN for item in found.values()) else found
    if isinstance(value, bytes):
        return value.decode() if value.isascii() else UNKNOWN
    if isinstance(value, float) and not math.isfinite(value):
        return UNKNOWN
    return value if value is None or isinstance(value, (str, int, float)) else UNKNOWN
