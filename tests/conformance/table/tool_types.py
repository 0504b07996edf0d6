"""Which types a tool's parameters can have, so that the host can describe them to a model."""

# ruff: noqa: E501 - a row of the table is one line
# flake8: noqa: E501

from __future__ import annotations

from typing import Any

from tests.conformance.table.base import Table

TABLE = Table("tool-types")

IMPORTS = """
import collections.abc
import dataclasses
import datetime
import decimal
import enum
import pathlib
import re
import typing
import uuid
from typing import Annotated, Any, Callable, Dict, List, Literal, NewType, Optional, Tuple, Union

import typing_extensions
from pydantic import BaseModel, Field
"""
BEFORE = """
class Tone(enum.Enum):
    WARM = "warm"
    COLD = "cold"


class Place(BaseModel):
    name: str
    zoom: int = 3


class Tour(BaseModel):
    places: List[Place]


class Node(BaseModel):
    name: str
    next: Optional["Node"] = None


@dataclasses.dataclass
class Point:
    x: int
    y: int = 0


@dataclasses.dataclass
class Path:
    points: List[Point]


class Plain:
    pass


class Old(typing.TypedDict):
    name: str


class New(typing_extensions.TypedDict):
    name: str


class NewNested(typing_extensions.TypedDict):
    point: Point


Ident = NewType("Ident", str)
"""
GOOD = (
    ("str", "str"),
    ("int", "int"),
    ("float", "float"),
    ("bool", "bool"),
    ("list", "list"),
    ("list-int", "List[int]"),
    ("list-builtin", "list[int]"),
    ("list-list", "List[List[int]]"),
    ("dict", "dict"),
    ("dict-typed", "Dict[str, int]"),
    ("optional", "Optional[int]"),
    ("bar", "int | None"),
    ("union", "Union[int, str]"),
    ("union-bar", "int | str"),
    ("literal", 'Literal["a", "b"]'),
    ("literal-int", "Literal[1, 2]"),
    ("enum", "Tone"),
    ("model", "Place"),
    ("model-list", "List[Place]"),
    ("model-nested", "Tour"),
    ("any", "Any"),
    ("object", "object"),
    ("none", "None"),
    ("tuple", "Tuple[int, str]"),
    ("set", "set[str]"),
    ("bytes", "bytes"),
    ("datetime", "datetime.datetime"),
    ("date", "datetime.date"),
    ("uuid", "uuid.UUID"),
    ("path", "pathlib.Path"),
    ("decimal", "decimal.Decimal"),
    ("pattern", "re.Pattern"),
    ("sequence", "collections.abc.Sequence[int]"),
    ("mapping", "collections.abc.Mapping[str, int]"),
    ("new-type", "Ident"),
    ("quoted", '"List[int]"'),
    ("quoted-model", '"Place"'),
)
BAD = (
    ("callable", "Callable"),
    ("callable-typed", "Callable[[str], str]"),
    ("plain-class", "Plain"),
    ("optional-plain", "Optional[Plain]"),
    ("list-plain", "List[Plain]"),
    ("builtin-any", "any"),
    ("builtin-callable", "callable"),
    ("typed-dict", "Old"),
    ("module-class", "Tools"),
)
SINCE_0_12 = (
    ("dataclass-nested", "Path"),
    ("typed-dict-nested", "NewNested"),
)
"""Fine until 0.12.0, which drops the module before it describes the tools."""
DOC = '"""Do it.\n\n    :param value: what to do it with\n    """'


def add(
    name: str, annotation: str, *codes: str, warns: tuple[str, ...] = (), default: str = ""
) -> None:
    """Add a row whose tool has one parameter of a type."""
    TABLE.add(
        name,
        "tools",
        f"A parameter {annotation}{default}",
        *codes,
        warns=warns,
        imports=IMPORTS,
        before=BEFORE,
        methods=f"async def run(self, value: {annotation}{default}) -> str:\n    {DOC}\n    return str(value)",
    )


for row in GOOD:
    add(*row)
for name_, type_ in BAD + SINCE_0_12:
    add(name_, type_, "OWU508")
add("model-recursive", "Node")
TABLE.add("model-forward", "tools", "A model that names one defined below it", "OWU508", imports=IMPORTS,
          before='class Early(BaseModel):\n    late: "Late"\n\n\nclass Late(BaseModel):\n    name: str',
          methods=f"async def run(self, value: Early) -> str:\n    {DOC}\n    return str(value)")  # fmt: skip
add("dataclass", "Point")
add("typed-dict-extensions", "New")
add("annotated", 'Annotated[str, Field(description="What")]')
for name_, type_ in (
    ("field", 'Annotated[str, Field(description="What")]'),
    ("text", 'Annotated[str, "what"]'),
):
    TABLE.add(f"annotated-{name_}-alone", "tools", "A description in the annotation alone", warns=("OWU517",),
              imports=IMPORTS, methods=f'async def run(self, value: {type_}) -> str:\n    """Do it."""\n    return value')  # fmt: skip
for name_, type_, default_ in (
    ("default-str", "str", ' = "a"'),
    ("default-none", "str", " = None"),
    ("default-number", "int", " = 3"),
    ("default-enum", "Tone", " = Tone.WARM"),
    ("default-model", "Optional[Place]", " = None"),
    ("default-list", "list", " = ()"),
    ("default-set", "list", " = frozenset()"),
    ("default-date", "str", " = datetime.date(2024, 1, 1)"),
    ("default-optional", "Optional[List[str]]", " = None"),
):
    add(name_, type_, default=default_)


def signature(name: str, says: str, *codes: str, head: str, earlier: tuple[str, tuple[str, ...]] | None = None,
              kind: str = "tools", imports: str = IMPORTS, **parts: Any) -> None:  # fmt: skip
    """Add a row whose annotations cannot all be resolved when the tool runs."""
    body = f"{head}\n    {DOC}\n    return 'hello'" if kind == "tools" else head
    TABLE.add(name, kind, says, *codes, imports=imports, earlier=dict([earlier] if earlier else []),
              **{"methods": body, **parts})  # fmt: skip


CHECKED = IMPORTS + "\n\nif typing.TYPE_CHECKING:\n    from fastapi import Request"
FUTURE = "from __future__ import annotations\n" + IMPORTS
for name_, says_, head_, imports_ in (
    ("type-checking", "in the file only for type checkers", 'value: "Request"', CHECKED),
    ("undefined", "that does not exist", 'value: "Missing"', IMPORTS),
    ("undefined-future", "that does not exist, under future annotations", "value: Missing", FUTURE),
    ("undefined-dunder", "that does not exist, on an injected parameter", 'value: str, __user__: "Missing" = None', IMPORTS),
    ("undefined-optional", "that does not exist, inside Optional", 'value: Optional["Missing"] = None', IMPORTS),
):  # fmt: skip
    signature(name_, f"An annotation with a name {says_}", "OWU509", imports=imports_,
              head=f"async def run(self, {head_}) -> str:")  # fmt: skip
signature("undefined-return", "A return type that does not exist", "OWU509",
          head='async def run(self, value: str) -> "Missing":')  # fmt: skip
signature(
    "future",
    "Future annotations that resolve",
    head="async def run(self, value: List[int]) -> str:",
    imports=FUTURE,
)
signature("nested", "A type nested in the class", "OWU509",
          head="async def run(self, value: Query) -> str:",
          init="def __init__(self):\n    self.valves = self.Valves()",
          settings="class Query(BaseModel):\n    text: str\n\nclass Valves(BaseModel):\n    pass")  # fmt: skip
signature("nested-path", "A type nested in the class, by its path",
          head='async def run(self, value: "Tools.Query") -> str:',
          settings="class Query(BaseModel):\n    text: str\n\nclass Valves(BaseModel):\n    pass")  # fmt: skip
signature("below", "A type defined below the class", head='async def run(self, value: "Later") -> str:',
          after="class Later(BaseModel):\n    text: str")  # fmt: skip
signature("below-unquoted", "A type defined below the class, without quotes", "OWU509",
          head="async def run(self, value: Later) -> str:", after="class Later(BaseModel):\n    text: str")  # fmt: skip
signature("private-method", "A private method may name what does not exist", earlier=("0.8.10", ("OWU509",)), head="async def run(self, value: str) -> str:",
          after="", init='def __init__(self):\n    self.valves = self.Valves()\n\ndef _help(self, x: "Missing"):\n    return x')  # fmt: skip
# Annotations of the other kinds are evaluated until 0.9.5 only.
signature("pipe-undefined", "A pipe's annotation that does not exist", "OWU509", kind="pipe",
          head='async def pipe(self, body: Missing) -> str:\n    return "hello"')  # fmt: skip
signature("pipe-quoted", "A pipe's annotation that does not exist, in quotes", kind="pipe",
          head='async def pipe(self, body: "Missing") -> str:\n    return "hello"')  # fmt: skip
