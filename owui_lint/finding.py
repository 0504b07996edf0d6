"""What a frontend shows: findings, their places and their fixes.

Lines are 1-based. Columns are 0-based and count code points; a frontend that needs another unit
(flake8 prints 1-based columns, LSP counts UTF-16 by default) converts them itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


def on_one_line(text: str) -> str:
    r"""`text` as a terminal can show it: what moves the cursor, or hides, is written as `\n`, `\x1b` …"""
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


class Severity(str, Enum):
    """How much a finding matters to Open WebUI."""

    ERROR = "error"
    """Open WebUI rejects the component, crashes on it or silently ignores what is meant."""
    WARNING = "warning"
    """The component misbehaves in some runs or versions, loses data or leaks."""
    CONVENTION = "convention"
    """A convention of the component templates, without effect on Open WebUI."""


class Tag(str, Enum):
    """How editors draw what a finding is about, beside its severity."""

    UNNECESSARY = "unnecessary"
    """It could be deleted and nothing would change: faded."""
    DEPRECATED = "deprecated"
    """It is the former way: struck through."""


class Applicability(str, Enum):
    """Whether a fix may be applied without asking."""

    SAFE = "safe"
    """Same meaning, or the only meaning the author can have had."""
    UNSAFE = "unsafe"
    """Likely right, but it changes behaviour: applied on request only."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of the text, its end exclusive. Lines 1-based, columns 0-based code points."""

    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace the text between two offsets (0-based code points, end exclusive).

    The byte order mark is no part of the text and has the offset -1: `Edit(-1, 0, "")` removes it.
    """

    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """Edits that belong together: all are applied, or none.

    `title` is imperative, with code in backticks: "Add `await`".
    """

    title: str
    applicability: Applicability
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that explains a finding ("declared here")."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake at one place of one file."""

    path: str
    span: Span
    code: str
    name: str
    message: str
    severity: Severity
    related: tuple[Related, ...] = ()
    fix: Fix | None = field(default=None, compare=False)

    @property
    def line(self) -> int:
        """First line, 1-based."""
        return self.span.line

    @property
    def column(self) -> int:
        """First column, 0-based, in code points."""
        return self.span.column
