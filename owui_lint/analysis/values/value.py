"""What expressions are worth: texts and their beginnings, dicts and their keys, as far as the file shows.

Everything here reads under `CallContext` (see `calls`): a parameter is what the call gives it.
An expression can have several values (`"success" if ok else "error"`); `UNKNOWN` is one of them
where the file does not show all.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from owui_lint.analysis.call_graph import CallContext
from owui_lint.analysis.syntax.names import UNKNOWN, Unknown


@dataclass(frozen=True)
class Ref:
    """An expression, and the calls under which it is read."""

    node: cst.BaseExpression
    calls: CallContext


@dataclass(frozen=True)
class StrValue:
    """A string: all of it, or (`exact` false) its beginning."""

    start: str
    exact: bool = True


@dataclass(frozen=True)
class Constant:
    """A number, a boolean or None."""

    value: object


@dataclass(frozen=True)
class TypedValue:
    """Something of which only the JSON type is known: `string`, `number`, `boolean`, `array`, `object`."""

    type: str


@dataclass(frozen=True)
class ListValue:
    """A list or tuple with these elements."""

    items: tuple[Ref, ...]


@dataclass
class DictValue:
    """A dict.

    Attributes:
        entries: by key, everything that the file puts under it
        open: whether there may be further keys
        node: the expression that makes it
        tables: dicts made elsewhere that were put in later, by the key they are under
    """

    node: cst.BaseExpression
    entries: dict[str, list[Ref]] = field(default_factory=dict)
    may_have_more_keys: bool = False
    nested_updates: dict[str, list[tuple[tuple[str, ...], Ref | None]]] = field(
        default_factory=dict
    )

    def has(self, key: str) -> bool:
        """Return whether the file puts something under a key."""
        return key in self.entries or key in self.nested_updates


Value = StrValue | Constant | TypedValue | ListValue | DictValue | Unknown


def json_type(value: Value) -> str | None:
    """The JSON type of a value; None where it is not known."""
    if isinstance(value, StrValue):
        return "string"
    if isinstance(value, TypedValue):
        return value.type
    if isinstance(value, ListValue):
        return "array"
    if isinstance(value, DictValue):
        return "object"
    if isinstance(value, Constant):
        if value.value is None:
            return "null"
        return "boolean" if isinstance(value.value, bool) else "number"
    return None


__all__ = [
    "UNKNOWN",
    "Constant",
    "DictValue",
    "ListValue",
    "Ref",
    "StrValue",
    "TypedValue",
    "Unknown",
    "Value",
    "json_type",
]
