"""Defaults of tool parameters and of the fields of their models, as JSON."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import call_graph
from owui_lint.analysis.syntax.names import UNKNOWN
from owui_lint.analysis.values.evaluator import Evaluator
from owui_lint.analysis.values.value import Constant, ListValue, Ref, StrValue
from owui_lint.tool_specs.constants import as_json
from owui_lint.tool_specs.type_schemas import Schema

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.component.model import Component

_NO_ELEMENTS = frozenset({"set", "frozenset", "list", "tuple"})
_DATES: dict[str, tuple[Callable[..., date], int]] = {
    "datetime.date": (date, 3),
    "datetime.datetime": (datetime, 7),
}
"""Types of points in time that are written in numbers, with the most they take."""
_AS_WRITTEN = frozenset({"decimal.Decimal", "uuid.UUID", "pathlib.Path"})
"""Types whose JSON is the text they are made of, as far as that is plain."""


def is_missing(default: cst.BaseExpression | None) -> bool:
    """Whether there is no default: pydantic takes `...` for none."""
    return default is None or isinstance(default, cst.Ellipsis)


def set_default(component: Component, schema: Schema, default: cst.BaseExpression | None) -> bool:
    """Put a default into a schema; false where its JSON is not known."""
    if default is None or is_missing(default):
        return True
    value = as_json(_value(component, default))
    if value is UNKNOWN:
        return False
    schema["default"] = value
    return True


def enum_values(component: Component, model: ClassModel) -> dict[str, object]:
    """The members of an enum with their values; `UNKNOWN` where a value is no constant."""
    members: dict[str, object] = {}
    made: list[str] = []
    for name, bindings in model.scope.bindings.items():
        last = bindings[-1]
        if last.how == "assign" and not name.startswith("_"):
            members[name] = component.literal(last.value)
            call = last.value if isinstance(last.value, cst.Call) else None
            if call is not None and component.qualified(call.func, model.scope) == "enum.auto":
                made.append(name)
    if made and len(made) == len(members):
        return dict(zip(made, _numbered(model, made), strict=True))
    return members


def _numbered(model: ClassModel, names: list[str]) -> list[object]:
    """What `auto()` gives each member."""
    bases = model.base_kinds
    if "StrEnum" in bases:
        return [name.lower() for name in names]
    if bases & {"Flag", "IntFlag"}:
        return [2**index for index in range(len(names))]
    numbers = range(1, len(names) + 1)
    return list(numbers) if bases <= {"Enum", "IntEnum"} else [UNKNOWN for _ in numbers]


def _value(component: Component, default: cst.BaseExpression) -> object:
    value = component.literal(default)
    if as_json(value) is not UNKNOWN:
        return UNKNOWN if _has_other_keys(component, default) else value
    if isinstance(default, cst.Attribute):
        return _member(component, default)
    if isinstance(default, cst.Call):
        made = _made(component, default)
        if made is not UNKNOWN:
            return made
    return _evaluated(component, default)


def _has_other_keys(component: Component, node: cst.BaseExpression) -> bool:
    """Whether a dict in it has keys that a literal leaves out: tuples, names of what is not known."""
    if isinstance(node, cst.Dict):
        pairs = [element for element in node.elements if isinstance(element, cst.DictElement)]
        return any(
            type(component.literal(pair.key)) not in (str, int)
            or _has_other_keys(component, pair.value)
            for pair in pairs
        )
    if isinstance(node, (cst.List, cst.Tuple)):
        return any(_has_other_keys(component, element.value) for element in node.elements)
    return False


def _member(component: Component, node: cst.Attribute) -> object:
    """The value of a member of an enum of the file: `Unit.metric`, `Unit.metric.value`."""
    if node.attr.value == "value" and isinstance(node.value, cst.Attribute):
        return _member(component, node.value)
    model = component.class_named(node.value, component.scope_of(node))
    members = enum_values(component, model) if model is not None else {}
    return members.get(node.attr.value, UNKNOWN)


def _evaluated(component: Component, node: cst.BaseExpression) -> object:
    """What a function of the file returns, or a list of such things; only one certain value counts."""
    values = Evaluator(component, call_graph(component)).values(Ref(node, {}))
    only = values[0] if len(values) == 1 else UNKNOWN
    if isinstance(only, StrValue) and only.exact:
        return only.start
    if isinstance(only, Constant):
        return only.value
    if isinstance(only, ListValue):
        return [_value(component, item.node) for item in only.items]
    return UNKNOWN


def _made(component: Component, call: cst.Call) -> object:
    """What a call of a plain type is as JSON: an empty collection, a day, a member of an enum."""
    scope = component.scope_of(call)
    name = component.qualified(call.func, scope)
    if not call.args:
        return [] if name in _NO_ELEMENTS else {} if name == "dict" else UNKNOWN
    if any(arg.star or arg.keyword is not None for arg in call.args):
        return UNKNOWN
    given = [component.literal(arg.value) for arg in call.args]
    if name in _DATES:
        return _point_in_time(name, given)
    if name in _AS_WRITTEN and len(given) == 1 and isinstance(given[0], str):
        return given[0]
    model = component.class_named(call.func, scope)
    values = enum_values(component, model).values() if model is not None else ()
    return given[0] if len(given) == 1 and given[0] in list(values) else UNKNOWN


def _point_in_time(name: str, parts: list[object]) -> object:
    make, most = _DATES[name]
    if not 3 <= len(parts) <= most or any(type(part) is not int for part in parts):
        return UNKNOWN
    try:
        return make(*parts).isoformat()
    except (ValueError, OverflowError):  # no such day
        return UNKNOWN
