"""What the command line prints: text for people, JSON for programs."""

from __future__ import annotations

from owui_lint.finding import Finding
from owui_lint.parsing.source import SourceFile

FileReport = tuple[SourceFile, list[Finding]]
"""One file and what was found in it."""
