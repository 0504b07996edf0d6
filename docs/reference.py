"""The references of the command, the configuration, the JSON output and the Python API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

import owui_lint
from docs.markdown import table, toctree
from owui_lint import codes
from owui_lint.cli.group import cli
from owui_lint.cli.table import COMMANDS, SECTIONS
from owui_lint.config import KEYS
from owui_lint.finding import Severity
from owui_lint.rule import rule_of

_WIDTH = 88
_PARTS = (
    "owui_lint.finding.Span",
    "owui_lint.finding.Edit",
    "owui_lint.finding.Related",
    "owui_lint.finding.Applicability",
    "owui_lint.kinds.Kind",
    "owui_lint.settings.Profile",
    "owui_lint.settings.Selection",
    "owui_lint.parsing.source.SourceFile",
)
"""Types that the public ones are made of."""
_ROOT = Path(__file__).resolve().parents[1]


def reference_pages() -> dict[str, str]:
    """Return the pages by file name."""
    changelog = (_ROOT / "CHANGELOG.md").read_text("utf-8")
    names = ["command", "configuration", "json", "python", "flake8-severity"]
    return {
        "reference/index.md": "# Reference\n\n"
        + "- [The command](command.md)\n- [Configuration](configuration.md)\n"
        + "- [JSON output](json.md)\n- [Python](python.md)\n"
        + "- [Severities for the Flake8 extension](flake8-severity.md)\n\n"
        + toctree(None, names)
        + "\n",
        "reference/command.md": _command(),
        "reference/configuration.md": _configuration(),
        "reference/json.md": _json(),
        "reference/python.md": _python(),
        "reference/flake8-severity.md": _flake8_severity(),
        "changelog.md": changelog.replace("](rules/README.md)", "](rules/index.md)"),
    }


def _flake8_severity() -> str:
    """Return the map that VS Code's Flake8 extension takes; what it does not find is an error there."""
    words = {Severity.WARNING: "Warning", Severity.CONVENTION: "Information"}
    severities = {code: rule_of(code).severity for code in codes.known()}
    ours = {code: words[one] for code, one in severities.items() if one in words}
    usual = {"E": "Error", "F": "Error", "W": "Warning", "I": "Information"}
    text = json.dumps({"flake8.severity": usual | ours}, indent=2)
    return (
        "# Severities for the Flake8 extension\n\nflake8 knows no severities. With this in its "
        "`settings.json`, VS Code's Flake8 extension shows ours: errors as errors, warnings as "
        "warnings and conventions as information. It holds for this version of owui-lint.\n\n"
        f"```json\n{text}\n```\n"
    )


def _command() -> str:
    parts = ["# The command\n", f"\n```text\n{_help(cli, 'owui-lint')}\n```\n"]
    for section in SECTIONS:
        for name, entry in COMMANDS.items():
            if entry.section == section:
                command = import_module(f"owui_lint.cli.{name.replace('-', '_')}").command
                for path, one in _commands(command, f"owui-lint {name}"):
                    parts.append(f"\n## {path}\n\n```text\n{_help(one, path)}\n```\n")
    return "".join(parts)


def _commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        for name, inner in command.commands.items():
            yield from _commands(inner, f"{path} {name}")


def _help(command: click.Command, path: str) -> str:
    settings = {"help_option_names": ["-h", "--help"], "terminal_width": _WIDTH}
    context = click.Context(command, info_name=path, **settings)  # type: ignore[arg-type]
    return command.get_help(context)


def _configuration() -> str:
    rows = ((f"`{name}`", key.description, _shown(key.default)) for name, key in KEYS.items())
    return (
        "# Configuration\n\nIn `[tool.owui-lint]` of pyproject.toml, or in `[owui-lint]` of setup.cfg, "
        "tox.ini or .flake8: see [the guide](../guides/configuration.md). "
        "`owui-lint config FILE` shows each value and where it comes from.\n\n"
        + table(("key", "meaning", "default"), rows)
        + "\n"
    )


def _shown(value: Any) -> str:
    value = getattr(value, "value", value)
    if value is None or value == ():
        return ""
    return ", ".join(f"`{one}`" for one in value) if isinstance(value, tuple) else f"`{value}`"


def _json() -> str:
    schema = json.loads((files("owui_lint") / "report" / "schema.json").read_text("utf-8"))
    return (
        "# JSON output\n\n`owui-lint check --format json` prints one document. The format is a "
        "contract: fields are added, never renamed, and `version` changes with its meaning. "
        "`owui-lint schema` prints this schema:\n\n"
        f"```json\n{json.dumps(schema, indent=2, ensure_ascii=False)}\n```\n"
    )


def _python() -> str:
    parts = [
        "# Python\n\n```python\nimport owui_lint\n\n"
        'for finding in owui_lint.lint_file("my_filter.py"):\n'
        "    print(finding.line, finding.code, finding.message)\n```\n",
    ]
    for name in owui_lint.__all__:
        if not name.startswith("_"):
            one = getattr(owui_lint, name)
            parts.append(_documented(f"owui_lint.{name}", is_class=isinstance(one, type)))
    parts.append("\n## What these are made of\n")
    parts += [_documented(name, is_class=True, level=3) for name in _PARTS]
    return "".join(parts)


def _documented(name: str, *, is_class: bool, level: int = 2) -> str:
    lines = [f".. auto{'class' if is_class else 'function'}:: {name}"]
    lines += ["   :members:"] if is_class else []
    block = "\n".join(["```{eval-rst}", *lines, "```"])
    return f"\n{'#' * level} {name.rpartition('.')[2]}\n\n{block}\n"
