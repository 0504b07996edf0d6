"""`owui-lint config`."""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

import click

from owui_lint.cli.options import loader, setting_options
from owui_lint.config import Configuration


@click.command()
@click.argument("file", required=False, metavar="[FILE]")
@setting_options
@click.option("--format", "form", type=click.Choice(("text", "json")), default="text")
def command(file: str | None, form: str, **options: Any) -> None:
    """Show each setting and where it comes from, for FILE or the working directory."""
    configurations = loader(options)
    configuration = configurations.for_folder() if file is None else configurations.for_path(file)
    rows = [
        (key, _spelt(value.value), value.origin) for key, value in configuration.values.items()
    ] + _of_flake8(configuration)
    if form == "json":
        print(json.dumps([dict(zip(("key", "value", "origin"), row, strict=True)) for row in rows]))
        return
    width = max(len(key) for key, _, _ in rows)
    for key, value, origin in rows:
        print(f"{key:{width}} = {value}  # {origin}")


def _of_flake8(configuration: Configuration) -> list[tuple[str, str, str]]:
    """Return what of flake8's section holds beside our own settings."""
    section = configuration.flake8
    if section is None:
        return []
    values = {
        "flake8 select": section.selection.select,
        "flake8 extend-select": section.selection.extend_select,
        "flake8 ignore": section.selection.ignore,
        "flake8 per-file-ignores": section.per_file,
        "flake8 exclude": section.excludes,
    }
    rows = [(key, _spelt(value), section.table.place) for key, value in values.items() if value]
    if not section.noqa:
        rows.append(("flake8 disable-noqa", "true", section.table.place))
    return rows


def _spelt(value: Any) -> str:
    """Return a value as a file of configuration would have it."""
    if value is None:
        return "(not set)"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, tuple):
        if value and isinstance(value[0], tuple):
            return "; ".join(f"{pattern}: {', '.join(codes)}" for pattern, codes in value)
        return ", ".join(value) or "(none)"
    return str(value)
