"""`owui-lint check`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from owui_lint.cli import files
from owui_lint.cli.options import PATHS, STDIN_NAME, loader, required, setting_options
from owui_lint.cli.usage import EXIT_CLEAN, EXIT_FOUND, Diagnostics

if TYPE_CHECKING:
    from owui_lint.report import FileReport


@click.command()
@PATHS
@setting_options
@STDIN_NAME
@click.option("--format", type=click.Choice(("text", "json")), default="text")
def command(paths: tuple[str, ...], stdin_display_name: str, format: str, **options: Any) -> int:  # noqa: A002
    """List what is wrong with files or folders."""
    from owui_lint import engine

    configurations = loader(options)
    diagnostics = Diagnostics()
    reports: list[FileReport] = []
    for source, _, _ in files.inputs(required(paths), stdin_display_name, diagnostics):
        configuration = configurations.for_path(source.path)
        settings = configuration.settings_for(source.path)
        found = engine.lint(source, settings, fixes=True, noqa=configuration.noqa)
        reports.append((source, found))
    if reports or not diagnostics.any:
        _show(reports, format)
    return diagnostics.exit_code(found_code(reports))


def _show(reports: list[FileReport], form: str) -> None:
    if form == "json":
        from owui_lint.report import as_json

        as_json.show(reports)
        return
    from owui_lint.report import as_text  # rich, which an editor that reads JSON need not wait for

    as_text.show(reports)


def found_code(reports: Iterable[FileReport]) -> int:
    """Return the exit code for what was found."""
    return EXIT_FOUND if any(findings for _, findings in reports) else EXIT_CLEAN
