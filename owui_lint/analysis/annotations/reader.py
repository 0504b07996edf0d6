"""The one reader of annotations: what a type expression says, one level at a time.

Whoever wants to know something of a type (its JSON schema, what a settings page makes of it, whether it
can be evaluated) asks for its form and goes on with the forms inside; nobody else takes annotations apart.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.matchers import keyword_argument
from owui_lint.analysis.syntax.names import is_none, text

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.analysis.syntax.scopes import Scope

_DEEPEST = 8
"""Brackets, aliases and quotes inside one another, after which nothing is known."""
_OTHER_PLACES = {
    "typing_extensions.": "typing.",
    "pydantic.types.": "pydantic.",
    "pydantic.networks.": "pydantic.",
}
_TRANSPARENT = frozenset(
    {"typing.Annotated", "typing.Final", "typing.Required", "typing.NotRequired"}
)
_WITHOUT_TYPES = frozenset(
    {"typing.Callable", "collections.abc.Callable", "typing.Type", "type"} | {"typing.Literal"}
)
"""What their brackets hold is not the type of a value."""
_VARIABLES = frozenset({"typing.TypeVar", "typing.ParamSpec"})


class TypeKind(Enum):
    """What an annotation is, as it is written."""

    NONE = "None"
    TEXT = "a quoted annotation"
    UNION = "a union, in whatever notation"
    LITERAL = "Literal[…]"
    WRAPPED = "Annotated[T, …], Final[T]: the type inside, with something added"
    ALIAS = "a name that is assigned one type, or a `NewType`"
    VARIABLE = "a `TypeVar` or `ParamSpec`"
    CHOICE = "A or B, which gives one of them"
    OPERATION = "an operator that joins no types"
    GENERIC = "a type with types in brackets"
    MADE = "a call: `conint(ge=1)`"
    NAMED = "a name or attribute"
    OTHER = "anything else: a number, a list"
    UNKNOWN = "nested too deeply to be read"


_MADE_OF_OTHERS = (TypeKind.UNION, TypeKind.OPERATION, TypeKind.TEXT)


@dataclass(frozen=True)
class TypeForm:
    """One level of an annotation.

    Attributes:
        file: the file it is part of
        kind: what it is
        node: the expression; of a quoted annotation the string
        scope: where its names are looked up
        name: the dotted name of the type (or of what is called, or stands before the brackets), imports
            resolved, under the name it is best known by; "" where the file does not show it
        model: the class of the file that it names
        arguments: the expressions in brackets, the operands, the text or alias taken apart
        depth: how many levels are around it
    """

    file: PythonFile
    kind: TypeKind
    node: cst.BaseExpression
    scope: Scope
    name: str = ""
    model: ClassModel | None = None
    arguments: tuple[cst.BaseExpression, ...] = ()
    depth: int = 0

    @cached_property
    def inner(self) -> tuple[TypeForm, ...]:
        """The types it is made of: members of a union, arguments, the text's or the alias's type."""
        scope = self.scope
        given = self.arguments
        if self.kind in (TypeKind.TEXT, TypeKind.ALIAS):
            scope = scope.module  # strings are resolved with the module's names
        elif self.kind is TypeKind.WRAPPED:
            given = given[:1]
        elif self.kind is TypeKind.LITERAL or self.name in _WITHOUT_TYPES:
            given = ()
        elif self.name == "typing.Optional":
            given = (*given, cst.Name("None"))
        return tuple(_read(self.file, node, scope, self.depth + 1) for node in given)

    @property
    def metadata(self) -> tuple[cst.BaseExpression, ...]:
        """What `Annotated` adds to the type."""
        return self.arguments[1:] if self.kind is TypeKind.WRAPPED else ()

    def members(self) -> list[TypeForm]:
        """Return the members of a union and of the unions in it; the type itself for others."""
        if self.kind is not TypeKind.UNION:
            return [self]
        return [member for inner in self.inner for member in inner.members()]

    def parts(self) -> Iterator[TypeForm]:
        """Yield the types that are named in it, strings read and aliases not followed."""
        is_named = isinstance(self.node, cst.Subscript) or self.kind not in _MADE_OF_OTHERS
        if is_named:
            yield self
        if self.kind in (*_MADE_OF_OTHERS, TypeKind.GENERIC, TypeKind.WRAPPED):
            for inner in self.inner:
                yield from inner.parts()

    @property
    def named(self) -> cst.BaseExpression:
        """The expression that names the type: what stands before the brackets, or is called."""
        if isinstance(self.node, cst.Subscript):
            return self.node.value
        return self.node.func if isinstance(self.node, cst.Call) else self.node


def read_annotation(file: PythonFile, node: cst.BaseExpression, scope: Scope) -> TypeForm:
    """Return what an annotation in `scope` says."""
    return _read(file, node, scope, 0)


def type_name(file: PythonFile, node: cst.CSTNode, scope: Scope) -> str:
    """Return the dotted name of a type under the name it is best known by; "" where it has none.

    `typing.List` of `typing_extensions`, `pydantic.SecretStr` of `pydantic.types`, and `typing.Optional`
    after `from typing import *`.
    """
    name = file.qualified(node, scope)
    if name is None:
        return ""
    if "." not in name and name in typing.__all__ and _has_typing_star(file):
        return f"typing.{name}"
    return canonical(name)


def canonical(name: str) -> str:
    """Return the name by which a type is best known: `pydantic.SecretStr` for that of `pydantic.types`."""
    for other, best in _OTHER_PLACES.items():
        if name.startswith(other):
            return best + name.removeprefix(other)
    return name


def expression_in(written: str | None) -> cst.BaseExpression | None:
    """Return the expression that a quoted annotation holds; None where the text is not one."""
    try:
        return cst.parse_expression(written) if written is not None else None
    except Exception:  # whatever the parser has to say about half a type
        return None


def _has_typing_star(file: PythonFile) -> bool:
    return any(
        item.name == "*" and item.module in ("typing", "typing_extensions") for item in file.imports
    )


def _read(file: PythonFile, node: cst.BaseExpression, scope: Scope, depth: int) -> TypeForm:
    def form(kind: TypeKind, *arguments: cst.BaseExpression, name: str = "") -> TypeForm:
        return TypeForm(file, kind, node, scope, name, None, arguments, depth)

    if depth > _DEEPEST:
        return form(TypeKind.UNKNOWN)
    if is_none(node):
        return form(TypeKind.NONE)
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        parsed = expression_in(text(node))
        return form(TypeKind.TEXT, *([parsed] if parsed is not None else []))
    if isinstance(node, cst.BinaryOperation):
        if isinstance(node.operator, cst.BitOr):
            return form(TypeKind.UNION, *_operands(node))
        return form(TypeKind.OPERATION, node.left, node.right)
    if isinstance(node, cst.BooleanOperation) and not is_none(node.left):
        # a type is true
        return form(TypeKind.CHOICE, node.left if isinstance(node.operator, cst.Or) else node.right)
    if isinstance(node, cst.Subscript):
        return _subscript(file, node, scope, depth)
    if isinstance(node, cst.Call):
        return form(TypeKind.MADE, name=type_name(file, node.func, scope))
    if isinstance(node, (cst.Name, cst.Attribute)):
        return _named(file, node, scope, depth)
    return form(TypeKind.OTHER)


def _operands(node: cst.BaseExpression) -> list[cst.BaseExpression]:
    """Return the operands of `A | B | C`, without recursion into the left side."""
    found: list[cst.BaseExpression] = []
    while isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def _subscript(file: PythonFile, node: cst.Subscript, scope: Scope, depth: int) -> TypeForm:
    found = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index)]
    if len(found) == 1 and isinstance(found[0], cst.Tuple):
        found = [element.value for element in found[0].elements]  # `Dict[(str, int)]`
    name = type_name(file, node.value, scope)
    kind = TypeKind.GENERIC
    if name in ("typing.Union", "typing.Optional"):
        kind = TypeKind.UNION
    elif name == "typing.Literal":
        kind = TypeKind.LITERAL
    elif name in _TRANSPARENT and found:
        kind = TypeKind.WRAPPED
    model = file.class_named(node.value, scope)
    return TypeForm(file, kind, node, scope, name, model, tuple(found), depth)


def _named(file: PythonFile, node: cst.Name | cst.Attribute, scope: Scope, depth: int) -> TypeForm:
    model = file.class_named(node, scope)
    kind, name = TypeKind.NAMED, ""
    arguments: tuple[cst.BaseExpression, ...] = ()
    value = scope.sole_value(node.value) if isinstance(node, cst.Name) else None
    if model is None and value is not None:
        kind, name, arguments = _assigned(file, value, scope)
    else:
        name = type_name(file, node, scope)
    return TypeForm(file, kind, node, scope, name, model, arguments, depth)


def _assigned(
    file: PythonFile, value: cst.BaseExpression, scope: Scope
) -> tuple[TypeKind, str, tuple[cst.BaseExpression, ...]]:
    """Return what a name is that is assigned `value`: an alias, a `NewType`, a type variable."""
    if isinstance(value, cst.Call) and value.args:
        made_by = type_name(file, value.func, scope)
        if made_by in _VARIABLES:
            bound = keyword_argument(value, "bound")
            plain = tuple(arg.value for arg in value.args[1:] if arg.keyword is None)
            return TypeKind.VARIABLE, made_by, (bound,) if bound is not None else plain
        if made_by == "typing.NewType" and len(value.args) == 2:
            value = value.args[1].value
    return TypeKind.ALIAS, "", (value,)
