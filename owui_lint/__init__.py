"""Static analysis for Open WebUI components.

    import owui_lint

    for finding in owui_lint.lint_file("my_filter.py"):
        print(finding.line, finding.code, finding.message)

Importing this package imports nothing else: LibCST, pydantic and the rules are loaded by the first
file that can be a component.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from owui_lint.api import fix_source, lint_file, lint_source
    from owui_lint.finding import Finding, Fix, Severity
    from owui_lint.fixer import FixResult
    from owui_lint.settings import Settings, SettingsError

__version__ = "0.1.0"

__all__ = [
    "Finding",
    "Fix",
    "FixResult",
    "Settings",
    "SettingsError",
    "Severity",
    "__version__",
    "fix_source",
    "lint_file",
    "lint_source",
]

_HOMES = {
    "Finding": "owui_lint.finding",
    "Fix": "owui_lint.finding",
    "FixResult": "owui_lint.fixer",
    "Settings": "owui_lint.settings",
    "SettingsError": "owui_lint.settings",
    "Severity": "owui_lint.finding",
    "fix_source": "owui_lint.api",
    "lint_file": "owui_lint.api",
    "lint_source": "owui_lint.api",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def _find_neighbours() -> None:
    """Let a checkout find its own `rules` and `components`, installed or not.

    An installation holds them inside the package. In a checkout they stand beside it, and
    `python -m …` puts the working directory first: without this, running inside a checkout would
    take this package from there and its rules from nowhere.
    """
    here = os.path.dirname(os.path.abspath(__file__))
    checkout = os.path.dirname(here)
    if not os.path.isdir(os.path.join(here, "rules")) and os.path.isfile(
        os.path.join(checkout, "rules", "__init__.py")
    ):
        __path__.append(checkout)


_find_neighbours()
