"""`owui-lint upgrade`."""

from __future__ import annotations

from typing import Any

import click

from owui_lint.cli import inputs
from owui_lint.cli.options import PATHS, STDIN_NAME, loader, required, setting_options
from owui_lint.cli.releases import note_unknown
from owui_lint.cli.usage import EXIT_CLEAN, EXIT_FOUND, Diagnostics, UsageError, note


@click.command()
@PATHS
@click.option(
    "--from",
    "before",
    metavar="VERSION|URL",
    help="The release in use, or the address of a server that runs it. Default: what the "
    "component's header requires, else the oldest release known.",
)
@click.option(
    "--to", "after", metavar="VERSION", help="The release to upgrade to. Default: the newest known."
)
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True
)
@STDIN_NAME
@setting_options
def command(
    paths: tuple[str, ...],
    before: str | None,
    after: str | None,
    form: str,
    stdin_display_name: str,
    **options: Any,
) -> int:
    """Tell what an upgrade of Open WebUI breaks in components, worst first.

    Lints each component for both releases, and lists the errors and warnings that only the newer one
    has, each with the release in which it came.

    Exit codes: 0 nothing breaks, 1 something does, 2 a wrong question or a file that cannot be read.

    Example: owui-lint upgrade functions/ --from 0.9.6 --to 0.12.4
    """
    from owui_lint.report import upgrades as report
    from owui_lint.upgrade import upgrade, worst_first

    after = options.pop("target_version", None) or after  # the same question in `check`'s words
    configurations = loader({**options, "target_version": None})
    diagnostics = Diagnostics()
    before = _release(before) if before is not None else None
    if after is not None:
        note_unknown(after)
    found = []
    for unit in inputs.units(required(paths), configurations, stdin_display_name, diagnostics):
        configuration = configurations.for_path(unit.path)
        settings = configuration.settings_for(unit.path)
        try:
            one = upgrade(unit.source, settings, before, after, noqa=configuration.noqa)
        except ValueError as error:
            raise UsageError(str(error)) from None
        if one.kind is not None or one.breaks:
            found.append(one)
    if form == "json":
        click.echo(report.as_json(worst_first(found)))
    elif found or not diagnostics.any:
        click.echo(report.as_text(worst_first(found)), nl=False)
    return diagnostics.exit_code(EXIT_FOUND if any(one.breaks for one in found) else EXIT_CLEAN)


def _release(before: str) -> str:
    """Return the release that is meant, asking the server when its address is given."""
    if "://" not in before:
        return before
    from owui_lint.audit.client import AuditError, Server

    try:
        version = Server(before).version()
    except AuditError as error:
        raise UsageError(str(error)) from None
    note(f"{before} runs Open WebUI {version}")
    return version
