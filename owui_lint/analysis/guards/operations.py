"""What Python's operators, builtins and version classes make of values that are known."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import libcst as cst
from packaging.version import InvalidVersion, Version

from owui_lint.analysis.syntax.definitions import FunctionScope


class Unknown(Enum):
    """A value that is not known."""

    OPEN = "open"
    """It says nothing of the release."""
    ASKS = "asks"
    """It tells the release, or what comes with it, in a way that is not followed."""


@dataclass(frozen=True)
class Known:
    """A plain value.

    Attributes:
        value: the value
        told: it depends on the release
        named: it is made of a text or number with a name, which users of the file may well change
    """

    value: object
    told: bool = False
    named: bool = False

    @property
    def decides(self) -> bool:
        """Whether a test of it has the same outcome in every copy of the file."""
        return self.told or not self.named


@dataclass(frozen=True)
class Thing:
    """An object that is not None and true: a module, a class, a function.

    Attributes:
        name: its dotted name where it is imported, else ""
        function: the function of the file that it is
    """

    name: str = ""
    function: FunctionScope | None = None


Value = Known | Thing | Unknown
MOST_ITEMS = 50
"""Longer texts and lists than a version has are not worked with."""

_COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    cst.Equal: operator.eq,
    cst.NotEqual: operator.ne,
    cst.LessThan: operator.lt,
    cst.LessThanEqual: operator.le,
    cst.GreaterThan: operator.gt,
    cst.GreaterThanEqual: operator.ge,
    cst.In: lambda left, right: left in right,
    cst.NotIn: lambda left, right: left not in right,
    cst.Is: operator.is_,
    cst.IsNot: operator.is_not,
}
_ARITHMETIC: dict[type, Callable[[Any, Any], Any]] = {
    cst.Add: operator.add,
    cst.Subtract: operator.sub,
    cst.Multiply: lambda left, right: left * right if isinstance(right, (int, float)) else None,
}
_ORDERING = (cst.LessThan, cst.LessThanEqual, cst.GreaterThan, cst.GreaterThanEqual)
_METHODS = frozenset(
    {"split", "rsplit", "strip", "lstrip", "rstrip", "startswith", "endswith", "replace", "lower"}
    | {"upper", "partition", "rpartition", "isdigit", "isnumeric", "count", "find", "get", "keys"}
    | {"removeprefix", "removesuffix", "casefold"}
)
"""Methods of texts, tuples and dicts that change nothing."""
_RAISED = (TypeError, ValueError, IndexError, KeyError, AttributeError, InvalidVersion)


_PLACES = {"major": 0, "minor": 1}


def _version(text: object) -> object:
    return text if isinstance(text, Version) else Version(str(text))


def _numbers(text: object) -> list[int]:
    return [int(part) for part in str(text).split(".") if part.isdigit()]


BUILTINS: dict[str, Callable[..., object]] = {
    "int": int,
    "float": float,
    "str": str,
    "bool": bool,
    "tuple": tuple,
    "list": list,
    "sorted": sorted,
    "len": len,
    "any": any,
    "all": all,
    "min": min,
    "max": max,
    "set": set,
    "packaging.version.Version": _version,
    "packaging.version.parse": _version,
    "pkg_resources.parse_version": _version,
    "distutils.version.LooseVersion": _version,
    "distutils.version.StrictVersion": _version,
    "looseversion.LooseVersion": _version,
    "semver.VersionInfo.parse": _version,
    "semver.Version.parse": _version,
}
"""Functions that make a value of values."""
VERSION_MAKERS = frozenset(name for name, made in BUILTINS.items() if made is _version)


def compared(kind: type, left: Value, right: Value) -> Value:
    """Return what a comparison of two values gives."""
    if kind in (cst.Is, cst.IsNot, cst.Equal, cst.NotEqual) and _tells_none(left, right):
        same = isinstance(left, Known) and isinstance(right, Known) and left.value is right.value
        told = any(not isinstance(side, Known) or side.told for side in (left, right))
        return Known(same is (kind in (cst.Is, cst.Equal)), told)
    if kind in _ORDERING and _are_told_texts(left, right):
        return Unknown.ASKS  # "0.10" < "0.9": not what was meant, but meant to tell the release
    return _applied(_COMPARISONS.get(kind), (left, right))


def _are_told_texts(*sides: Value) -> bool:
    told = any(isinstance(side, Known) and side.told for side in sides)
    return told and all(isinstance(side, Known) and isinstance(side.value, str) for side in sides)


def _tells_none(left: Value, right: Value) -> bool:
    """Whether one side is None and the other known to be it, or not."""
    values = (left, right)
    has_none = any(isinstance(side, Known) and side.value is None for side in values)
    return has_none and not any(isinstance(side, Unknown) for side in values)


def computed(kind: type, left: Value, right: Value) -> Value:
    """Return what an arithmetic operator gives."""
    return _applied(_ARITHMETIC.get(kind), (left, right))


def called(name: str, arguments: Sequence[Value]) -> Value:
    """Return what a function of `BUILTINS` gives for these arguments."""
    if name == "bool" and len(arguments) == 1:
        return truth_value(arguments[0])
    return _applied(BUILTINS[name], arguments)


def method_called(name: str, owner: Known, arguments: Sequence[Value]) -> Value:
    """Return what a method of a plain value gives."""
    if name not in _METHODS:
        return Unknown.ASKS if owner.told else Unknown.OPEN
    return _applied(lambda value, *rest: getattr(value, name)(*rest), (owner, *arguments))


def attribute_of(owner: Known, name: str) -> Value:
    """Return an attribute of a plain value: `.major`, `.release`."""
    if isinstance(owner.value, tuple) and name in _PLACES:  # `sys.version_info.minor`
        return item_of(owner, Known(_PLACES[name]))
    if not isinstance(owner.value, Version) or name.startswith("_"):
        return Unknown.ASKS if owner.told else Unknown.OPEN
    return _applied(lambda value: getattr(value, name), (owner,))


def item_of(owner: Known, key: Value) -> Value:
    """Return an item or a slice of a plain value."""
    return _applied(lambda value, index: value[index], (owner, key))


def joined(values: Sequence[Value], build: Callable[[list[object]], object]) -> Value:
    """Return a collection of values."""
    return _applied(lambda *items: build(list(items)), values)


def truth_value(value: Value) -> Value:
    """Return the value as a boolean."""
    if isinstance(value, Thing):
        return Known(True, told=True)
    return Known(bool(value.value), value.told, value.named) if isinstance(value, Known) else value


def _applied(function: Callable[..., object] | None, values: Sequence[Value]) -> Value:
    told = any(isinstance(v, Known) and v.told for v in values)
    unknown = Unknown.ASKS if told or Unknown.ASKS in values else Unknown.OPEN
    if function is None or not all(isinstance(v, Known) for v in values):
        return unknown
    plain = [v.value for v in values if isinstance(v, Known)]
    if any(isinstance(v, (str, bytes, list, tuple)) and len(v) > MOST_ITEMS for v in plain):
        return unknown
    try:
        return Known(function(*plain), told, any(isinstance(v, Known) and v.named for v in values))
    except _RAISED:
        return unknown


def under_name(value: Value) -> Value:
    """Return what a name is that is given a value: a list or dict may be filled later."""
    if not isinstance(value, Known) or value.told or isinstance(value.value, bool):
        return value
    if isinstance(value.value, (list, dict, set)):
        return Unknown.OPEN
    return Known(value.value, named=True)
