"""One text to lint, and how."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from owui_lint.parsing.source import SourceFile
    from owui_lint.settings import Settings


@dataclass(frozen=True)
class Task:
    """One text, and how it is to be linted."""

    source: SourceFile
    settings: Settings
    noqa: bool
    mends: bool
