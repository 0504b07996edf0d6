"""`owui-lint check | fix | explain | rules`: thin, over the same engine as every other face.

Exit codes: 0 nothing found, 1 something found (or left by `fix`), 2 what was asked makes no sense.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

from owui_lint import __version__
from owui_lint.cli.usage import EXIT_FOUND, EXIT_INTERRUPTED, EXIT_USAGE, Complaints, UsageError
from owui_lint.finding import on_one_line


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and give its exit code.

    Args:
        argv: the arguments; None is those of the process
    """
    _show_what_cannot_be_encoded()
    arguments = _parser().parse_args(argv)
    try:
        code = _run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()  # when Python ends, it would be too late to say what went wrong
    except BrokenPipeError:  # the reader, such as `head`, has enough
        _throw_away_the_rest()
        return EXIT_FOUND
    except OSError as error:
        _throw_away_the_rest()
        Complaints().say(f"Cannot write the output: {error.strerror or error}")
        return EXIT_USAGE
    except KeyboardInterrupt:
        _throw_away_the_rest()
        Complaints().say("Interrupted")
        return EXIT_INTERRUPTED
    return code


def _run(arguments: argparse.Namespace) -> int:
    from owui_lint.cli import commands
    from owui_lint.settings import SettingsError

    try:
        return int(getattr(commands, arguments.command)(arguments))
    except (SettingsError, UsageError) as error:
        Complaints().say(error)
        return EXIT_USAGE


def _show_what_cannot_be_encoded() -> None:
    r"""Write as `\xe9` what the terminal's encoding lacks: a finding counts for more than its looks."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _throw_away_the_rest() -> None:
    """What is still to be written, Python would try to write at its end, and complain."""
    with suppress(OSError, ValueError, AttributeError):  # it may be closed, or no file at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Parser(argparse.ArgumentParser):
    """Says in one line what is wrong, without a page on how it would be right."""

    def error(self, message: str) -> NoReturn:
        line = on_one_line(f"{self.prog}: error: {message} (`{self.prog} --help` says more)")
        self.exit(EXIT_USAGE, f"{line}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="owui-lint", description="Static analysis for Open WebUI components.")
    parser.add_argument("--version", action="version", version=f"owui-lint {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="list what is wrong with files or folders")
    _add_paths_and_settings(check)
    check.add_argument(
        "--format", choices=("text", "json"), default="text", help="how findings are printed"
    )

    fix = commands.add_parser("fix", help="apply the fixes, in place")
    _add_paths_and_settings(fix)
    fix.add_argument("--diff", action="store_true", help="print what would change; change nothing")
    fix.add_argument(
        "--unsafe", action="store_true", help="also what may change what the component does"
    )

    explain = commands.add_parser("explain", help="print the documentation of a rule")
    explain.add_argument("code", metavar="CODE", help="such as OWU312, or a rule's name")

    commands.add_parser("rules", help="list all rules")
    return parser


def _add_paths_and_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths", nargs="+", metavar="PATH", help="a file, a folder, or - for standard input"
    )
    parser.add_argument("--stdin-display-name", default="stdin", metavar="NAME")
    group = parser.add_argument_group("what to look for")
    for option, metavar, description in (
        ("--owui-target-version", "VERSION", "the release that components shall run on"),
        ("--owui-profile", "PROFILE", "host, template (default) or strict"),
        ("--owui-kind", "KIND", "read every file as this kind, fragments too"),
        ("--select", "CODES", "only these codes and prefixes"),
        ("--extend-select", "CODES", "these too, such as an opt-in rule"),
        ("--ignore", "CODES", "not these codes and prefixes"),
    ):
        group.add_argument(option, metavar=metavar, help=description)
