"""Which types a setting can have, so that what an administrator saves is still there afterwards."""

# ruff: noqa: E501 - a row of the table is one line
# flake8: noqa: E501

from __future__ import annotations

from tests.conformance.table.base import Table

TABLE = Table("valve-types")

IMPORTS = """
import datetime
import decimal
import enum
import ipaddress
import pathlib
import uuid
from typing import Any, Dict, List, Literal, Optional, Tuple, Union

from pydantic import AnyUrl, BaseModel, Field, HttpUrl, SecretBytes, SecretStr
"""
BEFORE = """
class Tone(enum.Enum):
    WARM = "warm"


class TextTone(str, enum.Enum):
    WARM = "warm"


class Level(enum.IntEnum):
    LOW = 1


class Place(BaseModel):
    name: str = "here"
"""

STORABLE = (
    ("str", "str", '"hello"'),
    ("int", "int", "3"),
    ("float", "float", "0.5"),
    ("bool", "bool", "True"),
    ("list", "list", "[1]"),
    ("list-of-str", "List[str]", '["a"]'),
    ("literal", 'Literal["a", "b"]', '"a"'),
    ("optional-str", "Optional[str]", '"a"'),
    ("optional-none", "Optional[str]", "None"),
    ("optional-int", "Optional[int]", "3"),
    ("bar", "str | None", '"a"'),
    ("union", "Union[int, str]", "3"),
    ("any", "Any", '"a"'),
    ("tuple", "Tuple[int, int]", "(1, 2)"),
)
DRAWN_AS_TEXT = (
    ("dict", "dict", '{"a": 1}'),
    ("dict-typed", "Dict[str, int]", '{"a": 1}'),
    ("nested-model", "Place", "Place()"),
    ("optional-bool", "Optional[bool]", "True"),
    ("optional-list", "Optional[List[str]]", '["a"]'),
    ("optional-literal", 'Optional[Literal["a", "b"]]', '"a"'),
    ("text-enum", "TextTone", "TextTone.WARM"),
    ("int-enum", "Level", "Level.LOW"),
    ("list-of-models", "List[Place]", "[Place()]"),
)
UNSTORABLE = (
    ("secret", "SecretStr", 'SecretStr("x")'),
    ("secret-bytes", "SecretBytes", 'SecretBytes(b"x")'),
    ("datetime", "datetime.datetime", "datetime.datetime(2024, 1, 1)"),
    ("date", "datetime.date", "datetime.date(2024, 1, 1)"),
    ("time", "datetime.time", "datetime.time(1, 2)"),
    ("timedelta", "datetime.timedelta", "datetime.timedelta(1)"),
    ("url", "HttpUrl", 'HttpUrl("https://a.org")'),
    ("any-url", "AnyUrl", 'AnyUrl("https://a.org")'),
    ("path", "pathlib.Path", 'pathlib.Path("/tmp")'),
    ("set", "set", '{"a"}'),
    ("set-of-str", "set[str]", '{"a"}'),
    ("frozenset", "frozenset", 'frozenset({"a"})'),
    ("uuid", "uuid.UUID", "uuid.UUID(int=1)"),
    ("decimal", "decimal.Decimal", 'decimal.Decimal("1.5")'),
    ("enum", "Tone", "Tone.WARM"),
    ("bytes", "bytes", 'b"x"'),
    ("address", "ipaddress.IPv4Address", 'ipaddress.IPv4Address("127.0.0.1")'),
    ("optional-secret", "Optional[SecretStr]", 'SecretStr("x")'),
    ("optional-date", "Optional[datetime.date]", "datetime.date(2024, 1, 1)"),
    ("list-of-dates", "List[datetime.date]", "[datetime.date(2024, 1, 1)]"),
    ("dict-of-sets", "Dict[str, set]", '{"a": {"b"}}'),
    ("list-of-enums", "List[Tone]", "[Tone.WARM]"),
)


def add(name: str, annotation: str, default: str, *codes: str, warns: tuple[str, ...] = ()) -> None:
    """Add a row whose pipe has one setting of a type."""
    TABLE.add(
        name,
        "pipe",
        f"A setting of the type {annotation}",
        *codes,
        warns=warns,
        imports=IMPORTS,
        before=BEFORE,
        valves=f'value: {annotation} = Field(default={default}, description="A value")',
        methods='async def pipe(self, body: dict) -> str:\n    return f"hello {self.valves.value}"',
    )


for row in STORABLE:
    add(*row)
for row in DRAWN_AS_TEXT:
    add(*row, warns=("OWU207",))
for row in UNSTORABLE:
    add(*row, "OWU206", warns=("OWU207",) if row[0] in ("enum", "dict-of-sets") else ())
for kind, method in (
    ("filter", "async def inlet(self, body: dict) -> dict:\n    return body"),
    ("action", "async def action(self, body: dict) -> None:\n    body['seen'] = True"),
    (
        "tools",
        'async def greet(self, name: str) -> str:\n    """Greet.\n\n    :param name: whom\n    """\n    return name',
    ),
):
    TABLE.add(f"secret-{kind}", kind, "A secret in another kind", "OWU206", imports=IMPORTS, methods=method,
              valves='value: SecretStr = Field(default=SecretStr("x"), description="A value")')  # fmt: skip
TABLE.add("user-secret", "pipe", "A secret among the user's settings", "OWU206", imports=IMPORTS,
          settings="class Valves(BaseModel):\n    greeting: str = Field(default='', description='Text')\n\n"
          "class UserValves(BaseModel):\n    value: SecretStr = Field(default=SecretStr('x'), description='A value')")  # fmt: skip
# Password fields and selections are drawn since 0.8.0.
BEFORE_0_8: dict[str, dict[str, tuple[str, ...]]] = {
    "password": {"0.8.0": ("OWU210",)},
    "options": {"0.8.0": ("OWU210",)},
    "options-absent": {"0.8.0": ("OWU210",)},
    "unmasked": {"0.8.0": ()},
}
for name, says, valve, warns in (
    ("password", "drawn as a password", 'key: str = Field(default="", description="Key", json_schema_extra={"input": {"type": "password"}})', ()),
    ("password-optional", "a password that may be missing", 'key: Optional[str] = Field(default=None, description="Key", json_schema_extra={"input": {"type": "password"}})', ("OWU209",)),
    ("unmasked", "a secret in clear", 'api_key: str = Field(default="", description="Key")', ("OWU208",)),
    ("unknown-input", "an input nobody draws", 'key: str = Field(default="", description="Text", json_schema_extra={"input": {"type": "slider"}})', ("OWU210",)),
    ("options", "options of a method", 'key: str = Field(default="a", description="Text", json_schema_extra={"input": {"type": "select", "options": "names"}})\n\n@classmethod\ndef names(cls):\n    return ["a"]', ()),
    ("options-absent", "options of no method", 'key: str = Field(default="a", description="Text", json_schema_extra={"input": {"type": "select", "options": "names"}})', ("OWU211",)),
):  # fmt: skip
    TABLE.add(name, "pipe", f"A setting: {says}", warns=warns, earlier=BEFORE_0_8.get(name, {}), imports=IMPORTS, valves=valve,
              methods='async def pipe(self, body: dict) -> str:\n    return "hello"')  # fmt: skip
