"""From a file to its syntax tree, or to the reason why there is none: the one parse."""

from __future__ import annotations

import ast
import platform
import re
import sys
from contextlib import suppress
from importlib.metadata import version
from typing import NamedTuple

import libcst as cst

from owui_lint.parsing.limits import TooDeep, check_depth, is_plain, parse_python, with_enough_stack
from owui_lint.parsing.process import without_warnings
from owui_lint.parsing.source import SourceFile

_NEWER_SYNTAX = (
    ((3, 11), re.compile(r"\bexcept\s*\*|\[\s*\*")),
    ((3, 12), re.compile(r"^\s*type\s+\w+.*=|\b(?:def|class)\s+\w+\s*\[")),
    ((3, 12), re.compile(r"(?<!\w)(?:[fF][rR]?|[rR][fF])[\"']")),
    ((3, 14), re.compile(r"(?<!\w)(?:[tT][rR]?|[rR][tT])[\"']|\bexcept\s+[\w.]+\s*,")),
)
"""What the line looks like on which an older Python stops reading."""


class Tree(NamedTuple):
    """A parsed text.

    Attributes:
        module: LibCST's tree
        python: Python's own tree, where it was needed or given
    """

    module: cst.Module
    python: ast.Module | None


class Refusal(NamedTuple):
    """Why a text cannot be read, and where: line 1-based, column 0-based in code points."""

    message: str
    line: int = 1
    column: int = 0


TOO_DEEP = Refusal("The file is nested too deeply to be read; simplify it")
"""Said of a file that no stack is large enough for."""


def parse(source: SourceFile, tree: ast.Module | None = None) -> Tree | Refusal:
    """Return the one parse of `source`, or why there is none.

    Args:
        source: the file
        tree: the text's `ast`, where the caller has it already

    Raises:
        RecursionError: Python's stack is too small for it
    """
    if source.problem is not None:
        return Refusal(f"The file cannot be decoded: {source.problem}")
    try:
        return _parse(source, tree)
    except TooDeep:
        return TOO_DEEP


def _parse(source: SourceFile, tree: ast.Module | None) -> Tree | Refusal:
    if tree is None and is_plain(source.text) and _compile(source.text) is None:
        with suppress(cst.ParserSyntaxError):  # which LibCST raises for some of what Python takes
            return Tree(cst.parse_module(source.text), None)
    parsed = parse_python(source.text) if tree is None else tree
    if isinstance(parsed, SyntaxError) and _newer_than_this(source, parsed) is None:
        return _syntax_error(source, parsed)
    known = None if isinstance(parsed, SyntaxError) else parsed
    try:
        deep = check_depth(source.text, known)
    except TooDeep:
        if isinstance(parsed, SyntaxError):  # whatever LibCST would say, Python's reason is one
            return _syntax_error(source, parsed)
        raise
    try:
        module = with_enough_stack(lambda: cst.parse_module(source.text), usual=not deep)
    except (cst.ParserSyntaxError, UnicodeEncodeError):
        if isinstance(parsed, SyntaxError):
            return _syntax_error(source, parsed)
        return Refusal(f"The file is more than can be read by {_parsers()}")
    if isinstance(parsed, SyntaxError):
        return Tree(module, None)  # LibCST reads newer syntax than this Python
    refused = _compile(parsed)  # anything else: a flake8 plugin before us has changed the tree
    if isinstance(refused, SyntaxError):
        return _syntax_error(source, refused)
    return Tree(module, known)


def _parsers() -> str:
    return f"this parser (LibCST {version('libcst')}, Python {platform.python_version()})"


def _compile(code: ast.Module | str) -> Exception | None:
    """What the compiler refuses, such as `return` outside a function. Nothing is run."""
    try:
        with without_warnings:
            compile(code, "<component>", "exec", dont_inherit=True)
    except (SyntaxError, RecursionError, MemoryError, TypeError, ValueError) as error:
        return error
    return None


def _syntax_error(source: SourceFile, error: SyntaxError) -> Refusal:
    newer = _newer_than_this(source, error)
    if newer is None:
        message = f"The file is not valid Python: {error.msg}"
    else:
        message = f"The file has syntax of Python {newer[0]}.{newer[1]}, newer than {_parsers()}"
    line = min(max(error.lineno or 1, 1), len(source.lines))
    column = min(max((error.offset or 1) - 1, 0), len(source.lines[line - 1]))
    return Refusal(message, line, column)


def _newer_than_this(source: SourceFile, error: SyntaxError) -> tuple[int, int] | None:
    """The Python version whose syntax the refused line has, if it is newer than the running one."""
    line = source.lines[min(max(error.lineno or 1, 1), len(source.lines)) - 1]
    for python, pattern in _NEWER_SYNTAX:
        if python > sys.version_info[:2] and pattern.search(line):
            return python
    return None
