"""`owui-lint schema`."""

from __future__ import annotations

from importlib.resources import files

import click


@click.command()
def command() -> None:
    """Print the JSON Schema of `check --format json`."""
    schema = files("owui_lint.report") / "schema.json"
    click.echo(schema.read_text(encoding="utf-8"), nl=False)
