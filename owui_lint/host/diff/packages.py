"""The packages that come with a release."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.host.availability import read_releases
from owui_lint.host.diff.change import Change, Effect, Period
from owui_lint.host.packages import PackageFacts

_TOPIC = "bundled packages"


class _Packages(PackageFacts):
    """A release that is asked for its packages alone."""


def packages(period: Period) -> Iterator[Change]:
    """Yield what is bundled now, no longer, or in another version.

    Only what the wheel pins is compared by version: what pip brings along differs from day to day.
    """
    releases = [str(r) for r in read_releases() if period.before <= r <= period.after]
    before, after = _Packages(str(period.before)).bundled(), _Packages(str(period.after)).bundled()
    for name in sorted(before.keys() | after.keys()):
        subject = f"`{name}`"
        if name not in after:
            text, remedy = "is no longer bundled", "name it in `requirements`"
            yield Change(_TOPIC, subject, Effect.BREAKS, text, _when(releases, name, None), remedy)
        elif name not in before:
            text = f"is bundled{_in_version(after[name])}"
            yield Change(_TOPIC, subject, Effect.ADDS, text, _when(releases, name, ""))
        elif _is_pin(before[name]) and _is_pin(after[name]) and before[name] != after[name]:
            text = f"went from {_bare(before[name])} to {_bare(after[name])}"
            release = _when(releases, name, after[name])
            yield Change(_TOPIC, subject, Effect.CHANGES, text, release)


def _when(releases: list[str], name: str, wanted: str | None) -> str:
    """Return the first release that is as the last one: without it (None), with it, or in that version."""
    found = releases[-1] if releases else ""
    for release in reversed(releases):
        bundled = _Packages(release).bundled()
        there = name in bundled
        if there != (wanted is not None) or (wanted and bundled[name] != wanted):
            break
        found = release
    return found


def _is_pin(specifier: str | None) -> bool:
    return specifier is not None and specifier.startswith("==")


def _bare(specifier: str | None) -> str:
    return (specifier or "").removeprefix("==")


def _in_version(specifier: str | None) -> str:
    return f" in {_bare(specifier)}" if _is_pin(specifier) else ""
