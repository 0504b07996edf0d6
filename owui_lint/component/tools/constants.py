"""What constants in annotations and `Field(…)` put into a schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from owui_lint.component.syntax.names import UNKNOWN
from owui_lint.component.tools.cleaning import Schema

if TYPE_CHECKING:
    from owui_lint.component.model import Component
    from owui_lint.component.valves.fields import FieldCall

_JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}
_CONSTRAINTS = {
    "description": "description",
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
    "multiple_of": "multipleOf",
    "pattern": "pattern",
}
_SILENT = frozenset({"default", "title"})


def common_type(values: Sequence[object]) -> Schema:
    """The JSON type that all values have; nothing where they differ."""
    types = {_JSON_TYPES.get(type(value)) for value in values}
    return {"type": types.pop()} if len(types) == 1 and None not in types else {}


def constraints(component: Component, call: FieldCall) -> Schema | None:
    """What a `Field(…)` adds to the schema of its type; None where that cannot be seen."""
    found: Schema = {}
    for arg in call.node.args:
        key = arg.keyword.value if arg.keyword is not None else "default"
        if key in _SILENT:
            continue
        value = component.literal(arg.value)
        if key not in _CONSTRAINTS or value is UNKNOWN:
            return None
        found[_CONSTRAINTS[key]] = value
    return found
