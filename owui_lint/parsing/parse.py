"""From a file to a component, or to the finding that says why not."""

from __future__ import annotations

import ast
import platform
import re
import sys
from contextlib import suppress
from importlib.metadata import version

import libcst as cst

from owui_lint.component import Component
from owui_lint.component import read as read_component
from owui_lint.failures import UNPARSABLE, internal_error
from owui_lint.finding import Finding
from owui_lint.host import Host
from owui_lint.kinds import Kind
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


def read(
    source: SourceFile, kind: Kind | None, host: Host, tree: ast.Module | None = None
) -> Component | Finding:
    """The component in `source`, or a finding (OWU001, OWU000).

    Raises:
        RecursionError: Python's stack is too small for it
    """
    if source.problem is not None:
        return UNPARSABLE.at(source, f"The file cannot be decoded: {source.problem}")
    try:
        return _read(source, kind, host, tree)
    except TooDeep:
        return too_deep(source)
    except RecursionError:
        raise
    except Exception as error:
        return internal_error(source, "Reading the component", error)


def too_deep(source: SourceFile) -> Finding:
    """What is said of a file that no stack is large enough for."""
    return UNPARSABLE.at(source, "The file is nested too deeply to be read")


def _read(
    source: SourceFile, kind: Kind | None, host: Host, tree: ast.Module | None
) -> Component | Finding:
    if tree is None and is_plain(source.text) and _compile(source.text) is None:
        with suppress(cst.ParserSyntaxError):  # which LibCST raises for some of what Python takes
            return read_component(source, kind=kind, host=host)
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
        component = with_enough_stack(
            lambda: read_component(source, kind=kind, host=host, tree=known),
            usual=not deep,
        )
    except (cst.ParserSyntaxError, UnicodeEncodeError):
        if isinstance(parsed, SyntaxError):
            return _syntax_error(source, parsed)
        return UNPARSABLE.at(source, f"The file is more than can be read by {_parsers()}")
    if isinstance(parsed, SyntaxError):
        return component  # LibCST reads newer syntax than this Python
    refused = _compile(parsed)  # anything else: a flake8 plugin before us has changed the tree
    return _syntax_error(source, refused) if isinstance(refused, SyntaxError) else component


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


def _syntax_error(source: SourceFile, error: SyntaxError) -> Finding:
    newer = _newer_than_this(source, error)
    if newer is None:
        message = f"The file is not valid Python: {error.msg}"
    else:
        message = f"The file has syntax of Python {newer[0]}.{newer[1]}, newer than {_parsers()}"
    line = min(max(error.lineno or 1, 1), len(source.lines))
    column = min(max((error.offset or 1) - 1, 0), len(source.lines[line - 1]))
    return UNPARSABLE.at(source, message, line, column)


def _newer_than_this(source: SourceFile, error: SyntaxError) -> tuple[int, int] | None:
    """The Python version whose syntax the refused line has, if it is newer than the running one."""
    line = source.lines[min(max(error.lineno or 1, 1), len(source.lines)) - 1]
    for python, pattern in _NEWER_SYNTAX:
        if python > sys.version_info[:2] and pattern.search(line):
            return python
    return None
