r"""The text of an open document, kept in step with the editor, and places in it.

Editors count columns in the unit that was negotiated (UTF-16 by default), everything else here in
code points. Lines end where the protocol says (`\n`, `\r\n`, `\r`), which is also where Python
ends them: not at a form feed or U+2028, at which `str.splitlines` breaks too.
"""

from __future__ import annotations

from functools import cached_property
from urllib.parse import unquote, urlsplit

from lsprotocol import types
from pygls.uris import to_fs_path

from owui_lint.finding import Edit, Span
from owui_lint.parsing.source import SourceFile

_ASTRAL = 0xFFFF
"""Characters above take two units in UTF-16."""


class Columns:
    """Columns in the unit that the editor counts in."""

    def __init__(self, encoding: str = "utf-16") -> None:
        """Take what was negotiated: `utf-8`, `utf-16` or `utf-32`."""
        self._encoding = encoding

    def _width(self, text: str) -> int:
        if self._encoding == "utf-32" or text.isascii():
            return len(text)
        if self._encoding == "utf-8":
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(ord(char) > _ASTRAL for char in text)

    def to_client(self, line: str, column: int) -> int:
        """Return the editor's column for a code point of `line`."""
        return self._width(line[:column])

    def from_client(self, line: str, column: int) -> int:
        """Return the code point of `line` at the editor's column; inside of one is at its start."""
        if self._encoding == "utf-32" or line.isascii():
            return min(column, len(line))
        passed = 0
        for index, char in enumerate(line):
            passed += self._width(char)
            if passed > column:
                return index
        return len(line)


class Text:
    """One version of a document's text. Lines are 0-based here, as in the protocol.

    Attributes:
        text: as the editor has it, line ends and a byte order mark included
        version: the editor's number of it; some editors always say 0 or nothing
    """

    def __init__(self, text: str, version: int | None, columns: Columns) -> None:
        self.text = text
        self.version = version
        self._columns = columns

    @cached_property
    def source(self) -> SourceFile:
        """The text as the parser takes it, under no particular name."""
        return SourceFile.from_text(self.text, "")

    @property
    def _mark(self) -> int:
        """How many code points the byte order mark takes, which `source` does not count."""
        return int(self.source.bom)

    def changed(self, change: types.TextDocumentContentChangeEvent, version: int | None) -> Text:
        """Return the text after a change; one without a range replaces all of it."""
        if isinstance(change, types.TextDocumentContentChangeWholeDocument):
            return Text(change.text, version, self._columns)
        start, end = self.offset(change.range.start), self.offset(change.range.end)
        text = self.text[: min(start, end)] + change.text + self.text[max(start, end) :]
        return Text(text, version, self._columns)

    def offset(self, position: types.Position) -> int:
        """Return the offset in `text` of a position; one past a line's or the text's end is clamped."""
        starts, lines = self.source.line_starts, self.source.lines
        if position.line >= len(lines):
            return len(self.text)
        line = max(position.line, 0)
        column = max(position.character, 0)
        if line == 0:
            first = "\ufeff" * self._mark + lines[0]
            return self._columns.from_client(first, column)
        return self._mark + starts[line] + self._columns.from_client(lines[line], column)

    def place(self, position: types.Position) -> tuple[int, int]:
        """Return the line (0-based) of `source` and the code point in it that a position is at."""
        offset = max(self.offset(position) - self._mark, 0)
        line, column = self.source.position(min(offset, len(self.source.text)))
        return line - 1, column

    def place_of(self, line: int, column: int) -> types.Position:
        """Return the position of a place of `source`, the line 0-based."""
        return self._at(line, column)

    def position(self, offset: int) -> types.Position:
        """Return the position of an offset in `source.text`; -1 is the byte order mark."""
        if offset < 0:
            return types.Position(0, 0)
        line, column = self.source.position(min(offset, len(self.source.text)))
        return self._at(line - 1, column)

    def _at(self, line: int, column: int) -> types.Position:
        lines = self.source.lines
        if line >= len(lines):
            line, column = len(lines) - 1, len(lines[-1])
        mark = self._mark if line == 0 else 0
        return types.Position(line, mark + self._columns.to_client(lines[line], column))

    def range(self, span: Span) -> types.Range:
        """Return the range of a span; an empty one takes the word there, so that it can be seen."""
        start = self._at(span.line - 1, span.column)
        if (span.line, span.column) != (span.end_line, span.end_column):
            return types.Range(start, self._at(span.end_line - 1, span.end_column))
        line = self.source.lines[min(span.line, len(self.source.lines)) - 1]
        begin, end = _word(line, span.column)
        return types.Range(self._at(span.line - 1, begin), self._at(span.line - 1, end))

    def edit(self, edit: Edit) -> types.TextEdit:
        """Return an edit of `source.text` as the editor takes it."""
        return types.TextEdit(
            types.Range(self.position(edit.start), self.position(edit.end)), edit.replacement
        )


def _word(line: str, column: int) -> tuple[int, int]:
    """Return where the word at a column begins and ends, or one character if it is none."""
    column = min(column, len(line))
    end = column
    while end < len(line) and (line[end].isalnum() or line[end] == "_"):
        end += 1
    if end > column:
        return column, end
    if column < len(line):
        return column, column + 1
    return max(len(line.rstrip()) - 1, 0) if line.strip() else 0, column


def path_of(uri: str) -> str:
    """Return the path of a document; of one that is no file (`untitled:Untitled-1`) its name."""
    if uri.startswith("file:"):
        path = to_fs_path(uri)
        if path is not None:
            return path
    return unquote(urlsplit(uri).path) or uri


def plain(markdown: str) -> str:
    """Return Markdown as it reads in an editor that shows it as it is."""
    lines = [one for one in markdown.split("\n") if not one.startswith("```")]
    return "\n".join(lines).replace("**", "").replace("`", "")
