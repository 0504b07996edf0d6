"""How deep and how long the brackets of a text are, found without parsing it.

Strings are told apart as Python 3.12 does it: a replacement field of an f-string holds code, with
strings of its own, under any quotes. Nothing is looked at twice, closed or not.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_CODE = re.compile(
    r"#[^\n]*|(?P<prefix>(?<!\w)[A-Za-z]{1,2})?(?P<quote>\"\"\"|'''|[\"'])|(?P<other>[(\[{)\]}:])"
)
_PLAIN = {
    '"': re.compile(r'[^"\\\n]*(?:\\.[^"\\\n]*)*', re.DOTALL),
    "'": re.compile(r"[^'\\\n]*(?:\\.[^'\\\n]*)*", re.DOTALL),
    '"""': re.compile(r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*', re.DOTALL),
    "'''": re.compile(r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*", re.DOTALL),
}
"""What stands in a string, up to its end."""
_ESCAPE = r"\\N\{[^{}\n]*\}|\\(?=[{}])|\\[^{}]|\{\{|\}\}"
_FORMATTED = {
    '"': re.compile(rf'[^"\\\n{{}}]*(?:(?:{_ESCAPE})[^"\\\n{{}}]*)*', re.DOTALL),
    "'": re.compile(rf"[^'\\\n{{}}]*(?:(?:{_ESCAPE})[^'\\\n{{}}]*)*", re.DOTALL),
    '"""': re.compile(rf'[^"\\{{}}]*(?:(?:{_ESCAPE}|"(?!""))[^"\\{{}}]*)*', re.DOTALL),
    "'''": re.compile(rf"[^'\\{{}}]*(?:(?:{_ESCAPE}|'(?!''))[^'\\{{}}]*)*", re.DOTALL),
}
"""The same, up to a replacement field."""


class Brackets(NamedTuple):
    """What the brackets of a text are like.

    Attributes:
        deepest: how many stand inside each other
        longest: the most characters that one pair spans, up to the end where one is left open
    """

    deepest: int
    longest: int


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._depth = self._deepest = 0
        self._start = self._longest = 0
        # Of each f-string around: its quotes, and the depth inside the replacement field
        self._fields: list[tuple[str, int]] = []

    def run(self) -> Brackets:
        position = 0
        while match := _CODE.search(self._text, position):
            position = match.end()
            if match["quote"]:
                prefix = (match["prefix"] or "").lower()
                formatted = "f" in prefix or "t" in prefix
                position = self._string(position, match["quote"], formatted=formatted)
            elif match["other"]:
                position = self._other(match["other"], match.start())
        if self._depth:
            self._longest = max(self._longest, len(self._text) - self._start)
        return Brackets(self._deepest, self._longest)

    def _other(self, character: str, position: int) -> int:
        """A bracket, or a colon; gives where code goes on."""
        quote, inside = self._fields[-1] if self._fields else ("", -1)
        if character in "([{":
            self._open(position)
        elif character != ":":
            self._close(position)
            if self._depth < inside:  # the end of the field
                self._fields.pop()
                return self._string(position + 1, quote, formatted=True)
        elif self._depth == inside:  # how the field is to be shown
            return self._string(position + 1, quote, formatted=True)
        return position + 1

    def _string(self, position: int, quote: str, *, formatted: bool) -> int:
        """A string, from behind its quotes or one of its fields; gives where code goes on."""
        while True:
            end = self._end_of((_FORMATTED if formatted else _PLAIN)[quote], position)
            if self._text.startswith(quote, end):
                return end + len(quote)
            following = self._text[end : end + 1]
            if following == "{":
                self._open(end)
                self._fields.append((quote, self._depth))
                return end + 1
            if following != "}":
                return end  # left open
            if self._fields and self._fields[-1] == (quote, self._depth):
                self._fields.pop()  # the end of a field, behind how it is to be shown
                self._close(end)
            position = end + 1

    def _end_of(self, content: re.Pattern[str], position: int) -> int:
        match = content.match(self._text, position)
        return position if match is None else match.end()

    def _open(self, position: int) -> None:
        self._start = position if self._depth == 0 else self._start
        self._depth += 1
        self._deepest = max(self._deepest, self._depth)

    def _close(self, position: int) -> None:
        self._depth = max(self._depth - 1, 0)
        if self._depth == 0:
            self._longest = max(self._longest, position - self._start)


def brackets(text: str) -> Brackets:
    """Look through `text` once."""
    return _Scanner(text).run()


def depth_at_most(text: str) -> int:
    """How deep brackets are if there are no strings: what no mistake about strings can hide."""
    depth = deepest = 0
    for match in re.finditer(r"[(\[{]|[)\]}]", text):
        if match.group() in "([{":
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth = max(depth - 1, 0)
    return deepest
