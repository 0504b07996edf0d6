"""Codes and names of all rules, read off the names of their files: no rule is imported for them.

`rules/entry/owu312_payload_not_returned.py` holds `OWU312`, named `payload-not-returned`; a test
keeps the files to that.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

PREFIX = "OWU"
"""What every code begins with."""


@lru_cache(maxsize=1)
def known() -> Mapping[str, str]:
    """Return the name of every rule by its code, in order of codes."""
    return MappingProxyType({code: name for code, (name, _) in sorted(_found().items())})


def module_of(code: str) -> str:
    """Return the full name of the module that holds a rule.

    Raises:
        KeyError: there is no such rule
    """
    return _found()[code][1]


def matches(prefix: str) -> bool:
    """Check whether any rule's code begins with `prefix`."""
    return any(code.startswith(prefix) for code in known())


@lru_cache(maxsize=1)
def _found() -> Mapping[str, tuple[str, str]]:
    package = importlib.import_module("owui_lint.rules")
    found: dict[str, tuple[str, str]] = {}
    for family in pkgutil.iter_modules(package.__path__):
        if family.ispkg:
            full_name = f"{package.__name__}.{family.name}"
            for info in pkgutil.iter_modules(importlib.import_module(full_name).__path__):
                if info.name.startswith("owu"):
                    code, _, name = info.name.partition("_")
                    module = f"{full_name}.{info.name}"
                    found[code.upper()] = (name.replace("_", "-"), module)
    return found
