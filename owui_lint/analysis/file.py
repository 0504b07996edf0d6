"""`PythonFile`: one file, walked once, and what all questions about it start from."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.decisions import Decisions, Undecided
from owui_lint.analysis.syntax.positions import Positions
from owui_lint.analysis.syntax.resolution import Resolution

if TYPE_CHECKING:
    from owui_lint.finding import Span
    from owui_lint.parsing.source import SourceFile


class PythonFile(Resolution):
    """The tree of one file, its scopes, classes and names, and where its nodes are.

    Further questions are functions of the file, remembered with it by `memo.cached`.

    Attributes:
        source: the text
        positions: where nodes are in the text
        decisions: what never runs; set by whoever knows where the file runs
    """

    def __init__(
        self, source: SourceFile, tree: cst.Module, python_tree: ast.AST | None = None
    ) -> None:
        """Walk `tree`; `python_tree` is its `ast`, where a caller has it already."""
        super().__init__(tree)
        self.source = source
        self.decisions: Decisions = Undecided()
        self.positions = Positions(source, tree, self._parents, python_tree)

    def runs(self, node: cst.CSTNode | Span) -> bool:
        """Whether that code can ever run (true in doubt): see `analysis.guards`."""
        return not isinstance(node, cst.CSTNode) or self.decisions.runs(node)

    def decided(self, test: cst.BaseExpression) -> bool | None:
        """Return what a test always gives where the file runs; None where it depends."""
        return self.decisions.decided(test)

    def release(self) -> None:
        """Let go of the tree and all that was found out about it; nothing can be asked any more.

        A file, its scopes and its classes hold each other, so that only the garbage collector would
        free them, and it looks at each object of the tree to find out: a tenth of the parse.
        """
        for part in (*self.scopes, *self.classes):
            vars(part).clear()
        vars(self).clear()
