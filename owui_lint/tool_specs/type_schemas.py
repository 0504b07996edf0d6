"""JSON schemas of types by their dotted names, as pydantic 2 makes them: `curated/tool_types.json`."""

from __future__ import annotations

from typing import Any

from owui_lint.host.store import load

Schema = dict[str, Any]

_FACTS = load("curated/tool_types")

ARRAYS: frozenset[str] = frozenset(_FACTS["arrays"])
SETS: frozenset[str] = frozenset(_FACTS["sets"])
TUPLES: frozenset[str] = frozenset(_FACTS["tuples"])
OBJECTS: frozenset[str] = frozenset(_FACTS["mappings"])
PATTERNS: frozenset[str] = frozenset(_FACTS["patterns"])
CLASSES: frozenset[str] = frozenset(_FACTS["classes"])
"""A class as the value, `Type[Model]`: pydantic has nothing to say about it."""

SCHEMAS: dict[str, Schema] = _FACTS["schemas"]

CONSTRAINED: dict[str, tuple[str, Schema]] = {
    name: (base, more) for name, (base, more) in _FACTS["constrained"].items()
}
"""Types that are `Annotated`: of a parameter Open WebUI sees the type alone, in a model what is added too."""

MADE: dict[str, str] = _FACTS["made"]
"""Functions that make such types: `conint(ge=1)`."""

BY_VERSION: dict[str, tuple[str, str, Schema, Schema]] = {
    name: (distribution, version, new, old)
    for name, (distribution, version, new, old) in _FACTS["by_version"].items()
}
"""Types whose schema has changed: the distribution, its first version with the new schema, new, old."""

CORE_SCHEMAS: dict[str, str] = _FACTS["core_schemas"]
"""What `core_schema.str_schema()` in a class's own hook stands for."""
