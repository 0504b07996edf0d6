"""The types that fields are annotated with: what the settings page sees of them, what can be saved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.annotations.reader import TypeForm, TypeKind
from owui_lint.analysis.pydantic.models import ModelKind, is_dataclass, is_enum, model_kind
from owui_lint.host import Availability, Host
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_ALWAYS = Availability.parse("0.3.35-")


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
        """Whether the file and Open WebUI's facts tell what it is."""
        return self.schema != "unknown"

    def parts(self) -> Iterator[ValveType]:
        """The type and the types of what it holds."""
        yield self
        if self.item is not None:
            yield from self.item.parts()


UNKNOWN_TYPE = ValveType("", "unknown")


def read_type(form: TypeForm) -> ValveType:
    """Return what Open WebUI makes of an annotation."""
    if form.kind is TypeKind.UNION:
        return _union(form)
    if form.kind is TypeKind.TEXT:
        found = read_type(form.inner[0]) if form.inner else UNKNOWN_TYPE
        return UNKNOWN_TYPE if found.metadata else found  # its nodes are none of the file
    if form.kind is TypeKind.WRAPPED:
        found = read_type(form.inner[0])
        return replace(found, metadata=(*found.metadata, *form.metadata))
    if form.kind is TypeKind.ALIAS:
        return read_type(form.inner[0])
    if form.kind is TypeKind.LITERAL and form.arguments:
        return ValveType("Literal", "literal")
    if form.model is not None:
        return _of_class(form)
    facts = Host.valve_types().get(form.name)
    if facts is None:
        return UNKNOWN_TYPE
    found = ValveType(form.name.split(".")[-1], facts.schema, facts.stored, form.name)
    return _of_items(found, form) if form.inner else found


def _union(form: TypeForm) -> ValveType:
    members = form.members()
    typed = [member for member in members if member.kind is not TypeKind.NONE]
    if len(typed) != 1:
        return ValveType("Union", "union", optional=len(typed) < len(members))
    found = read_type(typed[0])
    if len(members) == 1:
        return found
    name = found.name if found.optional or not found.name else f"Optional[{found.name}]"
    return replace(found, name=name, optional=True)


def _of_items(outer: ValveType, form: TypeForm) -> ValveType:
    """Return a collection with the type of its elements, or of its values."""
    if outer.schema == "object":
        return replace(outer, item=read_type(form.inner[-1]))
    if outer.schema != "array":
        return outer
    item = read_type(form.inner[0])
    return replace(outer, item=item, name=f"{outer.name}[{item.name}]" if item.name else outer.name)


def _of_class(form: TypeForm) -> ValveType:
    model = form.model
    assert model is not None
    if is_enum(model):
        plain = not model.base_kinds & {"str", "int", "float", "StrEnum", "IntEnum", "IntFlag"}
        stored = Host.plain_enum_stored() if plain else _ALWAYS
        return ValveType(model.name, "enum", stored)
    if "TypedDict" in model.base_kinds or is_dataclass(model):
        return ValveType(model.name, "model")
    if model_kind(form.file, model) is ModelKind.MODEL and "RootModel" not in model.base_kinds:
        return ValveType(model.name, "model")
    return UNKNOWN_TYPE


def unstorable_part(component: Component, host: Host, found: ValveType) -> ValveType | None:
    """The type, or the type of its elements, of which Open WebUI cannot save a value."""
    for part in found.parts():
        # the Pipelines server writes with the standard library's json, whatever Open WebUI's release
        stored = part.stored.always if component.kind is Kind.PIPELINE else host.has(part.stored)
        if stored is False:
            return part
    return None
