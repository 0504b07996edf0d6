"""What decides which code runs: answered by `analysis.guards`, asked through the file."""

from __future__ import annotations

from typing import Protocol

import libcst as cst


class Decisions(Protocol):
    """Which tests always come out the same way where the file runs, and what never runs for it."""

    def runs(self, place: cst.CSTNode) -> bool:
        """Return whether `place` can ever run (true in doubt)."""

    def decided(self, test: cst.BaseExpression) -> bool | None:
        """Return what a test always gives; None where it depends."""


class Undecided:
    """Any test may come out either way."""

    def runs(self, place: cst.CSTNode) -> bool:
        """Return True."""
        return True

    def decided(self, test: cst.BaseExpression) -> bool | None:
        """Return None."""
        return None
