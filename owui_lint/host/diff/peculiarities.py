"""What releases do in their own way, in words: named facts, and what the changelog announces."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.host.base import HostBase
from owui_lint.host.diff.change import Change, Effect, Period
from owui_lint.host.store import load

_TOPIC = "behaviour"


def peculiarities(period: Period) -> Iterator[Change]:
    """Yield what the releases do differently that belongs to no other topic.

    The words are those of `data/kept/peculiarities.json`; a fact that is told as a change of its own
    (a parameter, a module) has none there.
    """
    for name, words in load("kept/peculiarities")["facts"].items():
        at = HostBase.fact(name)
        for release, key in ((period.added(at), "new"), (period.removed(at), "gone")):
            told = words.get(key)
            if release is not None and told is not None:
                effect = Effect(told.get("effect", "changes"))
                remedy = told.get("remedy", "")
                yield Change(_TOPIC, told["subject"], effect, told["text"], release, remedy)


def announced(period: Period) -> Iterator[Change]:
    """Yield what Open WebUI's changelog announces to authors and no facts can tell."""
    for told in load("kept/announced")["changes"]:
        if period.within(told["release"]):
            effect, remedy = Effect(told["effect"]), told.get("remedy", "")
            yield Change(_TOPIC, told["subject"], effect, told["text"], told["release"], remedy)
