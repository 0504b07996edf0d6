"""Where in a text a position is: in which brackets, string and function, also while it is typed.

A half-typed text has no tree, and a tree costs a parse: so the text is read from the `def` or `class`
above the position up to it, word by word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from owui_lint.kinds import Kind

_START = re.compile(r"^[ \t]*(?:async[ \t]+)?(?:def|class)\b", re.MULTILINE)
_BLOCK = re.compile(r"([ \t]*)(?:async[ \t]+)?(def|class)[ \t]+(\w+)")
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\r\n]*)
    | (?P<string>[rbfuRBFU]{0,2}(?P<quote>\"\"\"|'''|"|'))
    | (?P<open>[(\[{]) | (?P<close>[)\]}])
    | (?P<name>[^\W\d]\w*(?:[ \t]*\.[ \t]*[^\W\d]\w*)*)
    | (?P<sign>[:,])
    """,
    re.VERBOSE,
)
_ENDS = {
    quote: re.compile(
        rf"(?:[^\\{quote[0]}{'' if len(quote) == 3 else chr(10)}]|\\.|{extra})*{quote}"
    )
    for quote, extra in (
        ('"', r"(?!)"),
        ("'", r"(?!)"),
        ('"""', r'"(?!"")'),
        ("'''", r"'(?!'')"),
    )
}
"""How a string goes on after its quote, the quote that ends it included."""
_KINDS = {kind.class_name: kind for kind in Kind}


@dataclass
class Bracket:
    """A bracket that is still open at the position.

    Attributes:
        sign: which one
        callee: the dotted name before it, of a call; an empty text where there is none
        defines: the function whose parameters it holds; an empty text where it is none
        key: of a dict, the key whose value the position is in
        texts: of a dict, the values so far that are strings, by key
        keys: of a dict, the keys so far
        names: what stands at the beginning of each of its items: the parameters of a `def`
    """

    sign: str
    callee: str = ""
    defines: str = ""
    key: str | None = None
    texts: dict[str, str] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    last: str | None = None
    """The string that was read last, of a dict."""
    fresh: bool = True
    """Whether an item begins here."""


@dataclass
class Context:
    """A position.

    Attributes:
        brackets: those still open, outermost first
        string: where the text of the string begins that the position is in; None outside of one
        comment: whether it is in a comment
    """

    brackets: list[Bracket]
    string: int | None = None
    comment: bool = False

    @property
    def innermost(self) -> Bracket | None:
        """The bracket that is nearest."""
        return self.brackets[-1] if self.brackets else None

    @property
    def dicts(self) -> list[Bracket]:
        """The dicts inside each other that it is in, outermost first."""
        found: list[Bracket] = []
        for bracket in reversed(self.brackets):
            if bracket.sign != "{":
                break
            found.insert(0, bracket)
        return found

    @property
    def call(self) -> str:
        """What is called with these dicts; an empty text if they are no argument."""
        outside = self.brackets[: len(self.brackets) - len(self.dicts)]
        return outside[-1].callee if outside else ""


def at(text: str, offset: int) -> Context:
    """Return the context of an offset of `text`."""
    starts = [one.start() for one in _START.finditer(text, 0, offset)]
    return _Scan(text, offset).context(starts[-1] if starts else 0)


class _Scan:
    """Reads a text up to an offset."""

    def __init__(self, text: str, offset: int) -> None:
        self._text = text
        self._offset = offset
        self._brackets: list[Bracket] = []
        self._name = self._before = ""
        self._name_end = -1

    def context(self, position: int) -> Context:
        """Return the context of the offset; reading begins at `position`."""
        while match := _TOKEN.search(self._text, position, self._offset):
            position = match.end()
            if match["comment"] is not None:
                if position == self._offset:
                    return Context(self._brackets, comment=True)
            elif match["string"] is not None:
                end = self._string(match["quote"], position)
                if end is None:
                    return Context(self._brackets, string=position)
                position = end
            elif match["name"] is not None:
                self._take_name(match["name"], position)
            else:
                self._take_sign(match)
        return Context(self._brackets)

    def _string(self, quote: str, start: int) -> int | None:
        """Return where a string ends, and its quote; None when the offset is in it."""
        end = _ENDS[quote].match(self._text, start)
        if end is None and len(quote) == 1:  # one that nobody has closed yet
            line_end = self._text.find("\n", start, self._offset)
            return line_end if line_end >= 0 else None
        if end is None or end.end() > self._offset:
            return None
        if self._brackets:
            inner = self._brackets[-1]
            inner.last = self._text[start : end.end() - len(quote)]
            if inner.sign == "{" and inner.key is not None:
                inner.texts[inner.key] = inner.last
        return end.end()

    def _take_name(self, name: str, end: int) -> None:
        self._before, self._name, self._name_end = self._name, re.sub(r"\s", "", name), end
        if self._brackets and self._brackets[-1].fresh:
            self._brackets[-1].names.append(self._name)
            self._brackets[-1].fresh = False

    def _take_sign(self, match: re.Match[str]) -> None:
        if match["open"] is not None:
            gap = self._text[max(self._name_end, 0) : match.start()]
            is_call = self._name != "" and match["open"] == "(" and not gap.strip()
            name = self._name if is_call else ""
            defines = name if self._before in ("def", "class") else ""
            self._brackets.append(Bracket(match["open"], "" if defines else name, defines))
            self._name = ""
        elif match["close"] is not None:
            if self._brackets:
                self._brackets.pop()
            self._name = ""
        elif self._brackets:
            _take_sign(self._brackets[-1], match["sign"])


def _take_sign(bracket: Bracket, sign: str) -> None:
    if sign == ",":
        bracket.key, bracket.last, bracket.fresh = None, None, True
    elif sign == ":" and bracket.sign == "{" and bracket.key is None:
        bracket.key = bracket.last
        if bracket.last is not None:
            bracket.keys.append(bracket.last)
        bracket.last = None


def enclosing(lines: list[str], line: int, column: int) -> tuple[Kind | None, str]:
    """Return the kind of the component's class around a place, and its method there.

    Args:
        lines: of the text
        line: 0-based
        column: how far what stands there is indented, at most
    """
    limit = column + 1 if _BLOCK.match(lines[line]) else column
    inside = ""
    for index in range(line, -1, -1):
        match = _BLOCK.match(lines[index])
        if match is None or len(match[1]) >= max(limit, 1):
            continue
        limit = len(match[1])
        if match[2] == "class":
            return _KINDS.get(match[3]), inside
        inside = match[3]
        if limit == 0:
            break
    return None, inside


def header_end(text: str) -> int:
    """Return the offset at which the header of a text ends, unclosed behind it; -1 where it has none."""
    quote = text[:3]
    if quote not in ('"""', "'''"):
        return -1
    end = text.find(quote, 3)
    return len(text) + 1 if end < 0 else end


def tool_at(lines: list[str], line: int, column: int) -> str | None:
    """Return the method of `Tools` whose name stands at a place of its `def`."""
    match = _BLOCK.match(lines[line])
    if match is None or match[2] != "def" or not match.start(3) <= column <= match.end(3):
        return None
    kind, _ = enclosing(lines, line, len(match[1]))
    return match[3] if kind is Kind.TOOLS else None
