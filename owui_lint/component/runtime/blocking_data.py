"""Calls that block the thread they run in: see `host/data/curated/blocking_calls.json`."""

from __future__ import annotations

from owui_lint.host.store import load

_FACTS = load("curated/blocking_calls")

FUNCTIONS: frozenset[str] = frozenset(_FACTS["functions"])
"""Functions that block."""

POOLS: frozenset[str] = frozenset(_FACTS["pools"])
"""What makes an executor: `pools` tells where its results are waited for."""

METHODS: dict[str, frozenset[str]] = {
    factory: frozenset(names) for factory, names in _FACTS["methods"].items()
}
"""What makes a synchronous client → the last names of its methods that block, however deep they are."""

CLIENTS = frozenset(METHODS)

SAME: dict[str, str] = _FACTS["same"]
"""Other dotted names of the same."""

FURTHER: dict[str, dict[str, str]] = _FACTS["further"]
"""Methods that make a client → by what their object is made, and what they make."""

NOT_BLOCKING_PARTS: frozenset[str] = frozenset(_FACTS["not_blocking_parts"])
"""Attributes of a synchronous client under which its asynchronous twin is found, or a mapping."""
