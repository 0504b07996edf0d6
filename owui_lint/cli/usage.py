"""Exit codes, and the one exception that means 2."""

from __future__ import annotations

EXIT_CLEAN = 0
EXIT_FOUND = 1
EXIT_USAGE = 2


class UsageError(Exception):
    """What was asked makes no sense; the message is one line."""
