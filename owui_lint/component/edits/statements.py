"""Where compound statements end: their own position says only where they start."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from owui_lint.component.edits.editor import Editor
    from owui_lint.finding import Edit


def last_line(editor: Editor, node: cst.CSTNode) -> int:
    """The line (1-based) on which the last statement of a compound statement ends."""
    _, end = editor.offsets(last_statement(node))
    return editor.source.position(end)[0]


def last_statement(node: cst.CSTNode) -> cst.CSTNode:
    """The last simple statement inside a compound statement, or the statement itself."""
    block = _last_block(node)
    while block is not None and block.body:
        node = block.body[-1]
        block = _last_block(node)
    return node


def _last_block(node: cst.CSTNode) -> cst.BaseSuite | None:
    """The block that comes last in a compound statement's text."""
    if isinstance(node, cst.If) and node.orelse is not None:
        return _last_block(node.orelse)
    if isinstance(node, (cst.For, cst.While)) and node.orelse is not None:
        return node.orelse.body
    if isinstance(node, (cst.Try, cst.TryStar)):
        parts = [node.body, *(handler.body for handler in node.handlers)]
        parts += [part.body for part in (node.orelse, node.finalbody) if part is not None]
        return parts[-1]
    if isinstance(node, cst.Match):
        return node.cases[-1].body if node.cases else None
    body = getattr(node, "body", None)
    return body if isinstance(body, cst.BaseSuite) else None


def removal_of(editor: Editor, node: cst.CSTNode) -> Edit | None:
    """Take a simple statement away: its line, or `pass` for it where a block would be left empty.

    None where it shares its line with another statement.
    """
    component = editor.component
    line = component.parent(node)
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return None
    block = component.parent(line)
    if not isinstance(block, (cst.IndentedBlock, cst.Module)):
        return None
    if isinstance(block, cst.IndentedBlock) and len(block.body) == 1:
        return editor.replace(node, "pass")
    if line.trailing_whitespace.comment is not None:
        return None  # what it says may be about more than this line
    start, end = editor.offsets(node)
    return editor.delete_lines(editor.source.position(start)[0], editor.source.position(end)[0])
