"""Which keys a header's lines are meant to be, and why a header is not read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from owui_lint.component.header.model import DressedKey, Header
from owui_lint.finding import Span
from owui_lint.host import Host
from owui_lint.kinds import Kind

_ANY_KEY = re.compile(r"^\s*([A-Za-z][A-Za-z _-]*?)\s*:(?=\s|$)")


@dataclass(frozen=True)
class MisspeltKey:
    """A line whose key is close to a known one: `written` stands where `meant` is read."""

    written: str
    meant: str
    span: Span


def is_read_key(host: Host, name: str) -> bool:
    """Return whether the target, or its page, reads a header key of that name (not only the templates)."""
    known = host.header_keys().get(name)
    return known is not None and bool(known.readers) and host.has(known.availability) is not False


def is_unread(header: Header, kind: Kind | None) -> bool:
    """Whether Open WebUI reads nothing of the header.

    The Pipelines server only asks that the file begins with three double quotes, and only for
    `requirements` (main.py:142).
    """
    if header.is_read:
        return False
    if kind is Kind.PIPELINE:
        starts = header.first_line == 1 and header.quotes == '"""' and not header.prefix
        return not starts and header.get_any_case("requirements") is not None
    return True


def meant_keys(header: Header) -> frozenset[str]:
    """The known keys that the header has, in any case and spelling, on whatever line."""
    keys = {field.key.lower() for field in header.all_fields}
    return frozenset(keys | {item.meant.rstrip(":") for item in misspelt_keys(header)})


def misspelt_keys(header: Header) -> list[MisspeltKey]:
    """Lines whose key is one slip away from a known key that the header does not have otherwise."""
    known = Host.header_keys()
    present = {field.key.lower() for field in header.fields} & set(known)
    found: list[MisspeltKey] = []
    for line in range(header.first_line + 1, header.last_line):
        dressed = _dressed(header, line)
        if dressed is not None and dressed.key not in present:
            written = header.line_text(line)[dressed.span.column : dressed.span.end_column]
            found.append(MisspeltKey(written, f"{dressed.key}:", dressed.span))
            continue
        match = _ANY_KEY.match(header.line_text(line))
        if match is None or match.group(1).lower() in known:
            continue
        meant = _meant(match.group(1), known.keys() - present)
        if meant is not None:
            found.append(
                MisspeltKey(match.group(1), meant, Span(line, match.start(1), line, match.end(1)))
            )
    return found


def _dressed(header: Header, line: int) -> DressedKey | None:
    """The key of a line in a dress, where it stands among keys: a list below them may be a text's.

    `title : str` is also how parameters are described, though not in a header of such lines alone.
    """
    key = header.dressed_key_at(line)
    known = Host.header_keys()
    if key is None or not known[key.key].is_expected:
        return None
    if key.is_bare and not any(field.key.lower() in known for field in header.fields):
        return key
    return key if _joins_keys(header, line, -1) or _joins_keys(header, line, 1) else None


def _joins_keys(header: Header, line: int, step: int) -> bool:
    """Whether only such lines stand between a line and one with a known key, upwards or downwards."""
    line += step
    while header.first_line < line < header.last_line:
        field = header.field_at(line)
        if field is not None:
            return field.key.lower() in Host.header_keys()
        if header.dressed_key_at(line) is None:
            return False
        line += step
    return False


def _meant(written: str, candidates: set[str]) -> str | None:
    joined = re.sub(r"[ -]+", "_", written.lower())
    if joined in candidates:
        return joined
    for key in candidates:  # `required OpenWebUI version`
        if len(key) >= _SHORTEST and key.replace("_", "") == joined.replace("_", ""):
            return key
    if " " in written:
        return None  # a line of prose
    close = [key for key in candidates if len(key) >= _SHORTEST and is_one_slip(joined, key)]
    return close[0] if len(close) == 1 else None


_SHORTEST = 5
"""Keys shorter than this are one slip away from too many words."""


def is_one_slip(one: str, other: str) -> bool:
    """Whether one letter is missing, doubled, wrong or swapped with its neighbour."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    rest, other_rest = one[start:], other[start:]
    if len(one) == len(other):
        swapped = rest[:2] == other_rest[:2][::-1] and rest[2:] == other_rest[2:]
        return swapped or rest[1:] == other_rest[1:]
    longer, shorter = sorted((rest, other_rest), key=len, reverse=True)
    return longer[1:] == shorter
