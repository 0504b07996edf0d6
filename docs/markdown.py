"""Pieces of Markdown that the generated pages are made of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_CODE = re.compile(r"\bOWU\d{3}\b")
_SPAN = re.compile(r"(`+[^`]*`+|\[[^\]]*\]\([^)]*\))")
"""Code and links, in which no code of a rule becomes a link."""


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; a vertical bar inside a cell is escaped."""
    lines = [f"| {' | '.join(titles)} |", "| --- " * len(titles) + "|"]
    lines += [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in rows]
    return "\n".join(lines)


def toctree(caption: str | None, pages: Iterable[str], *, hidden: bool = True) -> str:
    """Return a list of pages for the navigation."""
    options = [":hidden:"] if hidden else []
    options += [f":caption: {caption}"] if caption else []
    return "\n".join(["```{toctree}", *options, "", *pages, "```"])


def with_rule_links(text: str, known: Iterable[str], folder: str = "") -> str:
    """Return Markdown in which each code of a rule leads to its page; fenced blocks are left alone."""
    codes, fenced, lines = set(known), False, []
    for line in text.split("\n"):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        if not fenced and not line.startswith("#"):
            parts = _SPAN.split(line)
            linked = "".join(
                part if index % 2 else _CODE.sub(lambda m: _link(m[0], codes, folder), part)
                for index, part in enumerate(parts)
            )
            lines.append(linked)
        else:
            lines.append(line)
    return "\n".join(lines)


def _link(code: str, codes: set[str], folder: str) -> str:
    return f"[{code}]({folder}{code.lower()}.md)" if code in codes else code
