"""How messages put several names into one sentence."""

from __future__ import annotations

from collections.abc import Iterable


def quoted(names: Iterable[str], last: str = "and") -> str:
    """Return "`a`", "`a` and `b`" or "`a`, `b` and `c`"; `last` is the word before the last name."""
    shown = [f"`{name}`" for name in names]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} {last} {shown[-1]}"
