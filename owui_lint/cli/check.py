"""`owui-lint check`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import IO, TYPE_CHECKING, Any

import click

from owui_lint.cli.options import (
    PATHS,
    STDIN_NAME,
    loader,
    required,
    run_options,
    setting_options,
)
from owui_lint.cli.usage import EXIT_CLEAN, EXIT_FOUND, UsageError
from owui_lint.config import FORMATS, TEXT_FORMATS

if TYPE_CHECKING:
    from owui_lint.baseline import Baseline
    from owui_lint.cli.run import Run
    from owui_lint.config import Configuration
    from owui_lint.report import Report, Summary
    from owui_lint.report.writers import Writer


@click.command()
@PATHS
@click.option(
    "--output-format",
    "--format",
    "format",
    metavar="FORMAT",
    help="How findings are printed: full (default), concise, grouped, json, jsonl, sarif, github, "
    "gitlab, junit or html.",
)
@click.option(
    "--output",
    "outputs",
    metavar="FORMAT=PATH",
    multiple=True,
    help="Write this format to a file too; may be given several times.",
)
@click.option(
    "--fail-on",
    metavar="SEVERITY",
    help="Exit with 1 from this severity on: error, warning, convention (default), never.",
)
@click.option(
    "--exit-zero", is_flag=True, default=None, help="Exit with 0 even when something is found."
)
@click.option(
    "--min-severity",
    metavar="SEVERITY",
    help="Report this severity and worse: error, warning or convention (default).",
)
@click.option("--baseline", metavar="FILE", help="Do not report the findings in this file again.")
@click.option("--statistics", is_flag=True, help="Count the findings of each rule.")
@click.option("--show-files", is_flag=True, help="List every file, and what it is.")
@run_options
@setting_options
@STDIN_NAME
def command(
    paths: tuple[str, ...],
    outputs: tuple[str, ...],
    statistics: bool,
    show_files: bool,
    **options: Any,
) -> int:
    """List what is wrong with files, folders, JSON exports of Open WebUI or Markdown.

    PATH is a file, a folder, a pattern such as "functions/**/*.py", or - for standard input. In
    folders, Python files are read that no .gitignore leaves out.

    \b
    Exit codes: 0 nothing found, 1 something found (see --fail-on),
    2 a wrong question or a file that cannot be read, 130 stopped by Ctrl-C.
    """  # noqa: D301 (click knows this sign)
    from owui_lint.cli.run import Run, RunOptions

    configurations = loader(options)
    configuration = configurations.for_folder()
    form = configuration["format"]
    is_text = form in TEXT_FORMATS
    run = Run(configurations, RunOptions.taken(options, mends=is_text and form != "concise"))
    known = _baseline(configuration)
    found = run.find(required(paths))
    with ExitStack() as stack:
        writers = _writers(form, outputs, stack, several=len(found.paths) > 1)
        for writer in writers:
            writer.begin()
        mends = [0, 0]
        with _progress(run, is_text) as step:
            for report, examined in run.reports(found):
                shown = _shown(report, configuration["min-severity"], known, run.summary)
                run.summary.add(shown)
                mends = [a + b for a, b in zip(mends, examined.mends or (0, 0), strict=True)]
                if show_files:
                    _list(report)
                for writer in writers:
                    writer.add(shown)
                step()
        if run.options.mends:
            run.summary.safe, run.summary.unsafe = mends
        _end(run, writers, known, statistics=statistics)
    return run.diagnostics.exit_code(exit_code(run.summary, configuration))


def exit_code(summary: Summary, configuration: Configuration) -> int:
    """Return the exit code for what was found."""
    from owui_lint.report import at_least

    worst = summary.worst()
    if worst is None or configuration["exit-zero"]:
        return EXIT_CLEAN
    return EXIT_FOUND if at_least(worst, configuration["fail-on"]) else EXIT_CLEAN


def _baseline(configuration: Configuration) -> Baseline | None:
    path = configuration["baseline"]
    if path is None:
        return None
    from owui_lint.baseline import Baseline, BaselineError

    try:
        return Baseline.read(path)
    except BaselineError as error:
        raise UsageError(str(error)) from None


def _shown(report: Report, least: str, known: Baseline | None, summary: Summary) -> Report:
    """Return a report without what is too mild, and without what is known."""
    from owui_lint.report import at_least

    if known is not None:
        before = len(report.findings)
        report = known.new(report)
        summary.known += before - len(report.findings)
    wanted = tuple(one for one in report.findings if at_least(one.severity, least))
    return report if len(wanted) == len(report.findings) else replace(report, findings=wanted)


def _writers(
    form: str, outputs: tuple[str, ...], stack: ExitStack, *, several: bool
) -> list[Writer]:
    from owui_lint.report.writers import writer

    writers = [writer(form, sys.stdout, several=several)]
    for output in outputs:
        name, equals, path = output.partition("=")
        if not equals or not path or name not in FORMATS:
            known = ", ".join(FORMATS)
            raise UsageError(
                f"Invalid `--output`: `{output}` is not FORMAT=PATH, with one of {known}"
            )
        stream = stack.enter_context(_opened(path))
        writers.append(writer(name, stream, several=several))
    return writers


def _opened(path: str) -> IO[str]:
    try:
        return open(path, "w", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise UsageError(f"Cannot write `{path}`: {error.strerror or error}") from None


def _list(report: Report) -> None:
    from owui_lint.report.as_text import described

    what = "hidden by `# flake8: noqa`" if report.hidden else described(report)
    click.echo(f"{report.source.path}: {what}")


def _end(run: Run, writers: list[Writer], known: Baseline | None, *, statistics: bool) -> None:
    from owui_lint.report.as_text import statistics_lines, summary_lines

    if known is not None:
        run.summary.gone = known.gone().total()
    counted = run.summary
    read = counted.components + counted.others + counted.hidden + counted.excluded
    said = not read and run.diagnostics.any
    counts = list(statistics_lines(run.summary)) if statistics else []
    for writer in writers:
        writer.end(run.summary, [] if said else [*counts, *summary_lines(run.summary)])


@contextmanager
def _progress(run: Run, is_text: bool) -> Iterator[Any]:
    """Show how far a long run is, where somebody looks at it and nothing else is printed there."""
    looked_at = sys.stderr is not None and sys.stderr.isatty()
    if (
        not (looked_at and is_text and run.total > _MANY)
        or sys.stdout is None
        or sys.stdout.isatty()
    ):
        yield lambda: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Checking", total=run.total)
        yield lambda: bar.advance(task)


_MANY = 20
"""From so many files on, progress is shown."""
