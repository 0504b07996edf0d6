"""Edits of tools' docstrings: adding `:param` lines, and rewriting other styles to them."""

from __future__ import annotations

import libcst as cst

from owui_lint.component.edits.editor import Editor
from owui_lint.finding import Edit
from owui_lint.tool_specs.docstrings import Entry, ToolDocstring
from owui_lint.tool_specs.methods import ToolMethod


class _Lines:
    """The lines of a docstring as they stand in the file; they are those of its value."""

    def __init__(self, editor: Editor, node: cst.SimpleString, docstring: ToolDocstring) -> None:
        self.source = editor.source
        self.docstring = docstring
        start, self.end = editor.offsets(node)
        self.first, _ = self.source.position(start)
        self.quotes = node.quote

    def number(self, index: int) -> int:
        """The line of the file (1-based) of a line of the docstring (0-based)."""
        return self.first + index

    def indent(self, index: int) -> str:
        """The blanks before a line that is not the first."""
        line = self.docstring.lines[index]
        return line[: len(line) - len(line.lstrip())]

    @property
    def last(self) -> int:
        """The index of the line of the closing quotes."""
        return len(self.docstring.lines) - 1

    def closes_alone(self) -> bool:
        """Whether the closing quotes have a line of their own."""
        return self.last > 0 and not self.docstring.lines[self.last].strip()


def _lines(editor: Editor, method: ToolMethod) -> _Lines | None:
    node = method.function.docstring
    if not isinstance(node, cst.SimpleString) or len(node.quote) != 3 or method.docstring is None:
        return None
    if "\\" in node.raw_value or node.prefix:
        return None  # lines of the value and lines of the file may differ
    return _Lines(editor, node, method.docstring)


def add_fields(editor: Editor, method: ToolMethod, fields: list[str]) -> list[Edit] | None:
    """Insert field lines: before the first `:return`, else at the end. None where that is not safe."""
    lines = _lines(editor, method)
    return [_insertion(editor, lines, fields)] if lines is not None else None


def _insertion(editor: Editor, lines: _Lines, fields: list[str]) -> Edit:
    texts = [line.strip() for line in lines.docstring.lines]
    newline = editor.newline
    behind = next(
        (
            i
            for i, text in enumerate(texts)
            if i and text.startswith((":return", ":raise", ":rtype"))
        ),
        None,
    )
    if behind is not None:
        place = editor.source.offset(lines.number(behind), 0)
        indent = lines.indent(behind)
        return Edit(place, place, "".join(f"{indent}{field}{newline}" for field in fields))
    has_fields = any(text.startswith(":param") for text in texts)
    if lines.closes_alone():
        place = editor.source.offset(lines.number(lines.last), 0)
        indent = lines.indent(lines.last)
        blank = "" if has_fields or (lines.last and not texts[lines.last - 1]) else newline
        return Edit(place, place, blank + "".join(f"{indent}{field}{newline}" for field in fields))
    place = lines.end - 3
    indent = lines.indent(lines.last) if lines.last else _statement_indent(editor, lines)
    blank = "" if has_fields else newline
    text = newline + blank + "".join(f"{indent}{field}{newline}" for field in fields) + indent
    return Edit(place, place, text)


def _statement_indent(editor: Editor, lines: _Lines) -> str:
    line = editor.source.lines[lines.first - 1]
    return line[: len(line) - len(line.lstrip())]


def to_param_fields(editor: Editor, method: ToolMethod) -> list[Edit] | None:
    """Turn everything that documents parameters in another style into `:param name:` lines."""
    lines = _lines(editor, method)
    if lines is None:
        return None
    docstring = lines.docstring
    edits: list[Edit] = []
    moved: list[Entry] = []
    for section in docstring.sections:
        if section.first == 0 or section.last >= lines.last:
            return None  # text on the line of the quotes
        last = section.last
        while last + 1 < lines.last and not docstring.lines[last + 1].strip():
            last += 1  # the blank lines behind it separate nothing any more
        first = section.first
        while last + 1 == lines.last and first > 1 and not docstring.lines[first - 1].strip():
            first -= (
                1  # nor do those before it, where nothing else follows: the fields bring their own
            )
        edits.append(editor.delete_lines(lines.number(first), lines.number(last)))
        moved += section.entries
    for entry in docstring.fields:
        if entry.first == 0:
            return None
        edits.append(_replaced(editor, lines, entry))
    if moved:
        edits.append(_insertion(editor, lines, [_field(entry) for entry in moved]))
    return edits


def _field(entry: Entry) -> str:
    return f":param {entry.name}: {entry.text}".rstrip()


def _replaced(editor: Editor, lines: _Lines, entry: Entry) -> Edit:
    written = lines.docstring.lines[entry.first]
    start = editor.source.offset(lines.number(entry.first), len(lines.indent(entry.first)))
    return Edit(start, start + len(written.strip()), _field(entry))
