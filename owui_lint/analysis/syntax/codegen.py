"""Code generation that notes where each node's code stands: the one use of LibCST's private API.

LibCST tells positions through a metadata provider only, which copies the tree and visits all of it:
three times the parse. What it is made of, `libcst._nodes.internal.CodegenState` and the nodes'
`_codegen`, is private and may change in any release: `setup.cfg` bounds LibCST to the series this was
tried with, and tests/analysis/test_codegen.py says what is relied on.
"""

from __future__ import annotations

from contextlib import suppress
from itertools import accumulate
from typing import Any

import libcst as cst
from libcst._nodes.internal import CodegenState

Offsets = dict[int, tuple[int, int]]
"""`id(node)` → where its code starts and ends in the text."""


def _body_of(root: cst.CSTNode) -> cst.CSTNode | None:
    """What stands behind the header of a compound statement."""
    if isinstance(root, cst.Match):
        return root.cases[0]
    return root.body if isinstance(root, cst.BaseCompoundStatement) else None


class _HeaderWritten(Exception):  # noqa: N818 - no error
    """What was wanted of a compound statement is there."""


class Trace(CodegenState):
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

    def offsets(self, begin: int) -> Offsets:
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
