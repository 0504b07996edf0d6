"""The root command: it knows every subcommand's name, and imports only the one that is run."""

from __future__ import annotations

import difflib
import os
from importlib import import_module

import click

from owui_lint import __version__
from owui_lint.cli.table import COMMANDS, SECTIONS
from owui_lint.links import SITE


class _Lazy(click.Group):
    """Finds commands in the table, and helps whoever mistypes one."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names, in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command; None where there is no such name."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"owui_lint.cli.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands by section, without importing them."""
        for section in SECTIONS:
            rows = [
                (name, entry.summary)
                for name, entry in COMMANDS.items()
                if entry.section == section
            ]
            if rows:
                with formatter.section(section):
                    formatter.write_dl(rows)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that was meant.

        Raises:
            click.UsageError: there is none of that name; the message says which is near
        """
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise click.UsageError(_unknown(name), ctx)
        return super().resolve_command(ctx, args)


def _unknown(name: str) -> str:
    if name.endswith(".py") or os.path.exists(name):
        return f"`{name}` is not a command; did you mean `owui-lint check {name}`?"
    near = difflib.get_close_matches(name, COMMANDS, 1, 0.6)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    return f"there is no command `{name}`{hint}"


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        click.echo(f"owui-lint {__version__}")
        ctx.exit()


@click.group(
    cls=_Lazy,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=f"Start with `owui-lint check my_filter.py`. Documentation: {SITE}",
    no_args_is_help=False,
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_version,
    help="Print the version and exit.",
)
def cli() -> None:
    """Static analysis for Open WebUI components.

    Reads functions, tools and pipelines as text, runs nothing of them, and reports what Open WebUI
    would reject, ignore or trip over.

    Exit codes: 0 nothing found, 1 something found, 2 a wrong question or a file that cannot be
    read, 130 stopped by Ctrl-C.
    """
