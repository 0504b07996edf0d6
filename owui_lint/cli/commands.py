"""What each command does; the name of a function is the name of its command."""

from __future__ import annotations

import argparse
import difflib
import io
import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from owui_lint import engine
from owui_lint.cli import files
from owui_lint.cli.usage import EXIT_CLEAN, EXIT_FOUND, Complaints, UsageError
from owui_lint.fixer import FixResult
from owui_lint.fixer import fix as fix_file
from owui_lint.report import as_json
from owui_lint.rule import all_rules
from owui_lint.settings import Settings

if TYPE_CHECKING:
    from owui_lint.parsing.source import SourceFile
    from owui_lint.report import FileReport


def check(arguments: argparse.Namespace) -> int:
    """List what is wrong."""
    settings = _settings(arguments)
    complaints = Complaints()
    reports: list[FileReport] = [
        (source, engine.lint(source, settings, fixes=True))
        for source, _, _ in files.inputs(arguments.paths, arguments.stdin_display_name, complaints)
    ]
    if reports or not complaints.any:
        _show(reports, arguments.format)
    return complaints.exit_code(_found(reports))


def _show(reports: list[FileReport], form: str) -> None:
    if form == "json":
        as_json.show(reports)
        return
    from owui_lint.report import as_text  # rich, which an editor that reads JSON need not wait for

    as_text.show(reports)


def fix(arguments: argparse.Namespace) -> int:
    """Apply the fixes in place, or show them; what is left is listed on standard error."""
    from owui_lint.report import as_text

    settings = _settings(arguments)
    complaints = Complaints()
    left: list[FileReport] = []
    fixed = 0
    for one in files.inputs(arguments.paths, arguments.stdin_display_name, complaints):
        result = fix_file(one.source, settings, unsafe=arguments.unsafe)
        try:
            _hand_over(one, result, diff=arguments.diff)
        except UsageError as error:
            complaints.say(error)
            result = FixResult(one.source, (), tuple(engine.lint(one.source, settings, fixes=True)))
        fixed += len(result.applied)
        left.append((result.source, list(result.findings)))
    if left or not complaints.any:
        as_text.show(left, fixed=fixed, to_stderr=True)
    return complaints.exit_code(_found(left))


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


def _found(reports: Iterable[FileReport]) -> int:
    return EXIT_FOUND if any(findings for _, findings in reports) else EXIT_CLEAN


def explain(arguments: argparse.Namespace) -> int:
    """Print the documentation of a rule."""
    from owui_lint.report import as_text

    wanted = arguments.code.lower()
    for rule in all_rules():
        if wanted in (rule.code.lower(), rule.name):
            as_text.show_rule(rule)
            return EXIT_CLEAN
    raise UsageError(f"No such rule: `{arguments.code}`")


def rules(arguments: argparse.Namespace) -> int:
    """List all rules."""
    from owui_lint.report import as_text

    as_text.show_rules(all_rules())
    return EXIT_CLEAN


def _diff(source: SourceFile, result: FixResult) -> Iterator[str]:
    before, after = (_lines(text) for text in (source.text, result.source.text))
    for line in difflib.unified_diff(before, after, f"a/{source.path}", f"b/{source.path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """With their ends; `splitlines` would end some at form feeds too."""
    return list(io.StringIO(text, newline=""))


def _settings(arguments: argparse.Namespace) -> Settings:
    settings = Settings.parse(
        target_version=arguments.owui_target_version,
        profile=arguments.owui_profile,
        kind=arguments.owui_kind,
        select=arguments.select,
        extend_select=arguments.extend_select,
        ignore=arguments.ignore,
    )
    prefixes = (*settings.select, *settings.extend_select, *settings.ignore)
    for prefix in prefixes:
        if not any(rule.code.startswith(prefix) for rule in all_rules()):
            raise UsageError(f"No rule has the code or prefix `{prefix}`")
    return settings
