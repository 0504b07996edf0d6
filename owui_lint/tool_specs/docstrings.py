"""Docstrings of tools: what Open WebUI reads of them, and what it leaves in the description.

Open WebUI reads `:param name: text` and nothing else (utils/tools.py `parse_docstring`,
`parse_description`); Google's and NumPy's sections stay in the description as they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_PARAM = re.compile(r":param (\w+):\s*(.*)")
_DESCRIPTION_ENDS = re.compile(r":param|:return")
_GOOGLE = re.compile(
    r"(?:#{1,4}\s+)?\*{0,2}(Args|Arguments|Parameters|Params|Keyword Args|Keyword Arguments|Inputs?)"
    r"(?:\*\*:|:\*{0,2})\s*$",
    re.IGNORECASE,
)
_GOOGLE_ENTRY = re.compile(
    r"(?:[-*•]\s+)?\*{0,2}`{0,2}(\w+)`{0,2}\s*(?:\([^)]*\)|\[[^\]]*\])?\s*:\s*(.*)$"
)
_NUMPY_ENTRY = re.compile(r"\*{0,2}(\w+)\s*(?::\s*.*)?$")
_OTHER_FIELD = re.compile(
    r":(param|params|parameter|parameters|arg|argument|key|keyword)\s+(.*?)(\w+)(\s*):\s*(.*)$"
)
_OTHER_MARK = re.compile(
    r"(?:[@\\](?:param|arg)|:param:)\s+(?:\{[^}]*\}\s+)?(?P<name>\w+)\s*:?-?\s+(?P<text>\S.*)$"
    r"|:param\s+(?P<bare>\w+)\s+-?\s*(?P<words>[^:\s][^:]*)$"
)
"""`@param x the x`, `\\param x the x`, `:param: x the x`, and `:param x the x` without a second colon."""
_LISTED = re.compile(r"[-*•]\s+|\d+[.)]\s+")
"""How an entry of a list begins."""
_RULE = re.compile(r"-{3,}\s*$")


@dataclass(frozen=True)
class Entry:
    """A parameter documented in a way that Open WebUI does not read.

    Attributes:
        style: "google", "numpy" or "field" (`:param int x:`, `:params x:`)
        name: the parameter
        text: its description, on one line
        first, last: lines of the docstring, 0-based, both included
    """

    style: str
    name: str
    text: str
    first: int
    last: int


@dataclass(frozen=True)
class Section:
    """A Google or NumPy section with the parameters: its lines (0-based, both included) and entries."""

    first: int
    last: int
    entries: tuple[Entry, ...]


class ToolDocstring:
    """The text of a tool's docstring.

    `joins_lines` says whether Open WebUI reads the lines below `:param x:` too (since 0.11.1); before,
    what stands on that very line was all.
    """

    def __init__(self, text: str, *, joins_lines: bool = True) -> None:
        self.text = text
        self._joins_lines = joins_lines
        self.lines = re.split(r"\r\n|\r|\n", text)

    @cached_property
    def description(self) -> str:
        """What the model sees as the description of the tool."""
        found: list[str] = []
        for line in (line.strip() for line in self.text.strip().split("\n")):
            if _DESCRIPTION_ENDS.match(line):
                break
            found.append(line)
        return "\n".join(found)

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The descriptions of parameters that Open WebUI reads, by name; the last one wins."""
        found: dict[str, str] = {}
        current: str | None = None
        for line in (line.strip() for line in self.text.splitlines()):
            match = _PARAM.match(line)
            if match:
                current = None if match.group(1).startswith("__") else match.group(1)
                if current is not None and (match.group(2) or self._joins_lines):
                    found[current] = match.group(2)
            elif line.startswith(":"):
                current = None
            elif current is not None and line and self._joins_lines:
                found[current] = "\n".join(filter(None, (found[current], line)))
        return found

    @cached_property
    def named(self) -> tuple[str, ...]:
        """Every name behind `:param`, injected parameters included."""
        matches = (_PARAM.match(line.strip()) for line in self.lines)
        return tuple(match.group(1) for match in matches if match is not None)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Google and NumPy sections that document parameters."""
        found: list[Section] = []
        for index, line in enumerate(self.lines):
            if _GOOGLE.match(line.strip()):
                section = self._google(index)
            elif line.strip() in ("Parameters", "Other Parameters") and self._is_underlined(index):
                section = self._numpy(index)
            else:
                continue
            if section.entries:
                found.append(section)
        return tuple(found)

    @cached_property
    def fields(self) -> tuple[Entry, ...]:
        """Lines such as `:param int x:` and `:params x:`, which look as if they were read."""
        return tuple(self._fields())

    @property
    def unread(self) -> tuple[Entry, ...]:
        """All parameters that are documented where Open WebUI does not look."""
        return (*(entry for section in self.sections for entry in section.entries), *self.fields)

    def _fields(self) -> Iterator[Entry]:
        for index, line in enumerate(map(str.strip, self.lines)):
            match = _OTHER_FIELD.match(line)
            if _PARAM.match(line):
                continue
            if match:
                yield Entry("field", match.group(3), match.group(5), index, index)
            elif other := _OTHER_MARK.match(line):
                name = other["name"] or other["bare"]
                yield Entry("field", name, other["text"] or other["words"], index, index)

    def _google(self, start: int) -> Section:
        outer = _indent(self.lines[start])
        entries: list[Entry] = []
        inner: int | None = None
        last = start
        for index in range(start + 1, len(self.lines)):
            line = self.lines[index]
            if not line.strip():
                continue
            indent = _indent(line)
            if indent < outer or (indent == outer and not _is_entry_at_margin(line, entries)):
                break
            inner = indent if inner is None else inner
            match = _GOOGLE_ENTRY.match(line.strip()) if indent == inner else None
            if match:
                entries.append(
                    Entry("google", match.group(1), match.group(2).strip(), index, index)
                )
            elif entries and indent > inner:
                entries[-1] = _longer(entries[-1], line, index)
            else:
                return Section(start, start, ())  # prose under a heading, no list
            last = index
        return Section(start, last, tuple(entries))

    def _numpy(self, start: int) -> Section:
        outer = _indent(self.lines[start])
        entries: list[Entry] = []
        last = start + 1
        for index in range(start + 2, len(self.lines)):
            line = self.lines[index]
            if not line.strip():
                continue
            if _indent(line) <= outer:
                match = _NUMPY_ENTRY.match(line.strip())
                if match is None or self._is_underlined(index):
                    break
                entries.append(Entry("numpy", match.group(1), "", index, index))
            elif entries:
                entries[-1] = _longer(entries[-1], line, index)
            last = index
        return Section(start, last, tuple(entries))

    def _is_underlined(self, index: int) -> bool:
        return (
            index + 1 < len(self.lines) and _RULE.match(self.lines[index + 1].strip()) is not None
        )


def _is_entry_at_margin(line: str, entries: list[Entry]) -> bool:
    """Whether a line as far left as its heading is an entry: `- city: the city`, `city (str): the city`."""
    text = line.strip()
    if _LISTED.match(text):
        return True
    if _GOOGLE_ENTRY.match(text) is None or text.endswith(":"):
        return False
    return "(" in text.partition(":")[0] and (not entries or entries[-1].style == "google")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _longer(entry: Entry, line: str, index: int) -> Entry:
    return Entry(
        entry.style, entry.name, f"{entry.text} {line.strip()}".strip(), entry.first, index
    )
