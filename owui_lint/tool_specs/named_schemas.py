"""Schemas of types that are known by their dotted names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from owui_lint.tool_specs.type_schemas import BY_VERSION, CONSTRAINED, SCHEMAS, Schema

if TYPE_CHECKING:
    from owui_lint.component.model import Component


def schema_of_name(component: Component, name: str, *, is_field: bool = False) -> Schema | None:
    """The schema of a type; None for one that is not in the tables.

    `is_field` says that it is the type of a field of a model, whose constraints Open WebUI sees.
    """
    if name in CONSTRAINED:
        base, more = CONSTRAINED[name]
        return {**SCHEMAS[base], **(more if is_field else {})}
    if name in BY_VERSION:
        distribution, version, new, old = BY_VERSION[name]
        is_new = component.host.brings(distribution, version)
        return None if is_new is None else dict(new if is_new else old)
    return dict(SCHEMAS[name]) if name in SCHEMAS else None
