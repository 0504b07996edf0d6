"""`owui-lint audit`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from owui_lint.cli.options import loader, setting_options
from owui_lint.cli.releases import note_unknown
from owui_lint.cli.usage import EXIT_CLEAN, EXIT_FOUND, UsageError, note

if TYPE_CHECKING:
    from owui_lint.audit.installed import Installed
    from owui_lint.config import Configuration


@click.command()
@click.argument("url", metavar="URL")
@click.option("--key-file", metavar="FILE", help="Read the API key from this file.")
@click.option("--ca-file", metavar="FILE", help="Trust these certificate authorities (PEM).")
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=30.0,
    metavar="SECONDS",
    show_default=True,
    help="The longest wait for each answer.",
)
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True
)
@setting_options
def command(
    url: str, key_file: str | None, ca_file: str | None, timeout: float, form: str, **options: Any
) -> int:
    """Check every function and tool that is installed on a running Open WebUI.

    Reads them through its REST API, changes nothing there, and lints them here for the release that
    the server runs. With --target-version, tells what an upgrade of the server to that release breaks.

    The API key of an administrator comes from the environment variable OWUI_API_KEY, from --key-file,
    or is asked for; it is sent to URL alone, and appears nowhere.

    Exit codes: 0 nothing found, 1 something found, 2 a wrong question, or the server cannot be read.

    Example: owui-lint audit https://chat.example.org --target-version 0.12.4
    """
    from owui_lint.audit.client import AuditError, Server
    from owui_lint.audit.installed import installed
    from owui_lint.audit.key import find_key

    after = options.pop("target_version", None)
    configuration = loader({**options, "target_version": None}).for_path("functions")
    try:
        version = Server(url, ca_file=ca_file, timeout=timeout).version()
        server = Server(url, find_key(key_file), ca_file=ca_file, timeout=timeout)
        if not server.is_encrypted:
            note("the key is sent over plain HTTP; anybody on the way can read it")
        found = installed(server)
    except AuditError as error:
        raise UsageError(str(error)) from None
    off = sum(not one.is_active for one in found)
    note(
        f"{server.url} runs Open WebUI {version} with {_counted(len(found), 'component')}"
        f"{f', {off} of them switched off' if off else ''}"
    )
    note_unknown(version if after is None else after)
    if after is not None:
        return _upgrade(found, configuration, version, after, form)
    return _check(found, configuration, version, form)


def _check(found: list[Installed], configuration: Configuration, version: str, form: str) -> int:
    from owui_lint import engine
    from owui_lint.report import Report
    from owui_lint.report.writers import show

    reports: list[Report] = []
    for one in found:
        settings = replace(
            configuration.settings_for(one.source.path), target_version=version, kind=one.kind
        )
        outcome = engine.examine(one.source, settings, fixes=True, noqa=configuration.noqa)
        reports.append(Report(one.source, outcome.findings, outcome.kind, outcome.title))
    show(reports, form)
    return EXIT_FOUND if any(report.findings for report in reports) else EXIT_CLEAN


def _upgrade(
    found: list[Installed], configuration: Configuration, version: str, after: str, form: str
) -> int:
    from owui_lint.report import upgrades as report
    from owui_lint.upgrade import upgrade, worst_first

    try:
        upgrades = [
            upgrade(
                one.source,
                replace(configuration.settings_for(one.source.path), kind=one.kind),
                version,
                after,
                noqa=configuration.noqa,
            )
            for one in found
        ]
    except ValueError as error:
        raise UsageError(str(error)) from None
    if form == "json":
        click.echo(report.as_json(worst_first(upgrades)))
    else:
        click.echo(report.as_text(worst_first(upgrades)), nl=False)
    return EXIT_FOUND if any(one.breaks for one in upgrades) else EXIT_CLEAN


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
