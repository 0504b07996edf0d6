"""The stored facts about the types of valves, measured with the real pydantic and both JSON codecs.

Open WebUI saves `model_dump()` with orjson since 0.12.0 and with the standard library before; the
Pipelines server always uses the standard library (`owui_lint/host/data/kept/valves.json`).
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Callable
from enum import Enum, IntEnum
from typing import Any

import orjson
import pytest
from pydantic import BaseModel, ValidationError, create_model

from owui_lint.host import Availability, Host

_TEXT = "some text"
_SAMPLES: dict[str, Any] = {
    "bool": True,
    "collections.Counter": {"a": 1},
    "datetime.date": "2024-05-06",
    "datetime.datetime": "2024-05-06T07:08:09",
    "datetime.time": "07:08:09",
    "datetime.timedelta": "PT1H",
    "complex": "1+2j",
    "ipaddress.IPv4Address": "127.0.0.1",
    "ipaddress.IPv4Network": "127.0.0.0/8",
    "ipaddress.IPv6Address": "::1",
    "ipaddress.IPv6Network": "::/8",
    "uuid.UUID": "c0a8012e-7e7b-4c7e-9b7a-1b5f2d9c1e11",
    "zoneinfo.ZoneInfo": "UTC",
    "pydantic.AmqpDsn": "amqp://a.invalid",
    "pydantic.AnyWebsocketUrl": "ws://a.invalid",
    "pydantic.AwareDatetime": "2024-05-06T07:08:09Z",
    "pydantic.DirectoryPath": sys.prefix,
    "pydantic.FilePath": sys.executable,
    "pydantic.FileUrl": "file:///a",
    "pydantic.FtpUrl": "ftp://a.invalid",
    "pydantic.FutureDate": "2990-01-01",
    "pydantic.FutureDatetime": "2990-01-01T00:00:00",
    "pydantic.IPvAnyAddress": "127.0.0.1",
    "pydantic.Json": "{}",
    "pydantic.KafkaDsn": "kafka://a.invalid",
    "pydantic.MongoDsn": "mongodb://a.invalid",
    "pydantic.MySQLDsn": "mysql://u:p@a.invalid/d",
    "pydantic.NaiveDatetime": "2024-05-06T07:08:09",
    "pydantic.NatsDsn": "nats://a.invalid",
    "pydantic.NegativeFloat": "-1",
    "pydantic.NegativeInt": "-1",
    "pydantic.NewPath": f"{sys.prefix}/there is no such thing",
    "pydantic.NonPositiveInt": "-1",
    "pydantic.PastDate": "2024-05-06",
    "pydantic.PastDatetime": "2024-05-06T07:08:09",
    "pydantic.PostgresDsn": "postgres://u:p@a.invalid/d",
    "pydantic.RedisDsn": "redis://a.invalid",
    "pydantic.StrictBool": True,
    "pydantic.UUID1": "5b8f6d5e-0b1e-11ef-9262-0242ac120002",
    "pydantic.UUID4": "c0a8012e-7e7b-4c7e-9b7a-1b5f2d9c1e11",
    "pydantic.WebsocketUrl": "ws://a.invalid",
}
"""What the settings page sends; where nothing stands here, what its schema type suggests."""

_BY_SCHEMA = {"string": _TEXT, "number": "3", "array": ["a"], "object": {}, "any": _TEXT}
_FACTORIES = frozenset({"pydantic.conint", "pydantic.confloat", "pydantic.constr"})


def _type(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    found = getattr(importlib.import_module(module or "builtins"), attribute)
    return found() if name in _FACTORIES else found


def _sample(name: str, schema: str) -> Any:
    if name.startswith("pydantic.") and name.endswith(("Url", "HttpUrl")):
        return _SAMPLES.get(name, "https://a.invalid/")
    if name.startswith("typing.") and schema == "object":
        return {}
    return _SAMPLES.get(name, _BY_SCHEMA.get(schema))


def _model(annotation: Any) -> type[BaseModel]:
    return create_model("Valves", field=(annotation, ...))


def _survives(model: type[BaseModel], value: Any, dumps: Callable[[Any], str | bytes]) -> bool:
    """Whether a value can be saved, and what was saved read back, as the host does it."""
    saved = model(field=value).model_dump(exclude_unset=True)
    try:
        text = dumps(saved)
    except TypeError:
        return False
    try:
        model(**json.loads(text))
    except ValidationError:
        return False
    return True


_TYPES = sorted(Host.valve_types().items())


@pytest.mark.parametrize(("name", "schema"), [(name, facts.schema) for name, facts in _TYPES])
def test_the_page_sees_this_schema(name: str, schema: str) -> None:
    seen = _model(_type(name)).model_json_schema()["properties"]["field"]
    found = seen.get("type", "any")
    assert schema == {"integer": "number"}.get(found, found) or (
        name == "decimal.Decimal" and "anyOf" in seen
    )


@pytest.mark.parametrize(("name", "facts"), _TYPES)
def test_values_are_saved_or_lost(name: str, facts: Any) -> None:
    model, value = _model(_type(name)), _sample(name, facts.schema)
    assert _survives(model, value, json.dumps) is facts.stored.always
    assert _survives(model, value, orjson.dumps) is facts.stored.at("0.12.4")


class _Plain(Enum):
    A = "a"


class _Text(str, Enum):
    A = "a"


class _Number(IntEnum):
    A = 1


def test_only_enums_of_text_and_numbers_are_saved_by_the_standard_library() -> None:
    plain: Availability = Host.plain_enum_stored()
    assert _survives(_model(_Plain), "a", json.dumps) is plain.always
    assert _survives(_model(_Plain), "a", orjson.dumps) is plain.at("0.12.4")
    assert _survives(_model(_Text), "a", json.dumps)
    assert _survives(_model(_Number), 1, json.dumps)
