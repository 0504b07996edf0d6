"""Exit codes, and what makes the exit code 2: one line on standard error for each."""

from __future__ import annotations

import sys
from contextlib import suppress

from owui_lint.finding import on_one_line

EXIT_CLEAN = 0
"""Nothing was found (or nothing that `--fail-on` counts)."""
EXIT_FOUND = 1
"""Something was found, or is left after `fix`."""
EXIT_USAGE = 2
"""What was asked makes no sense, or something could not be read or written."""
EXIT_INTERRUPTED = 130
"""What shells expect of a program that Ctrl-C has ended."""


class UsageError(Exception):
    """What was asked makes no sense; the message is one line."""


class Diagnostics:
    """What could not be done of what was asked, said as it comes; the rest goes on."""

    def __init__(self) -> None:
        self.any = False

    def say(self, error: Exception | str) -> None:
        """Print one line on standard error, and end with the exit code 2."""
        self.any = True
        note(error)

    def exit_code(self, otherwise: int) -> int:
        """Return 2 after anything was said."""
        return EXIT_USAGE if self.any else otherwise


def note(message: Exception | str) -> None:
    """Print one line on standard error, if there is one; it changes no exit code."""
    if sys.stderr is not None:  # `print` would take standard output then
        with suppress(OSError):
            print(f"owui-lint: {on_one_line(str(message))}", file=sys.stderr)
