"""What the modules of Python's standard library hold, in any version that Open WebUI runs on."""

from __future__ import annotations

import functools

from owui_lint.host.store import load


def missing_from_python(dotted: str) -> tuple[str, str] | None:
    """Return the module and the name that it lacks in every Python; None for all other names.

    Only the first name after the module counts: `typing.Optionl`, but not `datetime.datetime.nou`.
    """
    parts = dotted.split(".")
    for end in range(len(parts) - 1, 0, -1):
        module, name = ".".join(parts[:end]), parts[end]
        names = _names(module)
        if names is not None:
            return None if name in names or name.startswith("_") else (module, name)
    return None


def is_python_function(dotted: str) -> bool:
    """Return whether a dotted name is a function of the standard library: neither a class nor a value."""
    module, _, name = dotted.rpartition(".")
    return name in _functions(module)


@functools.cache
def _names(module: str) -> frozenset[str] | None:
    known = load("kept/standard_library")["modules"].get(module)
    return frozenset(f"{known[0]} {known[1]}".split()) if known is not None else None


@functools.cache
def _functions(module: str) -> frozenset[str]:
    known = load("kept/standard_library")["modules"].get(module)
    return frozenset(known[0].split()) if known is not None else frozenset()
