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

_INSTEAD: dict[str, str] = _FACTS["instead"]
"""The beginning of a call's name → what does not block; "" is for all others."""

NOT_BLOCKING_PARTS: frozenset[str] = frozenset(_FACTS["not_blocking_parts"])
"""Attributes of a synchronous client under which its asynchronous twin is found, or a mapping."""


def instead_of(name: str) -> str:
    """Return what to use instead of a call that blocks, in the words of a message."""
    parts = name.split(".")
    beginnings = (".".join(parts[:count]) for count in range(len(parts), -1, -1))
    return next(_INSTEAD[one] for one in beginnings if one in _INSTEAD)
