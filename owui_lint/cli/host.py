"""`owui-lint host`: what is known of Open WebUI's releases."""

from __future__ import annotations

import click

from owui_lint.cli.releases import note_unknown
from owui_lint.cli.usage import EXIT_CLEAN, UsageError


@click.group(no_args_is_help=False)
def command() -> None:
    """Compare releases of Open WebUI."""


@command.command()
@click.argument("before", metavar="OLDER")
@click.argument("after", metavar="NEWER")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "markdown", "json")),
    default="text",
    show_default=True,
)
@click.option("--all", "everything", is_flag=True, help="List every addition; JSON always does.")
def diff(before: str, after: str, form: str, everything: bool) -> int:
    """Show what changed for component authors between two releases.

    Parameters, hooks, header keys, valve inputs, events, modules, functions and their signatures,
    packages: what breaks first, then what behaves differently, then what is new.

    Example: owui-lint host diff 0.11.4 0.12.4
    """
    from owui_lint.host.diff import compare
    from owui_lint.report import host_diff

    try:
        comparison = compare(before, after)
    except ValueError as error:
        raise UsageError(str(error)) from None
    note_unknown(after)
    if form == "json":
        click.echo(host_diff.as_json(comparison))
    elif form == "markdown":
        click.echo(host_diff.as_markdown(comparison, everything=everything), nl=False)
    else:
        click.echo(host_diff.as_text(comparison, everything=everything), nl=False)
    return EXIT_CLEAN
