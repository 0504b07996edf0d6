"""What is written where a tool's type belongs, and is none."""

# ruff: noqa: E501 - a row of the table is one line
# flake8: noqa: E501

from __future__ import annotations

from tests.conformance.table.base import Table

TABLE = Table("tool-annotations")

IMPORTS = """
import datetime
import json as codec
import typing
from typing import Annotated, Dict, List, Literal, Optional, Union

from pydantic import BaseModel, Field
"""
BEFORE = """
CITIES = ["Rome", "Oslo"]
NAMES = ("Rome", "Oslo")
LIMIT = 3
"""
RAISES = (
    ("text", 'value: "name of the city"'),
    ("text-comma", 'value: "str, the city"'),
    ("text-empty", 'value: ""'),
    ("text-indented", 'value: " str"'),
    ("text-inside", 'value: Optional["the city"] = None'),
    ("text-injected", 'value: str, __user__: "the user" = None'),
    ("optional-two", "value: Optional[str, int]"),
    ("optional-two-inside", "value: List[Optional[str, int]]"),
    ("list-two", "value: List[str, int]"),
    ("dict-one", "value: Dict[str]"),
    ("dict-three", "value: Dict[str, int, int]"),
    ("mapping-one", "value: typing.Mapping[str]"),
    ("length", "value: str[10]"),
    ("length-injected", "value: str, __user__: int[1] = None"),
    ("bar-text", 'value: int | "str"'),
    ("bar-text-first", 'value: "str" | int'),
    ("bar-none", 'value: None | "str"'),
    ("bar-list", 'value: list[int] | "str"'),
    ("bar-number", "value: str | 5"),
    ("and", "value: str & int"),
    ("plus", "value: str + int"),
)
NO_TYPES = (
    ("number", "value: 5"),
    ("minus", "value: -5"),
    ("float", "value: 1.5"),
    ("true", "value: True"),
    ("dots", "value: ..."),
    ("list", "value: [str]"),
    ("list-values", 'value: ["Rome", "Oslo"]'),
    ("list-inside", "value: List[[str]]"),
    ("dict", 'value: {"type": "string"}'),
    ("set", "value: {str}"),
    ("call-str", "value: str()"),
    ("call-dict", "value: dict(a=1)"),
    ("call-field", 'value: Field(description="What")'),
    ("module", "value: datetime"),
    ("module-alias", "value: Optional[codec] = None"),
    ("constant", "value: CITIES"),
    ("constant-number", "value: LIMIT"),
    ("function", "value: print"),
    ("dict-builtin-one", "value: dict[str]"),
    ("literal-type", "value: Literal[str]"),
    ("quoted-number", 'value: "5"'),
    ("never", "value: typing.NoReturn"),
)
BARE = (
    ("optional", "value: Optional"),
    ("union", "value: Union"),
    ("literal", "value: Literal"),
    ("tuple", "value: (int, str)"),
)
"""Refused by `typing` since annotations are strings, by pydantic before."""
FINE = (
    ("result-list", "value: str", "[str]"),
    ("result-dict", "value: str", '{"a": 1}'),
    ("result-number", "value: str", "5"),
    ("injected-dict", "value: str, __user__: {} = None", "str"),
    ("injected-call", "value: str, __user__: dict() = None", "str"),
    ("injected-module", "value: str, __user__: datetime = None", "str"),
    ("or", "value: str or None", "str"),
    ("parentheses", "value: (str)", "str"),
    ("list-builtin-two", "value: list[str, int]", "str"),
    ("bar-optional", 'value: Optional[int] | "str"', "str"),
    ("literal-words", 'value: Literal["a b", "c d"]', "str"),
    ("literal-tuple", "value: Literal[NAMES]", "str"),
    ("annotated-words", 'value: Annotated[str, "the city"]', "str"),
    ("quoted", 'value: "Optional[int]"', "str"),
    ("tuple-in-brackets", "value: Dict[(str, int)]", "str"),
    ("dict-quoted", 'value: Dict["str", "int"]', "str"),
)
DOC = '"""Do it.\n\n    :param value: what to do it with\n    """'


def add(name: str, head: str, result: str, *codes: str, earlier: tuple[str, ...] | None = None) -> None:  # fmt: skip
    """Add a row whose tool has these parameters and this result; `earlier` are the codes before 0.9.6."""
    TABLE.add(name, "tools", f"A tool with {head} -> {result}", *codes, imports=IMPORTS, before=BEFORE,
              earlier={"0.9.6": earlier} if earlier is not None else {},
              methods=f"async def run(self, {head}) -> {result}:\n    {DOC}\n    return str(value)")  # fmt: skip


for name_, head_ in RAISES:
    add(name_, head_, "str", "OWU509")
for name_, head_ in NO_TYPES:
    add(name_, head_, "str", "OWU508")
for name_, head_ in BARE:
    add(f"bare-{name_}", head_, "str", "OWU509", earlier=("OWU508",))
for name_, head_, result_ in FINE:
    add(name_, head_, result_)
add("result-text", "value: str", '"the answer"', "OWU509")
add("result-empty", "value: str", '""', "OWU509")
add("result-tuple", "value: str", "(str, int)", "OWU509", earlier=())
add("result-bare", "value: str", "Optional", "OWU509", earlier=())

MODELS = """
from dataclasses import dataclass
from typing import Any, Callable, ClassVar

from pydantic import BaseModel, ConfigDict, Field, InstanceOf, PrivateAttr
from pydantic import v1 as former
from pydantic.json_schema import SkipJsonSchema


class Plain:
    pass
"""
FIELDS = (
    ("callable", "x: Callable", "OWU508"),
    ("callable-default", "x: Callable = print", "OWU508"),
    ("callable-excluded", "x: Callable = Field(None, exclude=True)", "OWU508"),
    ("optional-callable", "x: Optional[Callable] = None", "OWU508"),
    ("list-callable", "x: List[Callable] = []", "OWU508"),
    ("builtin-any", "x: any", "OWU508"),
    ("plain-class", "x: Plain", "OWU508"),
    ("range", "x: range", "OWU508"),
    ("module", "x: datetime", "OWU508"),
    ("union-callable", 'x: Union[str, Callable] = ""', None),
    ("skipped", "x: SkipJsonSchema[Callable] = None", None),
    ("class-variable", "x: ClassVar[Plain] = Plain()\n    y: int = 1", None),
    ("private", "_x: Callable = PrivateAttr(default=print)\n    y: int = 1", None),
    ("any", "x: Any = None", None),
    ("anything-allowed", "model_config = ConfigDict(arbitrary_types_allowed=True)\n    x: any = None", None),
)  # fmt: skip


def fields(name: str, before: str, *codes: str) -> None:
    """Add a row whose tool has a parameter `M`, a class of the file."""
    TABLE.add(f"fields-{name}", "tools", f"A class with {name}", *codes, imports=IMPORTS + MODELS, before=before,
              methods=f"async def run(self, value: M) -> str:\n    {DOC}\n    return str(value)")  # fmt: skip


for name_, body_, code_ in FIELDS:
    fields(name_, f"class M(BaseModel):\n    {body_}", *filter(None, [code_]))
fields("dataclass", "@dataclass\nclass M:\n    x: callable", "OWU508")
fields(
    "dataclass-class-variable",
    "@dataclass\nclass M:\n    x: ClassVar[Plain] = None\n    y: int = 1",
)
fields(
    "inner",
    "class N(BaseModel):\n    x: Callable\n\n\nclass M(BaseModel):\n    n: List[N]",
    "OWU508",
)
fields("former", "class M(former.BaseModel):\n    x: int", "OWU508")
