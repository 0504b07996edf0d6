"""Files that hold components without being one: JSON exports of Open WebUI, Markdown.

`parts_of(source)` takes such a file apart; each `Part` is linted as a file of its own, and knows
where in the file it is. `rewritten` puts changed parts back and leaves every other byte alone.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from owui_lint.documents.part import DocumentError, Part

if TYPE_CHECKING:
    from owui_lint.parsing.source import SourceFile

__all__ = ["NOTEBOOK_SUFFIXES", "DocumentError", "Part", "is_document", "parts_of", "rewritten"]

JSON_SUFFIXES = (".json",)
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdx")
NOTEBOOK_SUFFIXES = (".ipynb",)


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
