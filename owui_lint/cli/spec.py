"""`owui-lint spec`."""

from __future__ import annotations

from typing import Any

import click

from owui_lint.cli import inputs
from owui_lint.cli.options import PATHS, STDIN_NAME, loader, required, setting_options
from owui_lint.cli.usage import EXIT_CLEAN, Diagnostics


@click.command()
@PATHS
@click.option(
    "--format", "form", type=click.Choice(("text", "json")), default="text", show_default=True
)
@STDIN_NAME
@setting_options
def command(paths: tuple[str, ...], form: str, stdin_display_name: str, **options: Any) -> int:
    """Show what Open WebUI and the model see of a component.

    Each tool with name, description and JSON schema, the settings page of its Valves, and for each
    entry point who fills which parameter on the target release. Nothing of it is run.

    Example: owui-lint spec my_tool.py --target-version 0.9.6
    """
    from owui_lint import engine
    from owui_lint.finding import Finding
    from owui_lint.host import Host
    from owui_lint.parsing.process import without_collector, without_warnings
    from owui_lint.report import specs as report
    from owui_lint.spec import Spec, spec_of

    configurations = loader(options)
    diagnostics = Diagnostics()
    found: list[tuple[str, Spec]] = []
    for unit in inputs.units(required(paths), configurations, stdin_display_name, diagnostics):
        source = unit.source
        settings = configurations.for_path(unit.path).settings_for(unit.path)
        with without_collector, without_warnings:
            try:
                component = engine.read(source, settings.kind, Host(settings.target_version))
            except RecursionError:
                diagnostics.say(f"`{source.path}` is nested too deeply to be read")
                continue
            if isinstance(component, Finding):
                diagnostics.say(f"`{source.path}`: {component.message}")
                continue
            spec = spec_of(component)
        if spec is None:
            diagnostics.say(f"`{source.path}` is not an Open WebUI component")
        else:
            found.append((source.path, spec))
    if form == "json" and (found or not diagnostics.any):
        click.echo(report.as_json(found))
    elif form == "text":
        click.echo("\n".join(report.as_text(path, spec) for path, spec in found), nl=False)
    return diagnostics.exit_code(EXIT_CLEAN)
