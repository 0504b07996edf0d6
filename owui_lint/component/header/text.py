"""What authors write into a header that its line pattern does not know: comments, lists, long values."""

from __future__ import annotations

import functools
import re

from packaging.requirements import InvalidRequirement, Requirement

from owui_lint.component.header.model import Header, HeaderField
from owui_lint.finding import Span
from owui_lint.host import Host

_COMMENT = re.compile(r"\s+#.*$|^#\s.*$")
_BULLET = re.compile(r"^(?:[-*•]|\d+[.)])\s+")
_FREE_TEXT = frozenset({"title", "description", "author"})
_VCS = re.compile(r"(git|hg|svn|bzr)\+\S+", re.IGNORECASE)
NOTHING = frozenset({"none", "null", "n/a", "nil", "no", "nothing"})
"""How authors say that there are no requirements."""
_BLOCK_MARKS = frozenset({">", "|", ">-", "|-", ">+", "|+"})


def is_comment(value: str) -> bool:
    """Whether a value ends with a comment."""
    return _COMMENT.search(value) is not None


def comment_in(field: HeaderField) -> Span | None:
    """The comment behind a value, with the blanks before it; None in keys whose text may hold a `#`."""
    if field.key.lower() not in Host.header_keys() or field.key.lower() in _FREE_TEXT:
        return None
    if field.value.startswith("data:"):
        return None  # an icon, in which `#` begins a colour
    match = _COMMENT.search(field.value)
    if match is None:
        return None
    start = field.value_span.column + match.start()
    return Span(field.line, start, field.line, field.value_span.end_column)


def continued_requirements(header: Header, field: HeaderField) -> list[str]:
    """The packages on the lines behind `requirements`; empty when a line of them is anything else."""
    items: list[str] = []
    for line in range(field.line + 1, field.line + 1 + count_continued(header, field)):
        text = _COMMENT.sub("", header.line_text(line)).strip()
        items += filter(None, _items(_BULLET.sub("", text)))
    return items if all(map(is_requirement, items)) else []


def _items(text: str) -> list[str]:
    """The requirements that a line of a list holds: `pkg>=1,<2` and `pkg[a,b]` are one."""
    text = text.strip(" \"'").rstrip(", ")
    if is_requirement(text):
        return [text]
    return [piece.strip(" \"'[]") for piece in text.split(",")]


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
        is_item = _BULLET.match(text.lstrip()) is not None
        if not (open_list or indent > field.key_span.column):
            break
        open_list = text.rstrip().endswith(",") or (open_list and is_item)
        count += 1
    return count


def continued_value(header: Header, field: HeaderField) -> list[str]:
    """The further lines of a value: those behind it that are indented deeper, and are no field.

    Without more indentation they are the lines on which a description's sentence goes on.
    """
    lines: list[str] = []
    for line in range(field.line + 1, header.last_line):
        text = header.line_text(line)
        indent = len(text) - len(text.lstrip())
        if not text.strip() or _is_own_key(header.field_at(line)):
            break
        if indent <= field.key_span.column and not (
            field.key == "description" and _runs_on([field.value, *lines][-1], text.strip())
        ):
            break
        lines.append(text.strip())
    return lines


_ENDS = (".", "!", "?", ":", ")", '"', "'")


def _runs_on(before: str, text: str) -> bool:
    """Whether a line that is not indented goes on with the sentence of the line before."""
    is_cut = len(before.split()) > 3 and not before.endswith(_ENDS)
    return is_cut and text[:1].islower() and " " in text and ":" not in text


def is_prose(field: HeaderField) -> bool:
    """Whether the value of `requirements` names no packages: it says in words what is needed."""
    first = field.value.split(",")[0].strip()
    return field.key.lower() == "requirements" and (
        first.lower() in NOTHING or not is_requirement(first)
    )


def is_block_mark(value: str) -> bool:
    """Whether the value is YAML's sign that the text follows in the next lines."""
    return value in _BLOCK_MARKS


def _is_own_key(field: HeaderField | None) -> bool:
    """Whether a line has a key of its own: a known one, or one in small letters as keys have them."""
    return field is not None and (
        field.key.lower() in Host.header_keys() or (field.key.islower() and bool(field.value))
    )


def is_requirement(text: str) -> bool:
    """Whether pip certainly takes it: a PEP 508 requirement or a repository; a link may be a page."""
    if _VCS.fullmatch(text):
        return True
    try:
        Requirement(text)
    except InvalidRequirement:
        return False
    return True


@functools.cache
def _placeholder() -> re.Pattern[str]:
    return re.compile("|".join(Host.header_placeholders()), re.IGNORECASE)


def is_placeholder(field: HeaderField) -> bool:
    """Return whether the value is what a template shows in that place."""
    return _placeholder().fullmatch(field.value) is not None
