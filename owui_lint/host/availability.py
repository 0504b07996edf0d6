"""In which releases of Open WebUI a thing is there: ranges over the releases that were read."""

from __future__ import annotations

import functools
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from packaging.version import Version

from owui_lint.host.store import load


@functools.cache
def version_of(text: str) -> Version:
    """`text` as a version; cached, since the same few releases are named thousands of times."""
    return Version(text)


@functools.cache
def read_releases() -> tuple[Version, ...]:
    """The releases whose wheels were read, oldest first."""
    return tuple(version_of(release) for release in load("releases")["read"])


@dataclass(frozen=True, slots=True)
class Span:
    """One unbroken run of read releases that have a thing.

    `first` and `last` are read releases (`last` is None when the newest has it). `since` and
    `until` are the releases in between that a changelog names: the first one with the thing, and
    the first one without it.
    """

    first: Version
    last: Version | None = None
    since: Version | None = None
    until: Version | None = None

    def at(self, version: Version) -> bool | None:
        """Whether `version` has the thing, as far as this run alone can tell."""
        if version < self.first:
            return self._before(version)
        if self.last is None or version <= self.last:
            return True
        if self.until is not None:
            return version < self.until
        following = _next_read(self.last)
        return False if following is None or version >= following else None

    def meets(self, later: Span) -> bool:
        """Whether no read release lies between this run and one that does not begin before it."""
        following = _next_read(self.last) if self.last is not None else None
        return following is None or later.first <= following

    def joined(self, later: Span) -> Span:
        """The run of both, where they meet."""
        longer = later if self.last and (not later.last or later.last > self.last) else self
        return Span(self.first, longer.last, self.since, longer.until)

    def shared(self, other: Span) -> Span | None:
        """The run that both have, if there is one."""
        start = self if self.first >= other.first else other
        end = self if self.last and (not other.last or self.last <= other.last) else other
        if end.last is not None and end.last < start.first:
            return None
        return Span(start.first, end.last, start.since, end.until)

    def _before(self, version: Version) -> bool | None:
        if self.since is not None:
            return version >= self.since
        previous = _previous_read(self.first)
        return False if previous is not None and version <= previous else None


@dataclass(frozen=True, slots=True)
class Availability:
    """The releases that have a thing; no spans at all means no read release has it.

    Written in the stored data as `FIRST-LAST` or `FIRST-`, several joined by commas; a release
    that a changelog pins follows its neighbour after `@`: `0.5.20@0.5.17-` is first seen in 0.5.20
    and known to be new in 0.5.17, `0.3.35-0.8.6@0.8.10` is last seen in 0.8.6 and gone in 0.8.10.
    """

    spans: tuple[Span, ...] = ()

    @staticmethod
    def parse(text: str) -> Availability:
        """The stored form, read; equal texts give the same object."""
        return _parse(text)

    def at(self, version: Version | str) -> bool | None:
        """Whether `version` has the thing; None when neither it nor its neighbours tell.

        A release newer than the newest one read counts as that one, and nothing is known of those
        older than the oldest.
        """
        wanted = version_of(version) if isinstance(version, str) else version
        releases = read_releases()
        if wanted < releases[0]:
            return None
        wanted = min(wanted, releases[-1])
        unsure = False
        for span in self.spans:
            answer = span.at(wanted)
            if answer:
                return True
            unsure = unsure or answer is None
        return None if unsure else False

    def __or__(self, other: Availability) -> Availability:
        """The releases that have either; runs that meet become one."""
        spans: list[Span] = []
        for span in sorted((*self.spans, *other.spans), key=lambda span: span.first):
            if spans and spans[-1].meets(span):
                spans[-1] = spans[-1].joined(span)
            else:
                spans.append(span)
        return Availability(tuple(spans))

    def __and__(self, other: Availability) -> Availability:
        """The releases that have both."""
        shared = (one.shared(two) for one in self.spans for two in other.spans)
        return Availability(tuple(span for span in shared if span is not None))

    @property
    def since(self) -> str | None:
        """The first release known to have it; None when none has."""
        if not self.spans:
            return None
        return str(self.spans[0].since or self.spans[0].first)

    @property
    def until(self) -> str | None:
        """The first release known to lack it again; None when the newest has it or none ever had."""
        if not self.spans or self.spans[-1].last is None:
            return None
        end = self.spans[-1]
        assert end.last is not None
        return str(end.until or _next_read(end.last))

    @property
    def lasts(self) -> bool:
        """Whether the newest release has it."""
        return bool(self.spans) and self.spans[-1].last is None

    @property
    def always(self) -> bool:
        """Whether every release read has it."""
        return len(self.spans) == 1 and (
            self.spans[0].first == read_releases()[0] and self.spans[0].last is None
        )

    def lacks_from(self, floor: Version | str) -> str | None:
        """The first release at or above `floor` that is known to lack it, if there is one."""
        lowest = version_of(floor) if isinstance(floor, str) else floor
        if self.at(lowest) is False:
            return str(min(lowest, read_releases()[-1]))
        releases = read_releases()
        for release in releases[bisect_left(releases, lowest) :]:
            if self.at(release) is False:
                return str(release)
        return None


NEVER = Availability()


@functools.cache
def _parse(text: str) -> Availability:
    return Availability(tuple(_parse_span(span) for span in text.split(","))) if text else NEVER


def _parse_span(text: str) -> Span:
    start, _, end = text.partition("-")
    first, _, since = start.partition("@")
    last, _, until = end.partition("@")
    return Span(
        version_of(first),
        version_of(last) if last else None,
        version_of(since) if since else None,
        version_of(until) if until else None,
    )


def _next_read(version: Version) -> Version | None:
    releases = read_releases()
    index = bisect_right(releases, version)
    return releases[index] if index < len(releases) else None


def _previous_read(version: Version) -> Version | None:
    releases = read_releases()
    index = bisect_left(releases, version)
    return releases[index - 1] if index > 0 else None
