"""Runs the command: whatever goes wrong ends in one line and an exit code, never in a traceback."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from owui_lint.cli.usage import (
    EXIT_CLEAN,
    EXIT_FOUND,
    EXIT_INTERRUPTED,
    EXIT_USAGE,
    UsageError,
    note,
)

COMPLETE = "_OWUI_LINT_COMPLETE"
"""Set by the shell that asks for completions (click's own convention)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        argv: the arguments; None is those of the process
    """
    _show_what_cannot_be_encoded()
    try:
        code = _run(list(sys.argv[1:] if argv is None else argv))
        if sys.stdout is not None:
            sys.stdout.flush()  # when Python ends, it would be too late to say what went wrong
    except BrokenPipeError:  # the reader, such as `head`, has enough
        _throw_away_the_rest()
        return EXIT_FOUND
    except OSError as error:
        _throw_away_the_rest()
        note(f"Cannot write the output: {error.strerror or error}")
        return EXIT_USAGE
    except KeyboardInterrupt:
        _throw_away_the_rest()
        note("Interrupted")
        return EXIT_INTERRUPTED
    return code


def _run(arguments: list[str]) -> int:
    if arguments == ["--version"]:  # asked by scripts and editors, again and again
        from owui_lint import __version__

        print(f"owui-lint {__version__}")
        return EXIT_CLEAN
    import click

    from owui_lint.cli.group import cli
    from owui_lint.settings import SettingsError

    if COMPLETE in os.environ:
        cli.main(arguments, "owui-lint", complete_var=COMPLETE)
    try:
        with cli.make_context("owui-lint", arguments) as context:
            return int(cli.invoke(context) or EXIT_CLEAN)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    except click.UsageError as error:
        command = "owui-lint" if error.ctx is None else error.ctx.command_path
        message = " ".join(error.format_message().split()).removesuffix(".")
        joint = " See" if message.endswith("?") else "; see"
        note(f"{message}{joint} `{command} --help`")
    except click.ClickException as error:
        note(" ".join(error.format_message().split()))
    except (SettingsError, UsageError) as error:
        note(error)
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
