"""The stored form of what is in a module of Open WebUI, and how it is read back.

    "values", "imports", "settings": {RANGES: "NAME NAME"}     "shared": {MODULE: {RANGES: "NAME"}}
    "functions": {NAME: RECORD}       "classes", "objects": {NAME: {"at": RANGES, "methods": …}}

Empty ranges mean those of what is around: the module, or the object that has the method. A record
is `RANGES|COROUTINE|PARAMETERS`: `=` for a coroutine in all of its releases, else the ranges; and
where the parameters differ, `RANGES:PARAMETERS` of each, joined by `;`. `*` is no name but stands
for all that a star import or a base from elsewhere may bring; its parameters are `?`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

FLAT = ("values", "imports", "settings")
NESTED = ("classes", "objects")

UNKNOWN = "?"
"""The parameters of what stands for methods that nobody can tell."""

Tree = dict[str, Any]


def unpack_module(stored: Mapping[str, Any], at: str) -> Tree:
    """What a module was stored from; `at` are the ranges of the module.

    The same groups, with the ranges of everything written out: a callable is `{"at": RANGES,
    "async": RANGES, "takes": {PARAMETERS: RANGES}}`, where no coroutine has no `async`.
    """
    tree: Tree = {}
    for group, names in stored.items():
        if group in FLAT:
            tree[group] = _revert(names, at)
        elif group == "shared":
            tree[group] = {module: _revert(inner, at) for module, inner in names.items()}
        elif group in NESTED:
            tree[group] = {name: _unpack_class(inner, at) for name, inner in names.items()}
        else:
            tree[group] = {name: unpack_callable(inner, at) for name, inner in names.items()}
    return tree


def _revert(stored: Mapping[str, str], at: str) -> Tree:
    return {name: ranges or at for ranges, names in stored.items() for name in names.split(" ")}


def _unpack_class(stored: Mapping[str, Any], at: str) -> Tree:
    own = stored.get("at", at)
    methods = {name: unpack_callable(text, own) for name, text in stored.get("methods", {}).items()}
    return {"at": own, **({"methods": methods} if methods else {})}


def unpack_callable(text: str, at: str) -> Tree:
    """What a record says: `at`, and where they are known `async` and `takes`."""
    own, coroutine, parameters = text.split("|", 2)
    own = own or at
    tree: Tree = {"at": own}
    if coroutine:
        tree["async"] = own if coroutine == "=" else coroutine
    if parameters == UNKNOWN:
        return tree
    if ":" in parameters:
        pairs = (part.split(":", 1) for part in parameters.split(";"))
        tree["takes"] = {words: ranges for ranges, words in pairs}
    else:
        tree["takes"] = {parameters: own}
    return tree
