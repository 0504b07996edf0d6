"""What the admin panel of Open WebUI exports for functions and tools, and what its REST API returns.

A list of entries, or one, each with its code in `content`: `GET /api/v1/functions/export`,
`GET /api/v1/functions/id/{id}`, and the same of tools. Entries of the community site have it one
level down, in `function` or `tool`. Read with offsets, so that `fix` changes that one text alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, TypeAlias

from owui_lint.documents.part import DocumentError, Part

_BLANK = re.compile(r"[ \t\r\n]*")
_OTHER = re.compile(r"-?[0-9.eE+-]+|true|false|null|-?Infinity|NaN")
_WRAPPERS = ("function", "tool")
_LISTS = ("functions", "tools", "items", "data")


@dataclass
class _Text:
    """A string, with the offsets of its quotes."""

    value: str
    start: int
    end: int


@dataclass
class _Object:
    """An object, with what is read of it."""

    members: dict[str, _Node] = field(default_factory=dict)


_Node: TypeAlias = "_Text | _Object | list[Any] | None"


def parts(text: str) -> tuple[Part, ...]:
    """Return the components of an export, in order.

    Raises:
        DocumentError: it is not valid JSON
    """
    if '"content"' not in text and "\\u" not in text:
        _check(text)
        return ()
    _check(text)
    try:
        node, _ = _value(text, _BLANK.match(text, 1 if text.startswith("\ufeff") else 0).end())  # type: ignore[union-attr]
    except RecursionError:
        raise DocumentError("it is nested too deeply") from None
    return tuple(_entries(node))


def _check(text: str) -> None:
    try:
        json.loads(text)
    except ValueError as error:
        raise DocumentError(f"it is not valid JSON: {error}") from None
    except RecursionError:
        raise DocumentError("it is nested too deeply") from None


def written(raw: str, _: Part, text: str) -> str:
    """Return a text as a JSON string, escaped in the way of the one it replaces."""
    return json.dumps(text, ensure_ascii=raw.isascii())


def _entries(node: _Node) -> Iterator[Part]:
    if isinstance(node, _Object):
        lists = [node.members.get(name) for name in _LISTS]
        found = [one for one in lists if isinstance(one, list)]
        nodes: list[Any] = [node] if not found else [each for one in found for each in one]
    else:
        nodes = node if isinstance(node, list) else []
    for number, one in enumerate(nodes, 1):
        part = _entry(one, number)
        if part is not None:
            yield part


def _entry(node: _Node, number: int) -> Part | None:
    if not isinstance(node, _Object):
        return None
    holders = [node.members.get(name) for name in _WRAPPERS]
    for holder in (node, *holders):
        if isinstance(holder, _Object):
            content = holder.members.get("content")
            if isinstance(content, _Text):
                names = (one.members.get(key) for one in (holder, node) for key in ("id", "name"))
                name = next((one.value for one in names if isinstance(one, _Text)), f"#{number}")
                return Part(content.value, content.start, content.end, name)
    return None


def _value(text: str, at: int) -> tuple[_Node, int]:
    """Return what begins at an offset, and the offset behind it; the text is known to be valid."""
    first = text[at]
    if first == '"':
        value, end = scanstring(text, at + 1, False)
        return _Text(value, at, end), end
    if first == "{":
        return _object(text, _skip(text, at + 1))
    if first == "[":
        return _list(text, _skip(text, at + 1))
    match = _OTHER.match(text, at)
    assert match is not None, "checked before"
    return None, match.end()


def _object(text: str, at: int) -> tuple[_Node, int]:
    found = _Object()
    while text[at] != "}":
        key, at = scanstring(text, at + 1, False)
        at = _skip(text, _skip(text, at) + 1)  # over the colon
        found.members[key], at = _value(text, at)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found, at + 1


def _list(text: str, at: int) -> tuple[_Node, int]:
    found: list[Any] = []
    while text[at] != "]":
        node, at = _value(text, at)
        found.append(node)
        at = _skip(text, at)
        if text[at] == ",":
            at = _skip(text, at + 1)
    return found, at + 1


def _skip(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return at if match is None else match.end()
