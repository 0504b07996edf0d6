"""`owui-lint rules`."""

from __future__ import annotations

import click


@click.command()
def command() -> None:
    """List all rules."""
    from owui_lint.report.as_text import show_rules
    from owui_lint.rule import all_rules

    show_rules(all_rules())
