"""The metadata header: the docstring of `key: value` lines at the top of a component.

Open WebUI reads it with a line pattern (utils/plugin.py `extract_frontmatter`, the same in every
release): only when the file's first line is exactly three double quotes, and only up to the first
later line that holds three double quotes. `Header` keeps both what stands there and what is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.finding import Span
from owui_lint.host import Host
from owui_lint.parsing.candidates import TELLING_KEYS

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.positions import Positions
    from owui_lint.parsing.source import SourceFile

_FIELD = re.compile(r"^\s*([a-z_]+):\s*(.*)\s*$", re.IGNORECASE)
_DRESSED = re.compile(
    r"""^\s*((?:[-*•]\s+)?["'`*]*)([a-z_]+)(["'`*]*\s*(?::["'`*]*|=))(?=\s|$)""", re.IGNORECASE
)
"""A key that is written as in Markdown, JSON or TOML, or with a blank before the colon."""
_OPENING = re.compile(r"([A-Za-z]*)(\"\"\"|'''|\"|')")
_QUOTES = '"""'


@dataclass(frozen=True)
class HeaderField:
    """One `key: value` line.

    Attributes:
        key: as written, case kept
        value: stripped
        line: 1-based
        key_span: the key
        value_span: the stripped value (empty where there is none)
    """

    key: str
    value: str
    line: int
    key_span: Span
    value_span: Span

    @property
    def span(self) -> Span:
        """From the key to the end of the value."""
        return Span(self.line, self.key_span.column, self.line, self.value_span.end_column)


@dataclass(frozen=True)
class DressedKey:
    """A known key that Open WebUI does not take for one: `title :`, `- title:`, `"title":`, `title =`.

    Attributes:
        key: in lower case
        span: from the beginning of the line to the sign behind the key
        is_bare: whether only a blank before the colon is too much
    """

    key: str
    span: Span
    is_bare: bool


class Header:
    """The docstring that holds the component's metadata.

    Attributes:
        node: the string
        in_parentheses: whether there are any around it
        first_line, last_line: 1-based lines of its opening and closing quotes
        is_docstring: whether it is the file's first statement
    """

    def __init__(
        self,
        source: SourceFile,
        node: cst.SimpleString | cst.ConcatenatedString,
        first_line: int,
        code: str,
        is_docstring: bool,
    ) -> None:
        self._source = source
        self.node = node
        self.in_parentheses = bool(node.lpar)
        self.first_line = first_line
        self.last_line = first_line + len(re.findall(r"\r\n|\r|\n", code))
        self.is_docstring = is_docstring
        opening = _OPENING.match(code)
        self.prefix, self.quotes = opening.groups() if opening is not None else ("", "")

    @cached_property
    def fields(self) -> tuple[HeaderField, ...]:
        """The `key: value` lines between the lines of the quotes, in order."""
        lines = range(self.first_line + 1, self.last_line)
        return tuple(field for line in lines if (field := self.field_at(line)) is not None)

    def field_at(self, line: int, text: str | None = None) -> HeaderField | None:
        """The field that one line of the file (or `text` at its start) makes."""
        text = self._source.lines[line - 1] if text is None else text
        text = text.rstrip("\r\n")
        match = _FIELD.match(text)
        if match is None:
            return None
        value = match.group(2).rstrip()
        start = match.start(2)
        return HeaderField(
            match.group(1),
            value,
            line,
            Span(line, match.start(1), line, match.end(1)),
            Span(line, start, line, start + len(value)),
        )

    def dressed_key_at(self, line: int) -> DressedKey | None:
        """The known key that one line of the file would name, if Open WebUI's pattern took it."""
        text = self.line_text(line)
        match = _DRESSED.match(text)
        if match is None or match.group(2).lower() not in Host.header_keys():
            return None
        if self.field_at(line) is not None:
            return None
        is_bare = not match.group(1) and match.group(3).strip() == ":"
        return DressedKey(
            match.group(2).lower(), Span(line, match.start(1), line, match.end()), is_bare
        )

    @cached_property
    def all_fields(self) -> list[HeaderField]:
        """The fields, and those on the lines of the quotes, which Open WebUI does not read."""
        outer = ((self.first_line, self.opening_text), (self.last_line, self.closing_text))
        found = (self.field_at(line, text) for line, text in outer)
        return [*self.fields, *(field for field in found if field is not None)]

    @cached_property
    def opening_text(self) -> str:
        """What stands behind the opening quotes on their line (stripped; "" for a one-line docstring)."""
        line = self._source.lines[self.first_line - 1]
        return line.partition(self.quotes)[2].strip() if self.last_line > self.first_line else ""

    @cached_property
    def closing_text(self) -> str:
        """What stands before the closing quotes on their line (unstripped; "" for a one-line docstring)."""
        if self.last_line == self.first_line:
            return ""
        return self._source.lines[self.last_line - 1].partition(self.quotes)[0]

    @cached_property
    def is_read(self) -> bool:
        """Whether Open WebUI reads it at all: the file's first line is exactly three double quotes.

        A byte order mark is left out of account: Open WebUI does not get as far as the header then.
        """
        return self.first_line == 1 and self._source.lines[0].strip() == _QUOTES

    def get(self, *keys: str) -> HeaderField | None:
        """The last field (the one that wins) with one of these lower-case keys, exactly as written."""
        return next((field for field in reversed(self.fields) if field.key in keys), None)

    def get_any_case(self, *keys: str) -> HeaderField | None:
        """Like `get`, whatever the case of the key."""
        return next((field for field in reversed(self.fields) if field.key.lower() in keys), None)

    def line_text(self, line: int) -> str:
        """A line of the file (1-based) without its line end."""
        return self._source.lines[line - 1].rstrip("\r\n")

    @property
    def looks_like_component(self) -> bool:
        """Whether it is read as a header and names what only a component names."""
        keys = {field.key for field in self.fields}
        told = keys & {"author", "version", "license", "description", "author_url", "git_url"}
        is_own = bool(keys & {"requirements", "required_open_webui_version"}) or len(told) > 2
        return self.is_read and "title" in keys and is_own

    @cached_property
    def has_known_key(self) -> bool:
        """Whether its lines name keys that Open WebUI, its pages or the templates know.

        A string that Open WebUI does not read needs more than one word that prose has as well
        (`type: …`, `version: …`).
        """
        known = Host.header_keys()
        candidates = self.all_fields
        found = {field.key.lower() for field in candidates} & known.keys()
        lines = range(self.first_line + 1, self.last_line)
        dressed = filter(None, map(self.dressed_key_at, lines))
        if not self.is_read and self._is_prose(candidates):
            return False
        if not found:
            found = {item.key for item in dressed if item.is_bare}
            return len(found) > 1 and bool(found & TELLING_KEYS)
        return bool(found) and (self.is_read or len(found) > 1 or bool(found & TELLING_KEYS))

    def _is_prose(self, fields: list[HeaderField]) -> bool:
        """Return whether the text begins with a sentence and its keys stand indented below it."""
        lines = [self.opening_text, *(self.line_text(n) for n in self._inner_lines())]
        first = next((line for line in lines if line.strip()), "")
        margin = len(first) - len(first.lstrip())
        is_sentence = _FIELD.match(first) is None and _DRESSED.match(first) is None
        return is_sentence and all(field.key_span.column > margin for field in fields)

    def _inner_lines(self) -> range:
        return range(self.first_line + 1, self.last_line)


def find_header(source: SourceFile, tree: cst.Module, positions: Positions) -> Header | None:
    """The first free-standing string of the module that names a known key; else its docstring, else None."""
    docstring: Header | None = None
    for index, statement, node in _strings(tree):
        code = tree.code_for_node(node.with_changes(lpar=(), rpar=()))
        in_place = index == 0 and not node.lpar
        line = _first_line(source, tree, statement, code) if in_place else None
        if line is None:
            line = positions.span(node).line
        header = Header(source, node, line, code, index == 0)
        if header.has_known_key:
            return header
        docstring = docstring or (header if index == 0 else None)
    return docstring


def _strings(
    tree: cst.Module,
) -> Iterator[tuple[int, cst.SimpleStatementLine, cst.SimpleString | cst.ConcatenatedString]]:
    for index, statement in enumerate(tree.body):
        if isinstance(statement, cst.SimpleStatementLine) and isinstance(
            statement.body[0], cst.Expr
        ):
            value = statement.body[0].value
            if isinstance(value, (cst.SimpleString, cst.ConcatenatedString)):
                yield index, statement, value


def _first_line(
    source: SourceFile, tree: cst.Module, statement: cst.SimpleStatementLine, code: str
) -> int | None:
    line = len(tree.header) + len(statement.leading_lines) + 1
    opening = code.splitlines()[0] if code else ""
    in_place = line <= len(source.lines) and source.lines[line - 1].strip().startswith(
        opening.strip()
    )
    return line if in_place else None
