"""Types that pydantic cannot describe to the model: see `host/data/curated/tool_types.json`."""

from __future__ import annotations

from owui_lint.host.store import load

_FACTS = load("curated/tool_types")

RESERVED_HIDDEN: frozenset[str] = frozenset(_FACTS["reserved_hidden"])
"""Names of hidden parameters that pydantic's `create_model` takes for its own."""

NOT_JSON: frozenset[str] = frozenset(_FACTS["not_json"])
"""Known to pydantic, but not to JSON: the save fails unless a union has another member."""

BUILTIN_FUNCTIONS: frozenset[str] = frozenset(_FACTS["builtin_functions"])
"""Functions of Python's own: `print`, and `any` and `callable`, written for `Any` and `Callable`."""

UNFINISHED: frozenset[str] = frozenset(_FACTS["unfinished"])
"""Of no meaning without types in brackets."""

OBJECTS: frozenset[str] = frozenset(_FACTS["objects"])
"""Types without a description of their own: the save fails."""

PLAIN_BASES: frozenset[str] = frozenset(_FACTS["plain_bases"])
"""Bases of a class that do not make pydantic know it."""

DESCRIBING: frozenset[str] = frozenset(_FACTS["describing"])
"""Wrappers in the fields of a model that may tell how the type inside is described."""
