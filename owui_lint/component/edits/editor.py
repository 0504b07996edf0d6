"""Text edits for nodes: what the fixes of rules are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.finding import Applicability, Edit, Fix, Span

if TYPE_CHECKING:
    from owui_lint.component.model import Component


class Editor:
    """Makes edits from nodes and spans; every byte outside an edit stays as it is."""

    def __init__(self, component: Component) -> None:
        self.component = component
        self.source = component.source

    def offsets(self, place: Span | cst.CSTNode) -> tuple[int, int]:
        """Start and end of a node or span in the text (0-based code points, end exclusive)."""
        if isinstance(place, Span):
            start = self.source.offset(place.line, place.column)
            return start, self.source.offset(place.end_line, place.end_column)
        return self.component.positions.offsets(place)

    def code(self, place: Span | cst.CSTNode) -> str:
        """The text of a node or span, as written."""
        start, end = self.offsets(place)
        return self.source.text[start:end]

    def replace(self, place: Span | cst.CSTNode, text: str) -> Edit:
        """Replace a node (not a compound statement) or span."""
        start, end = self.offsets(place)
        return Edit(start, end, text)

    def before(self, place: Span | cst.CSTNode, text: str) -> Edit:
        """Insert right before a node or span."""
        start, _ = self.offsets(place)
        return Edit(start, start, text)

    def after(self, place: Span | cst.CSTNode, text: str) -> Edit:
        """Insert right after a node (not a compound statement) or span."""
        _, end = self.offsets(place)
        return Edit(end, end, text)

    def new_line_before(self, statement: cst.CSTNode, code: str) -> Edit:
        """Insert `code` as a line of its own before a statement that starts its line, indented alike."""
        start, _ = self.offsets(statement)
        line, column = self.source.position(start)
        begin = self.source.offset(line, 0)
        indent = self.source.text[begin : begin + column]
        return Edit(begin, begin, self._lines(code, indent))

    def new_line_after(self, line: int, code: str, indent: str) -> Edit:
        """Insert `code` as a line of its own after `line` (1-based)."""
        if line < len(self.source.lines):
            begin = self.source.offset(line + 1, 0)
            return Edit(begin, begin, self._lines(code, indent))
        end = len(self.source.text)
        newline = "" if self.source.text.endswith(("\n", "\r")) else self.newline
        return Edit(end, end, newline + self._lines(code, indent))

    def delete_lines(self, first: int, last: int) -> Edit:
        """Delete whole lines, 1-based, both included."""
        start = self.source.offset(first, 0)
        end = (
            self.source.offset(last + 1, 0)
            if last < len(self.source.lines)
            else len(self.source.text)
        )
        return Edit(start, end, "")

    @property
    def newline(self) -> str:
        """The line end that the file uses."""
        return self.component.tree.default_newline

    def _lines(self, code: str, indent: str) -> str:
        return "".join(
            f"{indent}{line}{self.newline}" if line else self.newline for line in code.split("\n")
        )

    @staticmethod
    def safe(title: str, *edits: Edit) -> Fix:
        """A fix that keeps the meaning, or gives the only meaning that can have been meant."""
        return Fix(title, Applicability.SAFE, edits)

    @staticmethod
    def unsafe(title: str, *edits: Edit) -> Fix:
        """A fix that is likely right but changes behaviour."""
        return Fix(title, Applicability.UNSAFE, edits)
