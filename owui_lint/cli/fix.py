"""`owui-lint fix`."""

from __future__ import annotations

import difflib
import io
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from owui_lint.cli import files
from owui_lint.cli.check import found_code
from owui_lint.cli.options import PATHS, STDIN_NAME, loader, required, setting_options
from owui_lint.cli.usage import Diagnostics, UsageError

if TYPE_CHECKING:
    from owui_lint.fixer import FixResult
    from owui_lint.parsing.source import SourceFile
    from owui_lint.report import FileReport


@click.command()
@PATHS
@setting_options
@STDIN_NAME
@click.option("--diff", is_flag=True, help="Print what would change; change nothing.")
@click.option("--unsafe", is_flag=True, help="Also what may change what the component does.")
def command(
    paths: tuple[str, ...], stdin_display_name: str, diff: bool, unsafe: bool, **options: Any
) -> int:
    """Apply the fixes in place, or show them; what is left is listed on standard error."""
    from owui_lint import engine
    from owui_lint.fixer import FixResult
    from owui_lint.fixer import fix as fix_file
    from owui_lint.report import as_text

    configurations = loader(options)
    diagnostics = Diagnostics()
    left: list[FileReport] = []
    fixed = 0
    for one in files.inputs(required(paths), stdin_display_name, diagnostics):
        settings = configurations.for_path(one.source.path).settings_for(one.source.path)
        result = fix_file(one.source, settings, unsafe=unsafe)
        try:
            _hand_over(one, result, diff=diff)
        except UsageError as error:
            diagnostics.say(error)
            result = FixResult(one.source, (), tuple(engine.lint(one.source, settings, fixes=True)))
        fixed += len(result.applied)
        left.append((result.source, list(result.findings)))
    if left or not diagnostics.any:
        as_text.show(left, fixed=fixed, to_stderr=True)
    return diagnostics.exit_code(found_code(left))


def _hand_over(one: files.Input, result: FixResult, *, diff: bool) -> None:
    """Write what became of a file, or what would become of it, to where it belongs.

    Raises:
        UsageError: it cannot be written
    """
    if (diff or one.path is None) and sys.stdout is None:
        raise UsageError("Cannot write to standard output: it is closed")
    if diff:
        sys.stdout.writelines(_diff(one.source, result))
        return
    if result.applied and not _gives_back(one.source, one.data):
        encoding = one.source.encoding
        raise UsageError(
            f"Cannot fix `{one.source.path}`: `{encoding}` writes other bytes than were read"
        )
    if one.path is None:
        sys.stdout.buffer.write(result.data)
    elif result.applied:
        files.write(one.path, one.data, result.data)


def _gives_back(source: SourceFile, data: bytes) -> bool:
    """Whether the file's encoding has one way only to write its text, unlike UTF-7."""
    try:
        return source.encode(source.text) == data
    except UnicodeError:
        return False


def _diff(source: SourceFile, result: FixResult) -> Iterator[str]:
    before, after = (_lines(text) for text in (source.text, result.source.text))
    for line in difflib.unified_diff(before, after, f"a/{source.path}", f"b/{source.path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """With their ends; `splitlines` would end some at form feeds too."""
    return list(io.StringIO(text, newline=""))
