"""Components in the fenced code blocks of Markdown (CommonMark 0.31, section 4.5)."""

from __future__ import annotations

import difflib
import io
import re

from owui_lint.documents.part import Part

_FENCE = re.compile(r"(?P<indent>[ \t]*(?:>[ \t]?)*)(?P<fence>`{3,}|~{3,})[ \t]*(?P<info>[^\r\n]*)")
_PYTHON = re.compile(r"[{.\s]*(?:python3?|py|py3|pycon3?)\b", re.IGNORECASE)


def parts(text: str) -> tuple[Part, ...]:
    """Return the blocks of Python that are closed and indented evenly, in order."""
    found: list[Part] = []
    lines = list(io.StringIO(text, newline=""))
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    number = 0
    while number < len(lines):
        match = _FENCE.match(lines[number])
        number += 1
        if match is None or ("`" in match["info"] and match["fence"][0] == "`"):
            continue
        last = _closing(lines, number, match["fence"])
        if last is not None and _PYTHON.match(match["info"]):
            part = _part(lines, starts, (number, last), match["indent"])
            if part is not None:
                found.append(part)
        number = len(lines) if last is None else last + 1
    return tuple(found)


def _closing(lines: list[str], first: int, fence: str) -> int | None:
    for number in range(first, len(lines)):
        match = _FENCE.match(lines[number])
        if match and match["fence"].startswith(fence) and not match["info"].strip():
            return number
    return None


def _part(lines: list[str], starts: list[int], block: tuple[int, int], indent: str) -> Part | None:
    first, last = block
    inner = lines[first:last]
    if any(line.strip() and not line.startswith(indent) for line in inner):
        return None
    text = "".join(line.removeprefix(indent) for line in inner)
    offsets = (
        start + (len(indent) if line.startswith(indent) else 0)
        for line, start in zip(lines[first : last + 1], starts[first:], strict=False)
    )
    return Part(text, starts[first], starts[last], None, first, tuple(offsets), indent)


def written(raw: str, part: Part, text: str) -> str:
    """Return a block with its text changed; lines that stay keep every byte."""
    old, new = (list(io.StringIO(one, newline="")) for one in (part.text, text))
    raw_lines = list(io.StringIO(raw, newline=""))
    pieces: list[str] = []
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for tag, begin, end, new_begin, new_end in matcher.get_opcodes():
        if tag == "equal":
            pieces += raw_lines[begin:end]
        else:
            pieces += [
                f"{part.indent}{line}" if line.strip() else line for line in new[new_begin:new_end]
            ]
    whole = "".join(pieces)
    ended = raw.endswith(("\n", "\r"))
    return f"{whole}\n" if ended and whole and not whole.endswith(("\n", "\r")) else whole
