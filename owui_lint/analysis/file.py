"""`PythonFile`: one file, walked once, and what all questions about it start from."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.reachability import IMPORT_ERRORS, catches, runs
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
    """

    def __init__(
        self, source: SourceFile, tree: cst.Module, python_tree: ast.AST | None = None
    ) -> None:
        """Walk `tree`; `python_tree` is its `ast`, where a caller has it already."""
        super().__init__(tree)
        self.source = source
        self.positions = Positions(source, tree, self._parents, python_tree)

    def runs(self, node: cst.CSTNode | Span) -> bool:
        """Whether that code can ever run (true in doubt): see `flow.reachability`."""
        return not isinstance(node, cst.CSTNode) or runs(self, node)

    def survives_import_error(self, statement: cst.CSTNode) -> bool:
        """Whether a failing import there is caught (a handler takes `ImportError`), or never runs."""
        return catches(self, statement, IMPORT_ERRORS) or not self.runs(statement)

    def survives(self, node: cst.CSTNode, error: str) -> bool:
        """Whether a handler around `node` names this very error: its author knows that it may come."""
        return catches(self, node, frozenset({error}))

    def release(self) -> None:
        """Let go of the tree and all that was found out about it; nothing can be asked any more.

        A file, its scopes and its classes hold each other, so that only the garbage collector would
        free them, and it looks at each object of the tree to find out: a tenth of the parse.
        """
        for part in (*self.scopes, *self.classes):
            vars(part).clear()
        vars(self).clear()
