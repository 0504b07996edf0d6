"""`owui-lint baseline`."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import click

from owui_lint.cli.options import (
    PATHS,
    STDIN_NAME,
    loader,
    required,
    run_options,
    setting_options,
)
from owui_lint.cli.usage import UsageError


@click.group(no_args_is_help=False)
def command() -> None:
    """Record today's findings, so that only new ones are reported.

    `baseline write` records them in a file; `owui-lint check --baseline FILE`, or the key
    `baseline` of the configuration, leaves them out. They are known by code, message and the text
    of their line, so lines may move.
    """


@command.command()
@PATHS
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    help="The baseline (default: the configured one, or owui-lint-baseline.json).",
)
@run_options
@setting_options
@STDIN_NAME
def write(paths: tuple[str, ...], output: str | None, **options: Any) -> int:
    """Record all findings in the baseline; what is gone leaves it."""
    from owui_lint.baseline import DEFAULT_NAME, written
    from owui_lint.cli.run import Run, RunOptions
    from owui_lint.report.as_text import counted

    configurations = loader(options)
    target = output or configurations.for_folder()["baseline"] or DEFAULT_NAME
    run = Run(configurations, RunOptions.taken(options))
    found = run.find(required(paths))
    reports = [report for report, _ in run.reports(found) if report.findings]
    if not run.diagnostics.any:
        try:
            Path(target).write_text(written(reports, target), encoding="utf-8", newline="\n")
        except OSError as error:
            raise UsageError(f"Cannot write `{target}`: {error.strerror or error}") from None
        total = sum(len(report.findings) for report in reports)
        click.echo(
            f"{counted(total, 'finding')} of {counted(len(reports), 'component')} in {target}"
        )
    return run.diagnostics.exit_code(0)


@command.command()
@click.argument("file", required=False, metavar="[FILE]")
def show(file: str | None) -> None:
    """List what the baseline holds, by file."""
    from owui_lint.baseline import DEFAULT_NAME, Baseline, BaselineError
    from owui_lint.config import load
    from owui_lint.finding import on_one_line
    from owui_lint.report.as_text import counted

    path = file or load()["baseline"] or DEFAULT_NAME
    try:
        known = Baseline.read(path).known
    except BaselineError as error:
        raise UsageError(str(error)) from None
    by_file: Counter[str] = Counter()
    for key, count in sorted(known.items()):
        if key.path not in by_file:
            click.echo(on_one_line(key.path))
        by_file[key.path] += count
        entry = f"{key.entry}: " if key.entry else ""
        times = f" ({count} times)" if count > 1 else ""
        click.echo(f"  {entry}{key.code} {key.message}{times}: {on_one_line(key.line)}")
    click.echo(
        f"{counted(known.total(), 'finding')} in {counted(len(by_file), 'file')} ({os.fspath(path)})"
    )
