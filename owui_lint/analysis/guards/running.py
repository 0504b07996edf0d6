"""What the value of a name needs to know: which of its bindings run, and which are sure to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import libcst as cst

from owui_lint.analysis.syntax.bindings import Binding
from owui_lint.analysis.syntax.scopes import Scope


class Running(Protocol):
    """Which code runs in one world; `guards.Guards` answers."""

    def runs(self, place: cst.CSTNode) -> bool:
        """Return whether `place` can ever run (true in doubt)."""

    def may_be_idle(self, node: cst.CSTNode) -> bool:
        """Return whether what a node does may not happen, by what is around it in its scope."""

    def in_force(
        self, bindings: Sequence[Binding], home: Scope, use: cst.CSTNode | None = None
    ) -> list[Binding]:
        """Return the bindings that a name may stand for."""

    def is_certain(self, node: cst.CSTNode, home: Scope) -> bool:
        """Return whether a node of a scope surely runs whenever the scope's code does."""

    def is_in_question(self, place: cst.CSTNode) -> bool:
        """Return whether a test or handler around `place`, or a test before it, asks for what is not known."""
