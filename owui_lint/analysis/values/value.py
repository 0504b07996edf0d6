"""What expressions are worth: texts and their beginnings, dicts and their keys, as far as the file shows.

Everything here reads under `Calls` (see `calls`): a parameter is what the call gives it.
An expression can have several values (`"success" if ok else "error"`); `UNKNOWN` is one of them
where the file does not show all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from owui_lint.analysis.call_graph import Calls
from owui_lint.analysis.syntax.names import UNKNOWN, Unknown


@dataclass(frozen=True)
class Ref:
    """An expression, and the calls under which it is read."""

    node: cst.BaseExpression
    calls: Calls


@dataclass(frozen=True)
class Text:
    """A string: all of it, or (`exact` false) its beginning."""

    start: str
    exact: bool = True


@dataclass(frozen=True)
class Constant:
    """A number, a boolean or None."""

    value: object


@dataclass(frozen=True)
class Shape:
    """Something of which only the JSON type is known: `string`, `number`, `boolean`, `array`, `object`."""

    type: str


@dataclass(frozen=True)
class Items:
    """A list or tuple with these elements."""

    items: tuple[Ref, ...]


@dataclass
class Table:
    """A dict.

    Attributes:
        entries: by key, everything that the file puts under it
        open: whether there may be further keys
        node: the expression that makes it
        tables: dicts made elsewhere that were put in later, by the key they are under
    """

    node: cst.BaseExpression
    entries: dict[str, list[Ref]] = field(default_factory=dict)
    open: bool = False
    touched: dict[str, list[tuple[tuple[str, ...], Ref | None]]] = field(default_factory=dict)


Value = Text | Constant | Shape | Items | Table | Unknown


def json_type(value: Value) -> str | None:
    """The JSON type of a value; None where it is not known."""
    if isinstance(value, Text):
        return "string"
    if isinstance(value, Shape):
        return value.type
    if isinstance(value, Items):
        return "array"
    if isinstance(value, Table):
        return "object"
    if isinstance(value, Constant):
        if value.value is None:
            return "null"
        return "boolean" if isinstance(value.value, bool) else "number"
    return None


__all__ = [
    "UNKNOWN",
    "Constant",
    "Items",
    "Ref",
    "Shape",
    "Table",
    "Text",
    "Unknown",
    "Value",
    "json_type",
]
