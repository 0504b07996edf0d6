"""JSON schemas of types by their dotted names, as pydantic 2 makes them: measured on the real host.

`tests/conformance/test_tool_specs.py` holds them to what the host derives.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]

_DECIMAL = r"^(?!^[-+.]*$)[+-]?0*\d*\.?\d*$"
"""How pydantic describes a number that is written as a text."""

_LIST: Schema = {"items": {}, "type": "array"}
_SET: Schema = {**_LIST, "uniqueItems": True}
_DICT: Schema = {"additionalProperties": True, "type": "object"}
_DATE_TIME: Schema = {"format": "date-time", "type": "string"}
_PATTERN: Schema = {"format": "regex", "type": "string"}

ARRAYS = frozenset(
    {"list", "typing.List", "typing.Deque", "collections.deque", "typing.Generator"}
    | {"typing.Sequence", "typing.MutableSequence", "typing.Iterable", "collections.abc.Generator"}
    | {f"collections.abc.{name}" for name in ("Sequence", "MutableSequence", "Iterable")}
)
SETS = frozenset(
    {
        "set",
        "frozenset",
        "typing.Set",
        "typing.FrozenSet",
        "typing.AbstractSet",
        "typing.MutableSet",
    }
    | {"collections.abc.Set", "collections.abc.MutableSet"}
)
TUPLES = frozenset({"tuple", "typing.Tuple"})
OBJECTS = frozenset(
    {"dict", "collections.OrderedDict", "collections.defaultdict", "typing.Dict"}
    | {f"typing.{name}" for name in ("Mapping", "MutableMapping", "OrderedDict", "DefaultDict")}
    | {f"collections.abc.{name}" for name in ("Mapping", "MutableMapping")}
)
PATTERNS = frozenset({"re.Pattern", "typing.Pattern"})
CLASSES = frozenset({"type", "typing.Type"})
"""A class as the value, `Type[Model]`: pydantic has nothing to say about it."""

SCHEMAS: dict[str, Schema] = {
    "str": {"type": "string"},
    "typing.Text": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "bytes": {"format": "binary", "type": "string"},
    "complex": {"type": "string"},
    "object": {},
    "typing.Any": {},
    "typing.Hashable": {},
    "typing.AnyStr": {"anyOf": [{"format": "binary", "type": "string"}, {"type": "string"}]},
    "datetime.datetime": _DATE_TIME,
    "datetime.date": {"format": "date", "type": "string"},
    "datetime.time": {"format": "time", "type": "string"},
    "datetime.timedelta": {"format": "duration", "type": "string"},
    "uuid.UUID": {"format": "uuid", "type": "string"},
    "pathlib.Path": {"format": "path", "type": "string"},
    "decimal.Decimal": {"anyOf": [{"type": "number"}, {"pattern": _DECIMAL, "type": "string"}]},
    "ipaddress.IPv4Address": {"format": "ipv4", "type": "string"},
    "ipaddress.IPv6Address": {"format": "ipv6", "type": "string"},
    "pydantic.AnyUrl": {"format": "uri", "minLength": 1, "type": "string"},
    "pydantic.AnyHttpUrl": {"format": "uri", "minLength": 1, "type": "string"},
    "pydantic.HttpUrl": {"format": "uri", "maxLength": 2083, "minLength": 1, "type": "string"},
    "pydantic.SecretStr": {"format": "password", "type": "string", "writeOnly": True},
    "pydantic.AwareDatetime": _DATE_TIME,
    "pydantic.NaiveDatetime": _DATE_TIME,
    **dict.fromkeys(PATTERNS, _PATTERN),
    **dict.fromkeys(ARRAYS, _LIST),
    **dict.fromkeys(TUPLES, _LIST),
    **dict.fromkeys(SETS, _SET),
    **dict.fromkeys(OBJECTS, _DICT),
}

CONSTRAINED: dict[str, tuple[str, Schema]] = {
    "pydantic.PositiveInt": ("int", {"exclusiveMinimum": 0}),
    "pydantic.NegativeInt": ("int", {"exclusiveMaximum": 0}),
    "pydantic.NonNegativeInt": ("int", {"minimum": 0}),
    "pydantic.NonPositiveInt": ("int", {"maximum": 0}),
    "pydantic.PositiveFloat": ("float", {"exclusiveMinimum": 0}),
    "pydantic.NegativeFloat": ("float", {"exclusiveMaximum": 0}),
    "pydantic.NonNegativeFloat": ("float", {"minimum": 0}),
    "pydantic.NonPositiveFloat": ("float", {"maximum": 0}),
    "pydantic.StrictStr": ("str", {}),
    "pydantic.StrictInt": ("int", {}),
    "pydantic.StrictFloat": ("float", {}),
    "pydantic.StrictBool": ("bool", {}),
    "pydantic.UUID4": ("uuid.UUID", {"format": "uuid4"}),
}
"""Types that are `Annotated`: of a parameter the host sees the type alone, in a model what is added too."""

MADE = {"pydantic.conint": "int", "pydantic.confloat": "float", "pydantic.constr": "str"}
"""Functions that make such types: `conint(ge=1)`."""

BY_VERSION: dict[str, tuple[str, str, Schema, Schema]] = {
    "fastapi.UploadFile": (
        "fastapi",
        "0.129.1",
        {"contentMediaType": "application/octet-stream", "type": "string"},
        {"format": "binary", "type": "string"},
    ),
}
"""Types whose schema has changed: the distribution, its first version with the new schema, new, old."""

CORE_SCHEMAS = {"any_schema": "object", "str_schema": "str", "int_schema": "int"} | {
    "float_schema": "float",
    "bool_schema": "bool",
}
"""What `core_schema.str_schema()` in a class's own hook stands for."""
