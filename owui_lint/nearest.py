"""Which known name a misspelt one was meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(name: str, known: Iterable[str], likeness: float = 0.75) -> str | None:
    """The one of `known` that `name` is close to, or the only one it is the beginning of.

    In names of several parts (`chat:titel`, `function.create`) all but the last must be the same:
    what they share says nothing about how alike they are. `likeness` goes from 0 to 1.
    """
    head, last = _split(name)
    tails = {_split(one)[1]: one for one in known if _split(one)[0] == head}
    longer = [tail for tail in tails if len(last) > 3 and tail.startswith(last)]
    close = longer if len(longer) == 1 else difflib.get_close_matches(last, tails, 1, likeness)
    return tails[close[0]] if close else None


def _split(name: str) -> tuple[str, str]:
    """Everything up to the last separator, and the rest."""
    at = max(name.rfind(":"), name.rfind("."))
    return name[: at + 1], name[at + 1 :]
