"""`owui-lint clean`."""

from __future__ import annotations

import click

from owui_lint.cli.usage import UsageError


@click.command()
@click.option(
    "--cache-dir",
    metavar="FOLDER",
    envvar="OWUI_LINT_CACHE_DIR",
    help="The cache to remove, if not the user's own.",
)
def command(cache_dir: str | None) -> None:
    """Remove what is remembered of earlier runs."""
    from owui_lint.cache import clean

    try:
        removed = clean(cache_dir)
    except OSError as error:
        raise UsageError(f"Cannot remove the cache: {error.strerror or error}") from None
    click.echo("The cache is removed" if removed else "There is no cache")
