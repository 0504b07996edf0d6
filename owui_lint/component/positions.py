"""Where nodes are, worked out only for those somebody asks about.

Statements have their lines in `ast` (which flake8 hands over, and which costs a sixth of a LibCST
parse otherwise). So the place of a node is the place of its statement plus what code generation
says inside this one statement, stopped as soon as the node has been written. What was generated
is compared with the text; where they differ, or where `ast` cannot read the file (syntax newer
than the running Python), the whole file is generated once and every node's place noted.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

import libcst as cst
from libcst._nodes.internal import CodegenState

from owui_lint.component.alignment import statement_lines
from owui_lint.finding import Span

if TYPE_CHECKING:
    from owui_lint.component.walk import Parents
    from owui_lint.source import SourceFile

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
            line, _ = self._source.position(start)
            end = start + len(self._source.text[start:].split("\n", 1)[0].rstrip()) if line else end
        return Span(*self._source.position(start), *self._source.position(max(start, end)))

    def offsets(self, node: cst.CSTNode) -> tuple[int, int]:
        """Where the node's code starts and ends in the text (0-based code points).

        A compound statement's end is its own start when only its header was generated.
        """
        statement = self._statement_of(node)
        line = self._lines.get(id(statement)) if statement is not None else None
        if statement is not None and line is not None:
            found = self._in_statement(statement, line, node)
            if found is not None:
                return found
        return self._everywhere.get(id(node), (0, 0))

    def _statement_of(self, node: cst.CSTNode) -> cst.CSTNode | None:
        current: cst.CSTNode | None = node
        while current is not None:
            parent = self._parents.get(id(current))
            is_elif = isinstance(current, cst.If) and isinstance(parent, cst.If)
            if isinstance(current, _STATEMENTS) and not is_elif:
                return current
            current = parent
        return None

    @cached_property
    def _lines(self) -> dict[int, int]:
        tree = self._python_tree
        if tree is None:
            try:
                tree = ast.parse(self._source.text)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return {}
        return statement_lines(self._tree, tree) if isinstance(tree, ast.Module) else {}

    def _in_statement(
        self, statement: cst.CSTNode, line: int, node: cst.CSTNode
    ) -> tuple[int, int] | None:
        indents = self._indents(statement)
        trace = _Trace(self._tree, node, indents)
        anchor = trace.run(statement)
        if trace.found is None:
            return None
        begin = self._source.offset(line, sum(map(len, indents)))
        code = "".join(trace.tokens)
        skipped = sum(map(len, trace.tokens[:anchor]))
        offset = begin - skipped
        if offset < 0 or not self._source.text.startswith(code, offset):
            return None
        start, end = (sum(map(len, trace.tokens[:index])) for index in trace.found)
        return offset + start, offset + end

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
    def _everywhere(self) -> dict[int, tuple[int, int]]:
        trace = _Trace(self._tree, None, [])
        trace.run(self._tree)
        starts = [0]
        for token in trace.tokens:
            starts.append(starts[-1] + len(token))
        last = len(starts) - 1
        return {
            key: (starts[min(a, last)], starts[min(b, last)]) for key, (a, b) in trace.spans.items()
        }


class _WrittenError(Exception):
    """The wanted node has been written."""


class _Trace(CodegenState):
    """Generates code and notes at which tokens a node (or every node) starts and ends."""

    def __init__(self, tree: cst.Module, wanted: cst.CSTNode | None, indents: list[str]) -> None:
        super().__init__(tree.default_indent, tree.default_newline)
        self.indent_tokens.extend(indents)
        self.wanted = wanted
        self.spans: dict[int, tuple[int, int]] = {}
        self.found: tuple[int, int] | None = None
        self._root: cst.CSTNode = tree
        self._anchor = 0
        self._starts: list[int] = []

    def run(self, root: cst.CSTNode) -> int:
        """Generate `root`; returns the index of the token at which its code proper starts."""
        self._root = root
        with suppress(_WrittenError):
            root._codegen(self)
        return self._anchor

    def before_codegen(self, node: cst.CSTNode) -> None:
        self._starts.append(len(self.tokens))

    def after_codegen(self, node: cst.CSTNode) -> None:
        self._note(node, self._starts.pop())

    @contextmanager
    def record_syntactic_position(self, node: cst.CSTNode, **ends: Any) -> Iterator[None]:
        start = len(self.tokens)
        if node is self._root:
            self._anchor = start
            if node is self.wanted and isinstance(node, cst.BaseCompoundStatement):
                self.found = (start, start)
                raise _WrittenError
        yield
        self._note(node, start)

    def _note(self, node: cst.CSTNode, start: int) -> None:
        if self.wanted is None:
            self.spans.setdefault(id(node), (start, len(self.tokens)))
        elif node is self.wanted and self.found is None:
            self.found = (start, len(self.tokens))
            raise _WrittenError
