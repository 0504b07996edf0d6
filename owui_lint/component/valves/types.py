"""The types that fields are annotated with: what the settings page sees of them, what can be saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.pydantic.models import ModelKind, model_kind
from owui_lint.analysis.syntax.names import dotted, text
from owui_lint.host import Availability, Host
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.analysis.syntax.scopes import Scope
    from owui_lint.component.model import Component

_ALWAYS = Availability.parse("0.3.35-")
_TYPING = ("typing.", "typing_extensions.")
_WRAPPERS = frozenset({"Annotated", "Final", "Required", "NotRequired"})


@dataclass(frozen=True)
class ValveType:
    """One type, as far as the file shows.

    Attributes:
        name: how to call it in a message: `Optional[bool]`, `Color`
        schema: what the settings page sees of the type itself: "string", "number", "boolean",
            "array", "object", "any", "literal", "enum", "model", "union"; "unknown" where the file
            does not show it
        stored: the releases that can save a value and read it back
        qualified: the dotted name with imports resolved, of what is no class of this file
        optional: whether None is allowed too: the settings page then sees no plain type
        item: the type of the elements of an array, of the values of a dict
        metadata: what `Annotated` adds
    """

    name: str
    schema: str
    stored: Availability = _ALWAYS
    qualified: str = ""
    optional: bool = False
    item: ValveType | None = None
    metadata: tuple[cst.BaseExpression, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the file and the host's facts tell what it is."""
        return self.schema != "unknown"

    def parts(self) -> Iterator[ValveType]:
        """The type and the types of what it holds."""
        yield self
        if self.item is not None:
            yield from self.item.parts()


UNKNOWN_TYPE = ValveType("", "unknown")


def read_type(
    component: Component, node: cst.BaseExpression, scope: Scope, depth: int = 0
) -> ValveType:
    """What an annotation in `scope` stands for."""
    if depth > 8:
        return UNKNOWN_TYPE
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        return _union(component, _sides(node), scope, depth)
    if isinstance(node, cst.Subscript):
        return _subscript(component, node, scope, depth)
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        return _quoted(component, node, scope, depth)
    if isinstance(node, cst.Call):  # `conint(ge=1)`
        return _named(component, node.func, scope, depth)
    return _named(component, node, scope, depth)


def _quoted(component: Component, node: cst.BaseExpression, scope: Scope, depth: int) -> ValveType:
    """The type that is written in quotes; unknown with `Annotated`, whose nodes are none of the file."""
    code = text(node)
    try:
        inner = cst.parse_expression(code.strip()) if code is not None else None
    except cst.ParserSyntaxError:
        return UNKNOWN_TYPE
    found = read_type(component, inner, scope, depth + 1) if inner is not None else UNKNOWN_TYPE
    return UNKNOWN_TYPE if found.metadata else found


def _sides(node: cst.BinaryOperation) -> list[cst.BaseExpression]:
    left = node.left
    first = _sides(left) if isinstance(left, cst.BinaryOperation) else [left]
    return [*first, node.right]


def _is_none(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name) and node.value == "None"


def _union(
    component: Component, members: list[cst.BaseExpression], scope: Scope, depth: int
) -> ValveType:
    real = [member for member in members if not _is_none(member)]
    if len(real) == 1:
        inner = read_type(component, real[0], scope, depth + 1)
        return _optional(inner) if len(members) > 1 else inner
    return ValveType("Union", "union", optional=len(real) < len(members))


def _optional(inner: ValveType) -> ValveType:
    name = inner.name if inner.optional or not inner.name else f"Optional[{inner.name}]"
    return replace(inner, name=name, optional=True)


def _subscript(component: Component, node: cst.Subscript, scope: Scope, depth: int) -> ValveType:
    name = _typing_name(component, node.value, scope)
    arguments = [
        element.slice.value for element in node.slice if isinstance(element.slice, cst.Index)
    ]
    if not arguments:
        return UNKNOWN_TYPE
    if name in ("Optional", "Union"):
        none: list[cst.BaseExpression] = [cst.Name("None")] if name == "Optional" else []
        return _union(component, [*arguments, *none], scope, depth)
    if name == "Annotated":
        inner = read_type(component, arguments[0], scope, depth + 1)
        return replace(inner, metadata=(*inner.metadata, *arguments[1:]))
    if name in _WRAPPERS:
        return read_type(component, arguments[0], scope, depth + 1)
    if name == "Literal":
        return ValveType("Literal", "literal")
    outer = _named(component, node.value, scope, depth)
    if outer.schema == "object":
        return replace(outer, item=read_type(component, arguments[-1], scope, depth + 1))
    if outer.schema != "array":
        return outer
    item = read_type(component, arguments[0], scope, depth + 1)
    return replace(outer, item=item, name=f"{outer.name}[{item.name}]" if item.name else outer.name)


def _typing_name(component: Component, node: cst.BaseExpression, scope: Scope) -> str | None:
    name = component.qualified(node, scope)
    for prefix in _TYPING:
        if name is not None and name.startswith(prefix):
            return name.removeprefix(prefix)
    return name if name in (*_WRAPPERS, "Optional", "Union", "Literal") else None


def _named(component: Component, node: cst.BaseExpression, scope: Scope, depth: int) -> ValveType:
    model = component.class_named(node, scope)
    if model is not None:
        return _of_class(component, model)
    if isinstance(node, cst.Name):
        value = scope.sole_value(node.value)
        if value is not None:  # an alias: `Language = Literal["de", "en"]`
            return read_type(component, value, scope.module, depth + 1)
    name = component.qualified(node, scope)
    if name is None:
        return UNKNOWN_TYPE
    facts = Host.valve_types().get(canonical(name))
    if facts is None:
        return UNKNOWN_TYPE
    return ValveType(name.split(".")[-1], facts.schema, facts.stored, canonical(name))


_OTHER_PLACES = {
    "typing_extensions.": "typing.",
    "pydantic.types.": "pydantic.",
    "pydantic.networks.": "pydantic.",
}


def canonical(name: str) -> str:
    """The dotted name under which a type is best known: `pydantic.SecretStr` for that of `pydantic.types`."""
    for other, best in _OTHER_PLACES.items():
        if name.startswith(other):
            return best + name.removeprefix(other)
    return name


_ENUMS = frozenset({"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag"})


def _of_class(component: Component, model: ClassModel) -> ValveType:
    bases = {base.split(".")[-1] for one in model.lineage for base in one.base_names}
    if bases & _ENUMS:
        plain = not bases & {"str", "int", "float", "StrEnum", "IntEnum", "IntFlag"}
        stored = Host.plain_enum_stored() if plain else _ALWAYS
        return ValveType(model.name, "enum", stored)
    if "TypedDict" in bases or _is_dataclass(model):
        return ValveType(model.name, "model")
    if model_kind(component, model) is ModelKind.MODEL and "RootModel" not in bases:
        return ValveType(model.name, "model")
    return UNKNOWN_TYPE


def _is_dataclass(model: ClassModel) -> bool:
    nodes = (decorator.decorator for decorator in model.node.decorators)
    names = (dotted(node.func if isinstance(node, cst.Call) else node) for node in nodes)
    return any((name or "").split(".")[-1] == "dataclass" for name in names)


def unstorable_part(component: Component, host: Host, found: ValveType) -> ValveType | None:
    """The type, or the type of its elements, of which the host cannot save a value."""
    for part in found.parts():
        # the Pipelines server writes with the standard library's json, whatever Open WebUI's release
        stored = part.stored.always if component.kind is Kind.PIPELINE else host.has(part.stored)
        if stored is False:
            return part
    return None
