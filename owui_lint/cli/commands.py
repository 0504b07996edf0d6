"""What each command does; the name of a function is the name of its command."""

from __future__ import annotations

import argparse
import difflib
import io
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from owui_lint import engine
from owui_lint.cli import files
from owui_lint.cli.usage import EXIT_CLEAN, EXIT_FOUND, UsageError
from owui_lint.fixer import fix as fix_file
from owui_lint.report import as_json, as_text
from owui_lint.settings import Settings

if TYPE_CHECKING:
    from owui_lint.fixer import FixResult
    from owui_lint.report import FileReport
    from owui_lint.source import SourceFile


def check(arguments: argparse.Namespace) -> int:
    """List what is wrong."""
    settings = _settings(arguments)
    reports: list[FileReport] = [
        (source, engine.lint(source, settings, fixes=True))
        for source, _ in files.inputs(arguments.paths, arguments.stdin_display_name)
    ]
    (as_json if arguments.format == "json" else as_text).show(reports)
    return EXIT_FOUND if any(findings for _, findings in reports) else EXIT_CLEAN


def fix(arguments: argparse.Namespace) -> int:
    """Apply the fixes in place, or show them; what is left is listed on standard error."""
    settings = _settings(arguments)
    left: list[FileReport] = []
    fixed = 0
    for source, path in files.inputs(arguments.paths, arguments.stdin_display_name):
        result = fix_file(source, settings, unsafe=arguments.unsafe)
        if arguments.diff:
            sys.stdout.writelines(_diff(source, result))
        elif path is None:
            sys.stdout.buffer.write(result.data)
        elif result.applied:
            files.write(path, result.data)
        fixed += len(result.applied)
        left.append((result.source, list(result.findings)))
    as_text.show(left, fixed=fixed, to_stderr=True)
    return EXIT_FOUND if any(findings for _, findings in left) else EXIT_CLEAN


def explain(arguments: argparse.Namespace) -> int:
    """Print the documentation of a rule."""
    from owui_lint.rule import all_rules

    wanted = arguments.code.lower()
    for rule in all_rules():
        if wanted in (rule.code.lower(), rule.name):
            as_text.show_rule(rule)
            return EXIT_CLEAN
    raise UsageError(f"No such rule: `{arguments.code}`")


def rules(arguments: argparse.Namespace) -> int:
    """List all rules."""
    from owui_lint.rule import all_rules

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
    return Settings.parse(
        target_version=arguments.owui_target_version,
        profile=arguments.owui_profile,
        kind=arguments.owui_kind,
        select=arguments.select,
        extend_select=arguments.extend_select,
        ignore=arguments.ignore,
    )
