"""JSON schemas of tool parameters, as the host derives them from annotations.

The host makes a pydantic model of the signature and turns it into an OpenAI function (utils/tools.py
`convert_function_to_pydantic_model`, `get_tool_specs`). Measured against the real host on every
fixture: `tests/conformance/tool_specs.json`. `None` stands for a type that the file does not show.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import libcst as cst

from owui_lint.component.syntax.names import UNKNOWN, text
from owui_lint.component.syntax.scopes import docstring_node
from owui_lint.component.valves.fields import FieldCall, fields_of
from owui_lint.component.valves.pydantic_models import ModelKind, model_kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component
    from owui_lint.component.syntax.classes import ClassModel
    from owui_lint.component.syntax.scopes import Scope

Schema = dict[str, Any]

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
}
_ARRAYS = frozenset(
    {"list", "typing.List", "typing.Sequence", "typing.Iterable", "typing.Collection"}
    | {"collections.abc.Sequence", "collections.abc.Iterable", "typing.MutableSequence"}
)
_SETS = frozenset({"set", "frozenset", "typing.Set", "typing.FrozenSet"})
_TUPLES = frozenset({"tuple", "typing.Tuple"})
_OBJECTS = frozenset({"dict", "typing.Dict", "typing.Mapping", "collections.abc.Mapping"})
_JSON_TYPES = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema_of(
    component: Component, node: cst.BaseExpression, scope: Scope, depth: int = 0
) -> Schema | None:
    """The schema of an annotation, before the host cleans it; None where it is not known."""
    if depth > 8:
        return None
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        written = text(node)
        parsed = _parse(written) if written is not None else None
        return schema_of(component, parsed, scope, depth + 1) if parsed is not None else None
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        return _union(component, [node.left, node.right], scope, depth)
    if isinstance(node, cst.Subscript):
        return _subscript(component, node, scope, depth)
    if isinstance(node, cst.Name) and node.value == "None":
        return {"type": "null"}
    model = component.class_named(node, scope)
    if model is not None:
        return _of_class(component, model, depth)
    if isinstance(node, cst.Name):
        value = scope.sole_value(node.value)
        if value is not None:
            return schema_of(component, value, scope.module, depth + 1)
    return _named(component.qualified(node, scope))


def _parse(written: str) -> cst.BaseExpression | None:
    try:
        return cst.parse_expression(written)
    except Exception:  # whatever the parser has to say about half a type
        return None


def _named(name: str | None) -> Schema | None:
    if name is None:
        return None
    name = name.replace("typing_extensions.", "typing.")
    if name in _PLAIN:
        return dict(_PLAIN[name])
    for names, plain in ((_ARRAYS, "list"), (_SETS, "set"), (_TUPLES, "tuple"), (_OBJECTS, "dict")):
        if name in names:
            return dict(_PLAIN[plain])
    return None


def _subscript(
    component: Component, node: cst.Subscript, scope: Scope, depth: int
) -> Schema | None:
    name = (component.qualified(node.value, scope) or "").replace("typing_extensions.", "typing.")
    arguments = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index)]
    if name == "typing.Literal":
        return _literal(component, arguments)
    if name == "typing.Optional":
        return _union(component, [*arguments, cst.Name("None")], scope, depth)
    if name == "typing.Union":
        return _union(component, arguments, scope, depth)
    if name in ("typing.Annotated", "typing.Final") and arguments:
        return schema_of(component, arguments[0], scope, depth + 1)
    if name in _TUPLES:
        return _tuple(component, arguments, scope, depth)
    inner = [schema_of(component, argument, scope, depth + 1) for argument in arguments]
    if any(schema is None for schema in inner) or not inner:
        return None
    if name in _ARRAYS or name in _SETS:
        unique = {"uniqueItems": True} if name in _SETS else {}
        return {"items": inner[0], "type": "array", **unique}
    if name in _OBJECTS and len(inner) == 2:
        return {"additionalProperties": inner[1] or True, "type": "object"}
    return None


def _tuple(
    component: Component, arguments: Sequence[cst.BaseExpression], scope: Scope, depth: int
) -> Schema | None:
    endless = len(arguments) == 2 and isinstance(arguments[1], cst.Ellipsis)
    given = arguments[:1] if endless else arguments
    inner = [schema_of(component, argument, scope, depth + 1) for argument in given]
    if any(schema is None for schema in inner):
        return None
    if endless:
        return {"items": inner[0], "type": "array"}
    return {"maxItems": len(inner), "minItems": len(inner), "prefixItems": inner, "type": "array"}


def _union(
    component: Component, members: Sequence[cst.BaseExpression], scope: Scope, depth: int
) -> Schema | None:
    found: list[Schema] = []
    for member in members:
        schema = schema_of(component, member, scope, depth + 1)
        if schema is None:
            return None
        found += schema.get("anyOf", [schema])
    unique = [schema for index, schema in enumerate(found) if schema not in found[:index]]
    return unique[0] if len(unique) == 1 else {"anyOf": unique}


def _literal(component: Component, arguments: Sequence[cst.BaseExpression]) -> Schema | None:
    values = [component.literal(argument) for argument in arguments]
    if any(value is UNKNOWN for value in values) or not values:
        return None
    if len(values) == 1:
        return {"const": values[0], **_common_type(values)}
    return {"enum": values, **_common_type(values)}


def _common_type(values: Sequence[object]) -> Schema:
    types = {_JSON_TYPES.get(type(value)) for value in values}
    return {"type": types.pop()} if len(types) == 1 and None not in types else {}


def _of_class(component: Component, model: ClassModel, depth: int) -> Schema | None:
    bases = {base.split(".")[-1] for one in model.lineage for base in one.base_names}
    if bases & {"Enum", "StrEnum", "IntEnum"}:
        return _enum(component, model)
    if model_kind(component, model) is ModelKind.MODEL and "RootModel" not in bases:
        return _model(component, model, depth)
    return None


def enum_values(component: Component, model: ClassModel) -> dict[str, object]:
    """The members of an enum with their values; `UNKNOWN` where a value is no constant."""
    members: dict[str, object] = {}
    for name, bindings in model.scope.bindings.items():
        last = bindings[-1]
        if last.how == "assign" and not name.startswith("_"):
            members[name] = component.literal(last.value)
    return members


def _enum(component: Component, model: ClassModel) -> Schema | None:
    values = list(enum_values(component, model).values())
    if not values or any(value is UNKNOWN for value in values):
        return None
    shape: Schema = {"enum": values, **_common_type(values)}
    return {"title": model.name, **_described(model), **shape}


def _described(model: ClassModel) -> Schema:
    import inspect

    node = docstring_node(model.node.body)
    written = text(node) if node is not None else None
    return {"description": inspect.cleandoc(written)} if written is not None else {}


def _model(component: Component, model: ClassModel, depth: int) -> Schema | None:
    properties: dict[str, Schema] = {}
    required: list[str] = []
    for one in reversed(model.lineage):
        if one.scope.of(cst.FunctionDef) or "model_config" in one.scope.bindings:
            return None  # validators, computed fields and settings change the schema
        for valve in fields_of(component, one):
            if valve.annotation is None or valve.is_opaque:
                return None
            schema = schema_of(component, valve.annotation, valve.scope, depth + 1)
            extra = _constraints(component, valve.call) if valve.call is not None else {}
            if schema is None or extra is None:
                return None
            title = valve.name.title().replace("_", " ").strip()
            properties[valve.name] = {"title": title, **schema, **extra}
            if valve.is_required:
                required.append(valve.name)
            elif not set_default(component, properties[valve.name], valve.default):
                return None
    found: Schema = {
        "title": model.name,
        **_described(model),
        "properties": properties,
        "type": "object",
    }
    if required:
        found["required"] = required
    return found


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


def _constraints(component: Component, call: FieldCall) -> Schema | None:
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


def set_default(component: Component, schema: Schema, default: cst.BaseExpression | None) -> bool:
    """Put a default into a schema; false where its JSON is not known."""
    if default is None:
        return True
    value = component.literal(default)
    if value is UNKNOWN and isinstance(default, cst.Attribute):
        model = component.class_named(default.value, component.scope_of(default))
        value = (
            enum_values(component, model).get(default.attr.value, UNKNOWN)
            if model is not None
            else UNKNOWN
        )
    if not _is_json(value):
        return False
    if value is not None:
        schema["default"] = list(value) if isinstance(value, tuple) else value
    return True


def _is_json(value: object) -> bool:
    if isinstance(value, (list, tuple)):
        return all(map(_is_json, value))
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(item) for key, item in value.items())
    return value is None or isinstance(value, (str, int, float, bool))


def without_titles(schema: Schema, key: str = "") -> Schema:
    """The schema as langchain-core leaves it: titles go, except those of members of a union."""
    found: Schema = {}
    for name, value in schema.items():
        if name == "title" and not (isinstance(value, dict) and key == "properties"):
            continue
        found[name] = without_titles(value, name) if isinstance(value, dict) else value
    return found


def clean(schema: Schema) -> Schema:
    """What the host makes of a property before the model sees it (`clean_properties`)."""
    schema = dict(schema)
    if "anyOf" in schema:
        kept = [member for member in schema["anyOf"] if member.get("type") != "null"]
        if len(kept) == 1:
            del schema["anyOf"]
            schema.update(kept[0])
        else:
            schema["anyOf"] = kept
    if not schema.keys() & {"type", "anyOf", "properties"}:
        schema["type"] = "string"
    if "properties" in schema:
        schema["properties"] = {name: clean(inner) for name, inner in schema["properties"].items()}
    if "items" in schema:
        schema["items"] = clean(schema["items"])
    return schema
