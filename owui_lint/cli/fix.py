"""`owui-lint fix`."""

from __future__ import annotations

import difflib
import io
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from owui_lint.cli import files, inputs
from owui_lint.cli.options import (
    PATHS,
    STDIN_NAME,
    loader,
    required,
    run_options,
    setting_options,
)
from owui_lint.cli.usage import EXIT_CLEAN, EXIT_FOUND, Diagnostics, UsageError
from owui_lint.finding import Applicability, Finding

if TYPE_CHECKING:
    from owui_lint.cache import Cache
    from owui_lint.cli.files import Input
    from owui_lint.config import Configuration, Loader
    from owui_lint.fixer import FixResult
    from owui_lint.parsing.source import SourceFile
    from owui_lint.report import Report


@click.command()
@PATHS
@click.option("--diff", is_flag=True, help="Print what would change; change nothing.")
@click.option(
    "--check",
    "only_check",
    is_flag=True,
    help="Change nothing; exit with 1 if anything would change.",
)
@click.option("--unsafe", is_flag=True, help="Also what may change what the component does.")
@click.option(
    "--fail-on",
    metavar="SEVERITY",
    help="Exit with 1 when something of this severity is left: error, warning, convention "
    "(default), never.",
)
@click.option(
    "--exit-zero", is_flag=True, default=None, help="Exit with 0 even when something is left."
)
@run_options
@setting_options
@STDIN_NAME
def command(
    paths: tuple[str, ...], diff: bool, only_check: bool, unsafe: bool, **options: Any
) -> int:
    """Apply the fixes in place; what is left is listed on standard error.

    Fixes that keep what the component does are applied; with --unsafe also those that are likely
    right and change it. Components in JSON exports and Markdown are fixed where they are. What
    comes from standard input (`-`) goes to standard output.

    \b
    Exit codes: 0 nothing left, 1 something left (with --check: something would
    change), 2 a wrong question or a file that cannot be read or written.
    """  # noqa: D301 (click knows this sign)
    from owui_lint.cli.run import RunOptions

    configurations = loader(options)
    configuration = configurations.for_folder()
    run = RunOptions.taken(options)
    diagnostics = Diagnostics()
    found = inputs.find(required(paths), configurations, diagnostics, ignore_files=run.ignore_files)
    mode = _Mode(diff=diff, check=only_check, unsafe=unsafe)
    fixer = _Fixer(configurations, run.cache, mode)
    done = [one for path in found.paths if (one := fixer.fix(path, run.stdin_name, diagnostics))]
    if run.cache is not None:
        run.cache.close()
    if done or not diagnostics.any:
        _show(done, mode)
    return diagnostics.exit_code(_exit_code(done, mode, configuration))


@dataclass(frozen=True)
class _Mode:
    """What is to be done with the fixes."""

    diff: bool
    check: bool
    unsafe: bool

    @property
    def writes(self) -> bool:
        return not (self.diff or self.check)


@dataclass(frozen=True)
class _Done:
    """What became of one file.

    Attributes:
        reports: what is left of its components, at their places in the file as it is now
        applied: how many fixes were applied, or would be
        left: everything that is left, or would be; also what only a fix brings to light
    """

    reports: tuple[Report, ...]
    applied: int
    left: tuple[Finding, ...]


class _Fixer:
    def __init__(self, loader: Loader, cache: Cache | None, mode: _Mode) -> None:
        self._loader = loader
        self._cache = cache
        self._mode = mode

    def fix(self, path: Any, stdin_name: str, diagnostics: Diagnostics) -> _Done | None:
        """Fix one file; None where it cannot be read."""
        try:
            one = files.read(path, stdin_name)
        except UsageError as error:
            diagnostics.say(error)
            return None
        results, known = self._results(one)
        try:
            after = self._hand_over(one, results)
        except UsageError as error:
            diagnostics.say(error)
            everything = tuple(finding for findings in known for finding in findings)
            return _Done(tuple(_reports(one, known)), 0, everything)
        applied = sum(len(result.applied) for result in results)
        left = [result.findings for result in results]
        everything = tuple(finding for findings in left for finding in findings)
        if not self._mode.writes:
            both = zip(known, results, strict=True)
            left = [_left(before, result, self._mode.unsafe) for before, result in both]
            after = one
        return _Done(tuple(_reports(after, left)), applied, everything)

    def _results(self, one: Input) -> tuple[list[FixResult], list[tuple[Finding, ...]]]:
        """Return what each component of a file becomes, and what was wrong with it before."""
        from owui_lint.fixer import FixResult, fix
        from owui_lint.runner import examine

        configuration = self._loader.for_path(one.source.path)
        settings = configuration.settings_for(one.source.path)
        results: list[FixResult] = []
        before: list[tuple[Finding, ...]] = []
        for unit in one.units:
            outcome = examine(
                unit.source, settings, noqa=configuration.noqa, cache=self._cache
            ).outcome
            excerpt = unit.part is not None and unit.part.entry is None and outcome.kind is None
            findings = () if excerpt else outcome.findings
            before.append(findings)
            if any(finding.fix for finding in findings):
                results.append(
                    fix(
                        unit.source,
                        settings,
                        unsafe=self._mode.unsafe,
                        noqa=configuration.noqa,
                        known=findings,
                    )
                )
            else:
                results.append(FixResult(unit.source, (), findings))
        return results, before

    def _hand_over(self, one: Input, results: list[FixResult]) -> Input:
        """Write what became of a file, or what would become of it; return the file as it is now.

        Raises:
            UsageError: it cannot be written
        """
        changed = any(result.applied for result in results)
        data = _data(one, results) if changed else one.data
        to_output = self._mode.diff or (one.path is None and not self._mode.check)
        if to_output and sys.stdout is None:
            raise UsageError("Cannot write to standard output: it is closed")
        after = files.parsed(data, one.source.path, one.path) if changed else one
        if self._mode.diff:
            sys.stdout.writelines(_diffs(one, after, results))
            return after
        if self._mode.check:
            return after
        if one.path is None:
            sys.stdout.buffer.write(data)
        elif changed:
            files.write(one.path, one.data, data)
        return after


def _data(one: Input, results: list[FixResult]) -> bytes:
    """Return the bytes of a file after its fixes.

    Raises:
        UsageError: its encoding cannot give back what was read
    """
    if not _gives_back(one.source, one.data):
        encoding = one.source.encoding
        raise UsageError(
            f"Cannot fix `{one.source.path}`: `{encoding}` writes other bytes than were read"
        )
    if one.units[0].part is None:
        return results[0].data
    texts = {number: result.text for number, result in enumerate(results) if result.applied}
    try:
        return one.source.encode(files.put_back(one, texts))
    except UnicodeEncodeError:
        raise UsageError(
            f"Cannot fix `{one.source.path}`: `{one.source.encoding}` lacks a character"
        ) from None


def _gives_back(source: SourceFile, data: bytes) -> bool:
    """Check whether the file's encoding has one way only to write its text, unlike UTF-7."""
    try:
        return source.encode(source.text) == data
    except UnicodeError:
        return False


def _left(before: tuple[Finding, ...], result: FixResult, unsafe: bool) -> tuple[Finding, ...]:
    """Return which findings of the unchanged file would be left: its lines are those on the disk."""
    left = Counter((one.code, one.message) for one in result.findings)
    kept: set[int] = set()
    # Of those that say the same, the ones that a fix mends are the ones that go.
    for number in sorted(range(len(before)), key=lambda number: _is_mended(before[number], unsafe)):
        key = before[number].code, before[number].message
        if left[key] > 0:
            left[key] -= 1
            kept.add(number)
    return tuple(before[number] for number in sorted(kept))


def _is_mended(finding: Finding, unsafe: bool) -> bool:
    return finding.fix is not None and (unsafe or not _is_unsafe(finding))


def _reports(one: Input, findings: Iterable[tuple[Finding, ...]]) -> Iterator[Report]:
    from owui_lint.report import Report

    for unit, found in zip(one.units, findings, strict=True):
        yield Report(unit.source, found, path=one.source.path, part=unit.part)


def _show(done: list[_Done], mode: _Mode) -> None:
    from owui_lint.report.as_text import TextWriter

    def why(finding: Finding) -> str:
        if finding.fix is None:
            return "no fix is known"
        if finding.fix.applicability is Applicability.UNSAFE and not mode.unsafe:
            return "its fix may change what the component does; `owui-lint fix --unsafe` applies it"
        return "its fix would leave a file that is no better"

    writer = TextWriter(sys.stderr, why=why)
    for one in done:
        for report in one.reports:
            writer.add(report)
    writer.print([(f"{_closing(done, mode)}\n", "")])


def _closing(done: list[_Done], mode: _Mode) -> str:
    from owui_lint.report.as_text import counted, listed

    applied = sum(one.applied for one in done)
    said = counted(applied, "fix", "fixes")
    said += " applied" if mode.writes else " would be applied"
    left = [finding for one in done for finding in one.left]
    if not left:
        return f"{said}, nothing left"
    without = sum(finding.fix is None for finding in left)
    unsafe = 0 if mode.unsafe else sum(_is_unsafe(finding) for finding in left)
    others = len(left) - without - unsafe
    parts = [f"{unsafe} with an unsafe fix"] if unsafe else []
    parts += [f"{without} without a fix"] if without else []
    parts += [f"{others} whose fix does no good"] if others else []
    return f"{said}, {counted(len(left), 'finding')} left: {listed(parts)}"


def _is_unsafe(finding: Finding) -> bool:
    return finding.fix is not None and finding.fix.applicability is Applicability.UNSAFE


def _exit_code(done: list[_Done], mode: _Mode, configuration: Configuration) -> int:
    from owui_lint.report import at_least

    if configuration["exit-zero"]:
        return EXIT_CLEAN
    if mode.check:
        return EXIT_FOUND if any(one.applied for one in done) else EXIT_CLEAN
    left = (finding for one in done for finding in one.left)
    failing = any(at_least(finding.severity, configuration["fail-on"]) for finding in left)
    return EXIT_FOUND if failing else EXIT_CLEAN


def _diffs(before: Input, after: Input, results: list[FixResult]) -> Iterator[str]:
    """Yield the change of a file; of a JSON export, the change of each component in it."""
    parts = [unit.part for unit in before.units]
    if not any(part is not None and part.entry is not None for part in parts):
        yield from _diff(before.source.path, before.source.text, after.source.text)
        return
    for unit, result in zip(before.units, results, strict=True):
        yield from _diff(unit.source.path, unit.source.text, result.source.text)


def _diff(path: str, before: str, after: str) -> Iterator[str]:
    old, new = _lines(before), _lines(after)
    for line in difflib.unified_diff(old, new, f"a/{path}", f"b/{path}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Return the lines with their ends; `splitlines` would end some at form feeds too."""
    return list(io.StringIO(text, newline=""))
