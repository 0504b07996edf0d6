"""A component inside a document, and where in it it is."""

from __future__ import annotations

from dataclasses import dataclass

from owui_lint.finding import Edit, Span


class DocumentError(ValueError):
    """A document that cannot be read as what it is; the message is one line."""


@dataclass(frozen=True)
class Part:
    """A component inside a document.

    Attributes:
        text: of the component
        start: where it begins in the document (offset, 0-based code points)
        end: where it ends, exclusive
        entry: its id in a JSON export; None in Markdown
        line_offset: how many lines of the document are before it; 0 where lines are the component's
        line_starts: in Markdown, where each of its lines begins in the document
        indent: in Markdown, what is before each of its lines
        line: the line of the document in which it begins, 1-based
    """

    text: str
    start: int
    end: int
    entry: str | None = None
    line_offset: int = 0
    line_starts: tuple[int, ...] = ()
    indent: str = ""
    line: int = 1

    def span(self, span: Span) -> Span:
        """Return where a place of the component is in the document."""
        if not self.line_starts:
            return span
        extra = len(self.indent)
        return Span(
            span.line + self.line_offset,
            span.column + extra,
            span.end_line + self.line_offset,
            span.end_column + extra,
        )

    def edit(self, edit: Edit) -> Edit:
        """Return an edit of the component as one of the document; in JSON it stays what it is."""
        if not self.line_starts:
            return edit
        text = (
            edit.replacement.replace("\n", f"\n{self.indent}") if self.indent else edit.replacement
        )
        return Edit(self._offset(edit.start), self._offset(edit.end), text)

    def _offset(self, offset: int) -> int:
        before = self.text[: max(offset, 0)]
        line = before.count("\n")
        return self.line_starts[line] + offset - (before.rfind("\n") + 1)
