"""Where nodes are, worked out only for those somebody asks about.

Code generation says where a node is inside its one statement (of a compound one inside its header),
and the text says where the statement is, if what was generated stands there only once: so it is for
nearly all that findings are about. Of statements that come again, `ast` knows the lines (flake8
hands it over; otherwise it costs a twelfth of a LibCST parse). Where neither tells, as `ast` cannot
read the file (syntax newer than the running Python), the whole file is generated once and every
node's place noted.
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.alignment import statement_lines
from owui_lint.analysis.syntax.codegen import Offsets, Trace
from owui_lint.finding import Span

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.walk import Parents
    from owui_lint.parsing.source import SourceFile

_STATEMENTS = (cst.SimpleStatementLine, cst.BaseCompoundStatement)


class Positions:
    """Offsets and spans of the nodes of one file."""

    def __init__(
        self, source: SourceFile, tree: cst.Module, parents: Parents, python_tree: ast.AST | None
    ) -> None:
        self._source = source
        self._tree = tree
        self._parents = parents
        self._python_tree = python_tree
        self._headers: dict[int, Offsets] = {}

    def span(self, place: Span | cst.CSTNode) -> Span:
        """The span of a node, or the span itself.

        Parentheses around an expression are left out; of a definition it is the header up to the
        name, of another compound statement its first line.
        """
        if isinstance(place, Span):
            return place
        start, end = self.offsets(place)
        if isinstance(place, (cst.FunctionDef, cst.ClassDef)):
            end = self.offsets(place.name)[1]
        elif isinstance(place, cst.BaseCompoundStatement):
            line, column = self._source.position(start)
            end = start + len(self._source.lines[line - 1][column:].rstrip())
        return Span(*self._source.position(start), *self._source.position(max(start, end)))

    def offsets(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where the node's code starts and ends in the text (0-based code points).

        A compound statement's end is its own start.
        """
        statement = self._statement_of(node)
        if statement is not None:
            if id(statement) not in self._headers:
                self._headers[id(statement)] = self._in_statement(statement)
            found = self._headers[id(statement)].get(id(node))
            if found is not None:
                return found
        return self._everywhere.get(id(node), (0, 0))

    def _statement_of(self, node: cst.CSTNode) -> cst.CSTNode | None:
        current: cst.CSTNode | None = node
        while current is not None and not isinstance(current, _STATEMENTS):
            current = self._parents.get(id(current))
        return current

    @cached_property
    def _lines(self) -> dict[int, int]:
        tree = self._python_tree
        if tree is None:
            try:
                tree = ast.parse(self._source.text)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return {}
        return statement_lines(self._tree, tree) if isinstance(tree, ast.Module) else {}

    def _in_statement(self, statement: cst.CSTNode) -> Offsets:
        """The places of the nodes of a simple statement, or of a compound one's header."""
        indents = self._indents(statement)
        trace = Trace(self._tree, statement, indents)
        trace.run(is_elif=isinstance(self._parents.get(id(statement)), cst.If))
        code = "".join(trace.tokens)
        offset = self._text.find(code)
        if offset >= 0 and self._text.find(code, offset + 1) >= 0:  # said twice: which one is it?
            line = self._lines.get(id(statement))
            if line is None:
                return {}
            begin = self._source.offset(line, sum(map(len, indents)))
            offset = begin - sum(map(len, trace.tokens[: trace.anchor]))
            if not self._text.startswith(code, offset):
                return {}
        return trace.offsets(offset) if offset >= 0 else {}

    @cached_property
    def _text(self) -> str:
        """The text, with the last line end that LibCST generates for a statement where it has none."""
        text = self._source.text
        return text if text.endswith(("\n", "\r")) else text + self._tree.default_newline

    def _indents(self, statement: cst.CSTNode) -> list[str]:
        indents: list[str] = []
        current = self._parents.get(id(statement))
        while current is not None:
            if isinstance(current, cst.IndentedBlock):
                indents.append(
                    self._tree.default_indent if current.indent is None else current.indent
                )
            current = self._parents.get(id(current))
        return indents[::-1]

    @cached_property
    def _everywhere(self) -> Offsets:
        trace = Trace(self._tree, self._tree, [])
        trace.run()
        return trace.offsets(0)
