"""One change between two releases, and how it is dated."""

from __future__ import annotations

import enum
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from packaging.version import Version

from owui_lint.host.availability import Availability, Span, read_releases


class Effect(str, enum.Enum):
    """What a change does to a component that was written for the older release."""

    BREAKS = "breaks"
    """What it may rely on is gone, or is called in another way."""
    CHANGES = "changes"
    """Something behaves differently."""
    ADDS = "adds"
    """Something new can be used."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the two releases do differently.

    Attributes:
        topic: what it belongs to, such as `parameters`; a heading of the text
        subject: what it is, code in backticks: "`__oauth_token__` of `Filter.inlet`"
        effect: what it does to a component of the older release
        text: what happened, to be read after the subject: "is gone", "is a coroutine"
        release: the first release that is known to have it
        remedy: what to do; empty where nothing is known
        module: the module of which the subject is a name; empty for everything else
    """

    topic: str
    subject: str
    effect: Effect
    text: str
    release: str
    remedy: str = ""
    module: str = ""


@dataclass
class Period:
    """Two releases, the older first, and what is not known about them.

    Attributes:
        before: the older release
        after: the newer release
        unsure: the number of things of which it is not known whether they changed within
    """

    before: Version
    after: Version
    unsure: int = field(default=0, init=False)

    def added(self, availability: Availability) -> str | None:
        """Return the release that brought it; None where the period brings nothing of the kind."""
        return self._since(availability) if self._states(availability) == (False, True) else None

    def removed(self, availability: Availability) -> str | None:
        """Return the first release without it; None where nothing goes within the period."""
        return self._until(availability) if self._states(availability) == (True, False) else None

    def within(self, release: str) -> bool:
        """Return whether a release is newer than the older one and not newer than the other."""
        return self.before < Version(release) <= self.after

    def holds(self, availability: Availability) -> bool:
        """Return whether both releases are known to have it."""
        return self._states(availability) == (True, True)

    def _states(self, availability: Availability) -> tuple[bool | None, bool | None]:
        states = availability.at(self.before), availability.at(self.after)
        if None in states and self._touches(availability):
            self.unsure += 1
        return states

    def _touches(self, availability: Availability) -> bool:
        """Whether it is there on one side at least, as far as the neighbours tell."""
        return any(_last_read(v, availability) for v in (self.before, self.after)) or any(
            self.before <= span.first <= self.after for span in availability.spans
        )

    def _since(self, availability: Availability) -> str:
        span = _span_at(availability, self.after)
        return str(span.since or span.first)

    def _until(self, availability: Availability) -> str:
        span = _span_at(availability, self.before)
        if span.until is not None:
            return str(span.until)
        assert span.last is not None  # the newer release is known to lack it
        releases = read_releases()
        return str(releases[bisect_right(releases, span.last)])


def _span_at(availability: Availability, version: Version) -> Span:
    return next(span for span in availability.spans if span.at(min(version, read_releases()[-1])))


def _last_read(version: Version, availability: Availability) -> bool:
    releases = read_releases()
    index = max(bisect_left(releases, version) - 1, 0)
    return availability.at(releases[index]) is True
