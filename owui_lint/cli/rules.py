"""`owui-lint rules`."""

from __future__ import annotations

import click


@click.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    help="How rules are printed; json has their documentation too.",
)
def command(form: str) -> None:
    """List all rules, one line each where the output is not a terminal."""
    from owui_lint.report.rule_pages import rules_as_json, show_rules
    from owui_lint.rule import all_rules

    if form == "json":
        click.echo(rules_as_json(all_rules()))
    else:
        show_rules(all_rules())
