"""Files that hold components without being one: JSON exports of Open WebUI, Markdown.

`parts_of(source)` takes such a file apart; each `Part` is linted as a file of its own, and knows
where in the file it is. `rewritten` puts changed parts back and leaves every other byte alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from owui_lint.finding import Edit, Span

if TYPE_CHECKING:
    from owui_lint.parsing.source import SourceFile

JSON_SUFFIXES = (".json",)
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdx")
NOTEBOOK_SUFFIXES = (".ipynb",)


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


def is_document(path: str) -> bool:
    """Check whether a file of this name can hold components without being one."""
    return path.lower().endswith((*JSON_SUFFIXES, *MARKDOWN_SUFFIXES))


def parts_of(source: SourceFile) -> tuple[Part, ...] | None:
    """Return the components inside a document, in order; None where the file is no document.

    Raises:
        DocumentError: it is called JSON and is none
    """
    suffix = os.path.splitext(source.path.lower())[1]
    if suffix in JSON_SUFFIXES:
        from owui_lint.documents import json_export

        return json_export.parts(source.text)
    if suffix in MARKDOWN_SUFFIXES:
        from owui_lint.documents import markdown

        return markdown.parts(source.text)
    return None


def rewritten(source: SourceFile, parts: Sequence[Part], texts: Mapping[int, str]) -> str:
    """Return the document with some of its components changed.

    Args:
        source: the document
        parts: its components
        texts: the new text of a component, by its index
    """
    from owui_lint.documents import json_export, markdown

    pieces: list[str] = []
    kept = 0
    for index, part in enumerate(parts):
        if index in texts and texts[index] != part.text:
            raw = source.text[part.start : part.end]
            write = markdown.written if part.line_starts else json_export.written
            pieces += [source.text[kept : part.start], write(raw, part, texts[index])]
            kept = part.end
    return "".join([*pieces, source.text[kept:]])
