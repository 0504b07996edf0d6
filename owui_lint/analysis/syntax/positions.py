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
from contextlib import suppress
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import libcst as cst
from libcst._nodes.internal import CodegenState

from owui_lint.analysis.syntax.alignment import statement_lines
from owui_lint.finding import Span

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.walk import Parents
    from owui_lint.parsing.source import SourceFile

_Offsets = dict[int, tuple[int, int]]
"""`id(node)` → where its code starts and ends in the text."""
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
        self._headers: dict[int, _Offsets] = {}

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

    def _in_statement(self, statement: cst.CSTNode) -> _Offsets:
        """The places of the nodes of a simple statement, or of a compound one's header."""
        indents = self._indents(statement)
        trace = _Trace(self._tree, statement, indents)
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
    def _everywhere(self) -> _Offsets:
        trace = _Trace(self._tree, self._tree, [])
        trace.run()
        return trace.offsets(0)


def _body_of(root: cst.CSTNode) -> cst.CSTNode | None:
    """What stands behind the header of a compound statement."""
    if isinstance(root, cst.Match):
        return root.cases[0]
    return root.body if isinstance(root, cst.BaseCompoundStatement) else None


class _HeaderWritten(Exception):  # noqa: N818 - no error
    """What was wanted of a compound statement is there."""


class _Trace(CodegenState):
    """Generates the code of a statement up to its body, or of a module, and notes where nodes are.

    Attributes:
        anchor: the index of the token at which the root's code proper starts, behind comments
    """

    def __init__(self, tree: cst.Module, root: cst.CSTNode, indents: list[str]) -> None:
        super().__init__(tree.default_indent, tree.default_newline)
        self.indent_tokens.extend(indents)
        self.anchor = 0
        self._root = root
        self._body = _body_of(root)
        self._spans: dict[int, tuple[int, int]] = {}
        self._starts: list[int] = []

    def run(self, *, is_elif: bool = False) -> None:
        """Generate the code."""
        with suppress(_HeaderWritten):
            if is_elif:
                self._root._codegen(self, is_elif=True)
            else:
                self._root._codegen(self)

    def offsets(self, begin: int) -> _Offsets:
        """The places of all nodes whose code was written to its end, and of the root."""
        starts = list(accumulate(map(len, self.tokens), initial=begin))
        last = len(starts) - 1  # LibCST takes the last newline back where the file has none
        return {
            key: (starts[min(start, last)], starts[min(end, last)])
            for key, (start, end) in self._spans.items()
        }

    def before_codegen(self, node: cst.CSTNode) -> None:
        if node is self._body and isinstance(node, (cst.IndentedBlock, cst.MatchCase)):
            raise _HeaderWritten
        self._starts.append(len(self.tokens))

    def after_codegen(self, node: cst.CSTNode) -> None:
        self._spans.setdefault(id(node), (self._starts.pop(), len(self.tokens)))
        if node is self._body:  # `if x: y`
            raise _HeaderWritten

    def record_syntactic_position(self, node: cst.CSTNode, **ends: Any) -> _Inside:  # type: ignore[override]
        start = len(self.tokens)
        if node is self._root:
            self.anchor = start
            if self._body is not None:
                self._spans[id(node)] = (start, start)
        return _Inside(node, start, self.tokens, self._spans)


class _Inside:
    """The time between a node's first and last token. No generator: half of all nodes have one."""

    __slots__ = ("_node", "_spans", "_start", "_tokens")

    def __init__(
        self, node: cst.CSTNode, start: int, tokens: list[str], spans: dict[int, tuple[int, int]]
    ) -> None:
        self._node, self._start, self._tokens, self._spans = node, start, tokens, spans

    def __enter__(self) -> None:
        pass

    def __exit__(self, error: type[BaseException] | None, *more: object) -> None:
        if error is None:
            self._spans.setdefault(id(self._node), (self._start, len(self._tokens)))
