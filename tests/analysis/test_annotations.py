"""What annotations say: the one reader of type expressions, and the fields that are made of them."""

from __future__ import annotations

import libcst as cst
import pytest

from owui_lint.analysis.annotations.names import names_in
from owui_lint.analysis.annotations.reader import TypeForm, TypeKind, read_annotation
from owui_lint.analysis.pydantic.fields import ModelField, all_fields
from owui_lint.component.valves.model import valves_of
from owui_lint.kinds import Kind
from owui_lint.tool_specs.methods import tool_methods
from tests.analysis.snippets import component

_START = "from typing import *\nfrom enum import Enum\nclass Color(Enum):\n    RED = 1\n"


def _form(annotation: str, before: str = "") -> TypeForm:
    file = component(f"{before or _START}\nasked: {annotation}", kind=None)
    node = file.of(cst.AnnAssign)[-1].annotation.annotation
    return read_annotation(file, node, file.module)


@pytest.mark.parametrize(
    ("annotation", "kind"),
    [
        ("None", TypeKind.NONE),
        ("int", TypeKind.NAMED),
        ("Color", TypeKind.NAMED),
        ("'int'", TypeKind.TEXT),
        ("int | str", TypeKind.UNION),
        ("Optional[int]", TypeKind.UNION),
        ("Union[int, str]", TypeKind.UNION),
        ("Literal['a']", TypeKind.LITERAL),
        ("Annotated[int, 1]", TypeKind.WRAPPED),
        ("Final[int]", TypeKind.WRAPPED),
        ("list[int]", TypeKind.GENERIC),
        ("conint(ge=1)", TypeKind.MADE),
        ("int or str", TypeKind.CHOICE),
        ("int + str", TypeKind.OPERATION),
        ("3", TypeKind.OTHER),
        ("[int]", TypeKind.OTHER),
    ],
)
def test_kind(annotation: str, kind: TypeKind) -> None:
    assert _form(annotation).kind is kind


@pytest.mark.parametrize(
    ("before", "kind", "inner"),
    [
        ("A = int", TypeKind.ALIAS, ["int"]),
        ("from typing import NewType\nA = NewType('A', str)", TypeKind.ALIAS, ["str"]),
        ("from typing import TypeVar\nA = TypeVar('A')", TypeKind.VARIABLE, []),
        (
            "from typing import TypeVar\nA = TypeVar('A', int, str)",
            TypeKind.VARIABLE,
            ["int", "str"],
        ),
        ("from typing import TypeVar\nA = TypeVar('A', bound=int)", TypeKind.VARIABLE, ["int"]),
        ("A = int\nA = str", TypeKind.NAMED, []),
        ("class A: pass", TypeKind.NAMED, []),
    ],
)
def test_names_that_are_assigned(before: str, kind: TypeKind, inner: list[str]) -> None:
    form = _form("A", before)
    assert (form.kind, [one.name for one in form.inner]) == (kind, inner)


@pytest.mark.parametrize(
    ("imports", "annotation", "name"),
    [
        ("from typing import List", "List[int]", "typing.List"),
        ("from typing_extensions import List as L", "L[int]", "typing.List"),
        ("import typing as t", "t.List[int]", "typing.List"),
        ("from typing import *", "List[int]", "typing.List"),
        ("from other import *", "List[int]", "List"),
        ("from pydantic.types import SecretStr", "SecretStr", "pydantic.SecretStr"),
        ("from pydantic import SecretStr as S", "S", "pydantic.SecretStr"),
        ("List = make()", "List", ""),
        ("import x", "int", "int"),
    ],
)
def test_name(imports: str, annotation: str, name: str) -> None:
    assert _form(annotation, imports).name == name


@pytest.mark.parametrize(
    ("annotation", "members"),
    [
        ("int | None", ["int", "None"]),
        ("int | str | bytes", ["int", "str", "bytes"]),
        ("Optional[int]", ["int", "None"]),
        ("Optional[Union[int, str]]", ["int", "str", "None"]),
        ("Union[int, Optional[str]] | bytes", ["int", "str", "None", "bytes"]),
        ("int", ["int"]),
        ("list[int | str]", ["list"]),
    ],
)
def test_members(annotation: str, members: list[str]) -> None:
    found = [m.name or "None" for m in _form(annotation).members()]
    assert found == members


@pytest.mark.parametrize(
    ("annotation", "names"),
    [
        ("Dict[str, List[int]]", ["typing.Dict", "str", "typing.List", "int"]),
        ("Dict[(str, int)]", ["typing.Dict", "str", "int"]),
        ("'Dict[str, Color]'", ["typing.Dict", "str", ""]),
        ("Literal['int']", ["typing.Literal"]),
        ("Annotated[int, str]", ["typing.Annotated", "int"]),
        ("Callable[[int], str]", ["typing.Callable"]),
        ("int | 'str'", ["int", "str"]),
    ],
)
def test_parts(annotation: str, names: list[str]) -> None:
    found = [part.name if part.model is None else "" for part in _form(annotation).parts()]
    assert found == names


def test_a_class_of_the_file() -> None:
    model = _form("Color").model
    assert model is not None
    assert model.name == "Color"
    inner = _form("'Color'").inner[0].model
    assert inner is model or (inner is not None and inner.name == "Color")


def test_what_is_added() -> None:
    (added,) = _form("Annotated[int, 'x']").metadata
    assert isinstance(added, cst.SimpleString)


@pytest.mark.parametrize("before", ["A = 'A'", "A = 'B'\nB = 'A'", "A = list['A']"])
def test_what_names_itself_ends(before: str) -> None:
    assert list(_form("A", before).parts())
    form = _form("A", before)
    for _ in range(20):
        form = form.inner[0] if form.inner else form
    assert form.kind is TypeKind.UNKNOWN


@pytest.mark.parametrize(
    ("annotation", "quoted", "names"),
    [
        ("a.b | 'c'", True, ["a", "c"]),
        ("a.b | 'c'", False, ["a"]),
        ("Literal['c']", True, ["Literal"]),
        ("Annotated[a, 'c']", True, ["Annotated", "a"]),
        ("Callable[[a], b]", False, ["Callable", "a", "b"]),
    ],
)
def test_names(annotation: str, quoted: bool, names: list[str]) -> None:
    assert list(names_in(cst.parse_expression(annotation), quoted=quoted)) == names


_WAYS = [
    ("from pydantic import BaseModel, Field", "Field"),
    ("from pydantic import *", "Field"),
    ("from pydantic import BaseModel, Field as F", "F"),
    ("from pydantic import BaseModel\nfrom pydantic.fields import Field", "Field"),
    ("from pydantic import BaseModel\nimport pydantic", "pydantic.Field"),
    ("from pydantic import BaseModel, Field\nF = Field", "F"),
    ("from pydantic import BaseModel\nfrom dataclasses import field as Field", None),
    ("from pydantic import BaseModel\nfrom other import Field", None),
]
"""Ways to import pydantic's `Field`, with its name; None where the name is something else."""


@pytest.mark.parametrize(("imports", "name"), _WAYS)
def test_field_of_valves_and_of_tools_is_one_answer(imports: str, name: str | None) -> None:
    call = f"{name or 'Field'}('x', description='d')"
    valves = component(
        f"{imports}\nclass Pipe:\n    class Valves(BaseModel):\n        key: str = {call}\n"
        "    def __init__(self):\n        self.valves = self.Valves()\n"
    )
    found = valves_of(valves).valves
    assert found is not None
    tools = component(
        f"{imports}\nclass Tools:\n    def find(self, key: str = {call}) -> str:\n        return key\n",
        kind=Kind.TOOLS,
    )
    (method,) = tool_methods(tools)
    (parameter,) = method.plain
    by_valves = found.fields["key"].call is not None
    assert by_valves == (method.field_call(parameter) is not None) == (name is not None)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("x: int", (True, None)),
        ("x: int = 1", (False, "int")),
        ("x: int = Field(1)", (False, "int")),
        ("x: int = Field(...)", (True, None)),
        ("x: int = Field(default_factory=int)", (False, None)),
        ("x: Annotated[int, Field(default=1)]", (False, "int")),
        ("x: Optional[Annotated[int, Field(default=1)]]", (False, "int")),
        ("x: int = made()", (None, None)),
        ("x: SecretStr = SecretStr('')", (False, None)),
    ],
)
def test_defaults_of_fields(line: str, expected: tuple[bool | None, str | None]) -> None:
    file = component(
        "from typing import Annotated, Optional\nfrom pydantic import BaseModel, Field, SecretStr\n"
        f"from elsewhere import made\nclass Model(BaseModel):\n    {line}\n",
        kind=None,
    )
    (field,) = all_fields(file, file.classes[0], ModelField)
    assert (field.is_required, field.literal_type) == expected


@pytest.mark.parametrize(
    ("body", "names"),
    [
        ("a: int\n    b: str = ''", ["a", "b"]),
        ("a: ClassVar[int] = 1\n    b: int = 2", ["b"]),
        ("a: 'ClassVar[int]' = 1\n    b: int = 2", ["b"]),
        ("_a: int = 1\n    model_config = {}\n    b: int = 2", ["b"]),
        ("def a(self): ...\n    b: int = 2", ["b"]),
    ],
)
def test_what_is_a_field(body: str, names: list[str]) -> None:
    file = component(
        f"from typing import ClassVar\nfrom pydantic import BaseModel\nclass M(BaseModel):\n    {body}\n",
        kind=None,
    )
    assert [field.name for field in all_fields(file, file.classes[0], ModelField)] == names


def test_fields_of_bases_come_first_as_the_last_class_has_them() -> None:
    file = component(
        "from pydantic import BaseModel\nclass A(BaseModel):\n    x: int = 1\n    y: int = 2\n"
        "class B(A):\n    z: int = 3\n    x: str = ''\n",
        kind=None,
    )
    found = all_fields(file, file.classes[1], ModelField)
    assert [(field.name, field.owner.name) for field in found] == [
        ("x", "B"),
        ("y", "A"),
        ("z", "B"),
    ]
