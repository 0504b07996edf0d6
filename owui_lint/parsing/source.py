"""One file: its bytes, its text, its lines, and whether it can be a component at all.

Nothing here imports LibCST: a file that fails `could_be_component` never pays for it.

Lines are 1-based. Columns and offsets are 0-based and count code points of `SourceFile.text`,
which has no byte order mark.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import tokenize
from bisect import bisect_right
from collections.abc import Sequence
from functools import cached_property
from itertools import accumulate

from owui_lint.parsing import candidates

# Python ends a line here and nowhere else: not at a form feed, \x85 or \u2028 as `splitlines` does.
_LINE_END = re.compile(r"\r\n|\n|\r")


class SourceFile:
    """The text of one file, with what is needed to write it back byte for byte.

    Attributes:
        path: as it is shown; nothing is read from it
        text: decoded, line ends as they are, without the byte order mark
        encoding: name of the codec that `encode` uses
        bom: whether the bytes (or the text) began with a byte order mark
        problem: why the bytes could not be decoded as Python decodes them, or None; `text` is
            then read as Latin-1, good enough to tell whether it was meant as a component
    """

    def __init__(
        self,
        path: str,
        text: str,
        *,
        encoding: str = "utf-8",
        bom: bool = False,
        problem: str | None = None,
    ) -> None:
        """Take the parts as they are; see `from_bytes` and `from_text`."""
        self.path = path
        self.text = text
        self.encoding = encoding
        self.bom = bom
        self.problem = problem

    @classmethod
    def from_bytes(cls, data: bytes, path: str) -> SourceFile:
        """Decode `data` as Python does (PEP 263: byte order mark, coding cookie, else UTF-8)."""
        bom = data.startswith(codecs.BOM_UTF8)
        body = data[len(codecs.BOM_UTF8) :] if bom else data
        try:
            encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
            if encoding == "utf-8-sig":
                encoding = "utf-8"
            return cls(path, body.decode(encoding), encoding=encoding, bom=bom)
        except SyntaxError as error:  # an unknown cookie, or one that contradicts the mark
            problem = str(error.msg)
        except (LookupError, ValueError) as error:
            problem = str(error)
        return cls(path, body.decode("latin-1"), encoding="latin-1", bom=bom, problem=problem)

    @classmethod
    def from_text(cls, text: str, path: str = "<text>") -> SourceFile:
        """Take text that somebody else has decoded; a leading U+FEFF is the byte order mark."""
        bom = text.startswith("\ufeff")
        return cls(path, text[1:] if bom else text, bom=bom)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> SourceFile:
        """Read a file.

        Raises:
            OSError: it cannot be read
        """
        with open(path, "rb") as file:
            return cls.from_bytes(file.read(), os.fspath(path))

    def encode(self, text: str) -> bytes:
        """`text` as bytes of this file: same encoding, same byte order mark.

        Raises:
            UnicodeEncodeError: `text` holds a character the file's encoding lacks
        """
        return (codecs.BOM_UTF8 if self.bom else b"") + text.encode(self.encoding)

    @cached_property
    def line_starts(self) -> Sequence[int]:
        """The offset at which each line begins; the first is 0."""
        # newline="" keeps line ends, and takes for one what Python does
        ends = accumulate(map(len, io.StringIO(self.text, newline="")))
        return [0, *ends][: len(self.lines)]

    @cached_property
    def lines(self) -> Sequence[str]:
        """The lines without their ends. `lines[0]` is line 1; never empty."""
        return _LINE_END.split(self.text) if "\r" in self.text else self.text.split("\n")

    def offset(self, line: int, column: int) -> int:
        """The offset of a place; one past the end of the text is clamped to it.

        Raises:
            IndexError: the text has no such line
        """
        if line < 1:
            raise IndexError(line)
        return min(self.line_starts[line - 1] + column, len(self.text))

    def position(self, offset: int) -> tuple[int, int]:
        """Line (1-based) and column (0-based) of an offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1]

    @cached_property
    def newline(self) -> str:
        r"""The line end that inserted lines should have: the file's first one, else \n."""
        first = _LINE_END.search(self.text)
        return first.group() if first else "\n"

    def could_be_component(self) -> bool:
        """Whether reading this file is worth it. Errs towards yes; ordinary packages fail."""
        # UTF-16 comes here as letters with a null beside each; that it is unreadable must be said.
        return candidates.could_be_component(self.text.replace("\0", ""))
