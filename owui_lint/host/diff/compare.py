"""Holds two releases side by side, topic by topic."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from packaging.version import InvalidVersion, Version

from owui_lint.host.availability import read_releases
from owui_lint.host.diff.change import Change, Effect, Period
from owui_lint.host.diff.components import (
    attributes,
    entry_points,
    header_keys,
    kinds,
    parameters,
    valve_inputs,
)
from owui_lint.host.diff.events import event_types, heard_events
from owui_lint.host.diff.modules import app_state, members, modules
from owui_lint.host.diff.packages import packages
from owui_lint.host.diff.peculiarities import announced, peculiarities

_TOPICS: tuple[Callable[[Period], Iterator[Change]], ...] = (
    kinds,
    entry_points,
    parameters,
    attributes,
    header_keys,
    valve_inputs,
    event_types,
    heard_events,
    peculiarities,
    announced,
    app_state,
    modules,
    members,
    packages,
)


@dataclass(frozen=True)
class Comparison:
    """What two releases do differently.

    Attributes:
        before: the older release
        after: the newer release, the newest known where a newer one was asked for
        changes: by topic, and within one what breaks first
        read: the releases that were read, from the older one to the newer; a change is dated by the
            first of them that shows it, unless Open WebUI's changelog names one in between
        unsure: the number of further changes that came so close to a release which was not read
            that it may have them or not
    """

    before: str
    after: str
    changes: tuple[Change, ...]
    read: tuple[str, ...]
    unsure: int

    def with_effect(self, effect: Effect) -> tuple[Change, ...]:
        """Return the changes that have this effect."""
        return tuple(change for change in self.changes if change.effect is effect)


def compare(before: str, after: str) -> Comparison:
    """Compare two releases of Open WebUI.

    Raises:
        ValueError: one is not a version, is older than the facts, or they are not in order; the
            message is one line
    """
    older, newer = _known(before), _known(after)
    if older > newer:
        raise ValueError(f"{older} is newer than {newer}; name the older release first")
    period = Period(older, newer)
    order = list(Effect)
    found = [
        change
        for topic in _TOPICS
        for change in sorted(topic(period), key=lambda change: order.index(change.effect))
    ]
    read = tuple(str(release) for release in read_releases() if older <= release <= newer)
    return Comparison(str(older), str(newer), tuple(found), read, period.unsure)


def _known(text: str) -> Version:
    releases = read_releases()
    try:
        wanted = Version(text)
    except InvalidVersion:
        raise ValueError(
            f"`{text}` is not a release of Open WebUI, such as {releases[-1]}"
        ) from None
    if wanted < releases[0]:
        raise ValueError(f"{wanted} is older than {releases[0]}, the oldest release that was read")
    return min(wanted, releases[-1])
