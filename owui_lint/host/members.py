"""Looking up names of Open WebUI's modules, and methods of their objects, over all releases."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from owui_lint.host.availability import NEVER, Availability
from owui_lint.host.records import unpack_module
from owui_lint.host.store import load
from owui_lint.host.types import Member, Signature

KINDS = {
    "functions": "function",
    "classes": "class",
    "objects": "object",
    "settings": "setting",
    "values": "object",
    "imports": "import",
}
"""What the stored groups hold, in the kinds of `Member`."""

ANY_NAME = "*"
"""How the data spell names that nobody can tell: those of a star import or of a foreign base."""


def topic_of(module: str) -> str:
    """The data file that holds the names of a module: one for each package of Open WebUI."""
    parts = module.split(".")
    return f"api_{parts[1]}" if len(parts) > 2 else "api_top"


@functools.cache
def _groups(module: str) -> Mapping[str, Any]:
    """What the data say of a module; empty for one without names, or none of Open WebUI's."""
    at = load("modules").get(module)
    if at is None:
        return {}
    try:
        stored = load(topic_of(module)).get(module, {})
    except FileNotFoundError:  # a package of packages, without a module of its own
        return {}
    return unpack_module(stored, at)


def defined_names(module: str) -> tuple[str, ...]:
    """Return the names that the module defines itself in some release."""
    groups = _groups(module)
    own = (name for group in KINDS if group != "imports" for name in groups.get(group, {}))
    return tuple(sorted({name for name in own if name != ANY_NAME}))


@functools.cache
def find_member(module: str, name: str) -> Member | None:
    """A name of a module in any release; None when no read release has it."""
    return _find(module, name, frozenset())


def _find(module: str, name: str, asked: frozenset[tuple[str, str]]) -> Member | None:
    """`asked` are the names that led here: over all releases, imports can go round in circles."""
    submodule = load("modules").get(f"{module}.{name}")
    if submodule is not None:
        return Member(name, Availability.parse(submodule), "module")
    definitions = _definitions(module, name, asked | {(module, name)})
    found = sorted(definitions, key=lambda member: not member.availability.lasts)
    if found:
        return functools.reduce(_either, found)
    return _find(module, ANY_NAME, asked) if name != ANY_NAME else None


@functools.cache
def find_methods(module: str, obj: str) -> Mapping[str, Member]:
    """The methods of an object of a module, or of what the module has under that name."""
    return _find_methods(module, obj, frozenset())


def _find_methods(module: str, obj: str, asked: frozenset[tuple[str, str]]) -> Mapping[str, Member]:
    groups = _groups(module)
    own = groups.get("objects", {}).get(obj) or groups.get("classes", {}).get(obj) or {}
    found = {name: _callable(name, entry) for name, entry in own.get("methods", {}).items()}
    for origin, original, ranges in _taken_from(groups, obj):
        if (origin, original) in asked:
            continue
        at = Availability.parse(ranges)
        for name, source in _find_methods(origin, original, asked | {(module, obj)}).items():
            method = _taken(source, name, source.availability & at)
            if method.availability.spans:
                found[name] = _either(found[name], method) if name in found else method
    return found


def _definitions(module: str, name: str, asked: frozenset[tuple[str, str]]) -> Iterator[Member]:
    """Each way in which some release has the name in the module."""
    groups = _groups(module)
    for group, kind in KINDS.items():
        entry = groups.get(group, {}).get(name)
        if entry is None:
            continue
        if group == "functions":
            yield _callable(name, entry)
            continue
        at = Availability.parse(entry["at"] if isinstance(entry, dict) else entry)
        coroutine = NEVER if group == "classes" else None
        yield Member(name, at, kind, coroutine, wrapped=at if kind == "setting" else None)
    for origin, original, ranges in _taken_from(groups, name):
        source = _find(origin, original, asked) if (origin, original) not in asked else None
        at = Availability.parse(ranges)
        yield _taken(source, name, at) if source else Member(name, at, "import")


def _taken(source: Member, name: str, at: Availability) -> Member:
    """A member of one module, as another one has it in the releases that import it."""
    signatures = ((ranges & at, signature) for ranges, signature in source.signatures)
    return replace(
        source,
        name=name,
        availability=at,
        coroutine=source.coroutine & at if source.coroutine is not None else None,
        signatures=tuple(pair for pair in signatures if pair[0].spans),
    )


def _taken_from(groups: Mapping[str, Any], name: str) -> Iterator[tuple[str, str, str]]:
    """From which module of Open WebUI, and under which name there, a name was imported, and when."""
    for origin, names in groups.get("shared", {}).items():
        for local, ranges in names.items():
            mine, _, original = local.partition("=")
            if mine == name:
                yield origin, original or mine, ranges


def _either(newer: Member, older: Member) -> Member:
    """A name that is one thing in some releases and another one in others."""
    coroutine = None
    if newer.coroutine is not None and older.coroutine is not None:
        coroutine = newer.coroutine | older.coroutine
    return replace(
        newer,
        availability=newer.availability | older.availability,
        coroutine=coroutine,
        signatures=newer.signatures + older.signatures,
        wrapped=newer.wrapped or older.wrapped,
    )


def _callable(name: str, entry: Mapping[str, Any]) -> Member:
    at = Availability.parse(entry["at"])
    if name == ANY_NAME:
        return Member(name, at, "function")
    signatures = (
        (Availability.parse(ranges), parse_signature(words))
        for words, ranges in entry["takes"].items()
    )
    coroutine = Availability.parse(entry.get("async", ""))
    return Member(name, at, "function", coroutine, tuple(signatures))


@functools.cache
def parse_signature(words: str) -> Signature:
    """The stored parameters: `request form_data bypass= *args only= **kwargs`."""
    positional: list[str] = []
    only: list[str] = []
    required: set[str] = set()
    star = double_star = False
    positional_only = 0
    names = positional
    for word in words.split():
        name = word.rstrip("=")
        if word == "/":
            positional_only = len(positional)
        elif word.startswith("**"):
            double_star = True
        elif word.startswith("*"):
            star, names = len(word) > 1, only
        else:
            names.append(name)
            if name == word:
                required.add(name)
    return Signature(
        tuple(positional), frozenset(required), tuple(only), star, double_star, positional_only
    )
