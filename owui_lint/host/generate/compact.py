"""Writes a module's names in the form `owui_lint.host.records` reads back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from owui_lint.host.records import FLAT, NESTED, UNKNOWN, Tree


def pack_module(tree: Mapping[str, Any], at: str) -> Tree:
    """A module's tree, as stored: without what repeats; `at` are the ranges of the module."""
    packed: Tree = {}
    for group, names in tree.items():
        if group in FLAT:
            packed[group] = _invert(names, at)
        elif group == "shared":
            packed[group] = {module: _invert(inner, at) for module, inner in names.items()}
        elif group in NESTED:
            packed[group] = {name: _pack_class(inner, at) for name, inner in names.items()}
        else:
            packed[group] = {name: _pack_callable(inner, at) for name, inner in names.items()}
    return packed


def _invert(names: Mapping[str, str], at: str) -> Tree:
    found: dict[str, list[str]] = {}
    for name, ranges in names.items():
        found.setdefault("" if ranges == at else ranges, []).append(name)
    return {ranges: " ".join(names) for ranges, names in sorted(found.items())}


def _pack_class(tree: Mapping[str, Any], at: str) -> Tree:
    own = tree["at"]
    methods = {name: _pack_callable(inner, own) for name, inner in tree.get("methods", {}).items()}
    return {
        **({} if own == at else {"at": own}),
        **({"methods": methods} if methods else {}),
    }


def _pack_callable(tree: Mapping[str, Any], at: str) -> str:
    own, coroutine, takes = tree["at"], tree.get("async", ""), tree.get("takes", {})
    if not takes:
        parameters = UNKNOWN
    elif list(takes.values()) == [own]:
        parameters = next(iter(takes))
    else:
        parameters = ";".join(f"{ranges}:{text}" for text, ranges in takes.items())
    return "|".join(["" if own == at else own, "=" if coroutine == own else coroutine, parameters])
