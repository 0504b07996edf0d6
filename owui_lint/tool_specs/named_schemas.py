"""Schemas of types that are known by their dotted names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.tool_specs.type_schemas import BY_VERSION, CONSTRAINED, SCHEMAS, Schema

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.scopes import Scope
    from owui_lint.component.model import Component

_BACKPORTS = ("typing_extensions.", "typing.")


def base_name(component: Component, node: cst.CSTNode, scope: Scope) -> str:
    """The dotted name of a type, backports under their names in `typing`; empty where it has none."""
    return (component.qualified(node, scope) or "").replace(*_BACKPORTS)


def arguments_of(node: cst.Subscript) -> list[cst.BaseExpression]:
    """The types in the brackets; parentheses around all of them say nothing: `tuple[()]` has none."""
    found = [e.slice.value for e in node.slice if isinstance(e.slice, cst.Index)]
    only = found[0] if len(found) == 1 else None
    return [element.value for element in only.elements] if isinstance(only, cst.Tuple) else found


def schema_of_name(component: Component, name: str, *, is_field: bool = False) -> Schema | None:
    """The schema of a type; None for one that is not in the tables.

    `is_field` says that it is the type of a field of a model, whose constraints the host sees.
    """
    if name in CONSTRAINED:
        base, more = CONSTRAINED[name]
        return {**SCHEMAS[base], **(more if is_field else {})}
    if name in BY_VERSION:
        distribution, version, new, old = BY_VERSION[name]
        is_new = component.host.brings(distribution, version)
        return None if is_new is None else dict(new if is_new else old)
    return dict(SCHEMAS[name]) if name in SCHEMAS else None
