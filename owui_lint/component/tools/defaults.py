"""Defaults of tool parameters and of the fields of their models, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.syntax.names import UNKNOWN
from owui_lint.component.tools.cleaning import Schema

if TYPE_CHECKING:
    from owui_lint.component.model import Component
    from owui_lint.component.syntax.classes import ClassModel

_NO_ELEMENTS = frozenset({"set", "frozenset", "list", "tuple"})


def set_default(component: Component, schema: Schema, default: cst.BaseExpression | None) -> bool:
    """Put a default into a schema; false where its JSON is not known."""
    if default is None:
        return True
    value = _value(component, default)
    if not _is_json(value):
        return False
    if value is not None:
        schema["default"] = list(value) if isinstance(value, tuple) else value
    return True


def enum_values(component: Component, model: ClassModel) -> dict[str, object]:
    """The members of an enum with their values; `UNKNOWN` where a value is no constant."""
    members: dict[str, object] = {}
    for name, bindings in model.scope.bindings.items():
        last = bindings[-1]
        if last.how == "assign" and not name.startswith("_"):
            members[name] = component.literal(last.value)
    return members


def _value(component: Component, default: cst.BaseExpression) -> object:
    if isinstance(default, cst.Call):
        return _made(component, default)
    value = component.literal(default)
    if value is UNKNOWN and isinstance(default, cst.Attribute):
        model = component.class_named(default.value, component.scope_of(default))
        if model is not None:
            return enum_values(component, model).get(default.attr.value, UNKNOWN)
    return value


def _made(component: Component, call: cst.Call) -> object:
    """What a call of a plain type is as JSON: an empty collection, a day."""
    name = component.qualified(call.func, component.scope_of(call))
    if not call.args and name in _NO_ELEMENTS:
        return []
    if not call.args and name == "dict":
        return {}
    if name == "datetime.date" and all(arg.keyword is None and not arg.star for arg in call.args):
        return _day([component.literal(arg.value) for arg in call.args])
    return UNKNOWN


def _day(parts: list[object]) -> object:
    from datetime import date

    numbers = [part for part in parts if isinstance(part, int)]
    if len(numbers) != 3 or len(parts) != 3:
        return UNKNOWN
    try:
        return date(*numbers).isoformat()
    except (ValueError, OverflowError):  # no such day
        return UNKNOWN


def _is_json(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_is_json, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(item) for key, item in value.items())
    return value is None or isinstance(value, (str, int, float, bool))
