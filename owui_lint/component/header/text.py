"""What authors write into a header that its line pattern does not know: comments, lists, long values."""

from __future__ import annotations

import re

from packaging.requirements import InvalidRequirement, Requirement

from owui_lint.component.header.model import Header, HeaderField
from owui_lint.finding import Span
from owui_lint.host import Host

_COMMENT = re.compile(r"\s+#(\s.*|)$|^#\s.*$")
_FREE_TEXT = frozenset({"title", "description", "author"})
_BLOCK_MARKS = frozenset({">", "|", ">-", "|-", ">+", "|+"})


def is_comment(value: str) -> bool:
    """Whether a value ends with a comment."""
    return _COMMENT.search(value) is not None


def comment_in(field: HeaderField) -> Span | None:
    """The comment behind a value, with the blanks before it; None in keys whose text may hold a `#`."""
    if field.key.lower() not in Host.header_keys() or field.key.lower() in _FREE_TEXT:
        return None
    match = _COMMENT.search(field.value)
    if match is None:
        return None
    start = field.value_span.column + match.start()
    return Span(field.line, start, field.line, field.value_span.end_column)


def continued_requirements(header: Header, field: HeaderField) -> list[str]:
    """The packages on the lines behind `requirements`; empty when a line of them is anything else."""
    items: list[str] = []
    for line in range(field.line + 1, field.line + 1 + count_continued(header, field)):
        text = re.sub(r"\s+#.*$", "", header.line_text(line)).strip().strip("[]")
        pieces = [piece.strip(" \"'") for piece in re.sub(r"^-\s*", "", text).split(",")]
        items += [piece for piece in pieces if piece]
    return items if all(map(_is_requirement, items)) else []


def count_continued(header: Header | None, field: HeaderField) -> int:
    """How many lines behind the field's line belong to it: indented, dashes, or after a comma."""
    if header is None:
        return 0
    count = 0
    open_list = field.value.endswith((",", "[")) or not field.value
    for line in range(field.line + 1, header.last_line):
        text = header.line_text(line)
        if not text.strip() or header.field_at(line) is not None:
            break
        indent = len(text) - len(text.lstrip())
        if not (open_list or indent > field.key_span.column or text.lstrip().startswith("- ")):
            break
        open_list = text.rstrip().endswith(",") or (open_list and text.lstrip().startswith("-"))
        count += 1
    return count


def continued_value(header: Header, field: HeaderField) -> list[str]:
    """The further lines of a value: all lines behind it that are indented deeper and are no field."""
    lines: list[str] = []
    for line in range(field.line + 1, header.last_line):
        text = header.line_text(line)
        indent = len(text) - len(text.lstrip())
        if not text.strip() or indent <= field.key_span.column or _is_known(header.field_at(line)):
            break
        lines.append(text.strip())
    return lines


def is_block_mark(value: str) -> bool:
    """Whether the value is YAML's sign that the text follows in the next lines."""
    return value in _BLOCK_MARKS


def _is_known(field: HeaderField | None) -> bool:
    return field is not None and field.key.lower() in Host.header_keys()


def _is_requirement(text: str) -> bool:
    try:
        Requirement(text)
    except InvalidRequirement:
        return False
    return True


_PLACEHOLDER = re.compile(
    r"your[-_ ]?name|your[-_ ]?user[-_ ]?name|.*\b(your[-_]?user[-_]?name|your[-_]repo|username/repo)\b.*"
    r"|https?://(www\.)?example\.com.*"
    r"|a brief description of .*|description of what .*|brief description.*"
    r"|(tool|function|pipe|filter|action|pipeline) name|todo|package1,\s*package2.*|\[.*\]",
    re.IGNORECASE,
)


def is_placeholder(field: HeaderField) -> bool:
    """Whether the value is what a template shows in that place."""
    return _PLACEHOLDER.fullmatch(field.value) is not None
