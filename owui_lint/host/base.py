"""The release that is asked about, and facts that are a name and a range of releases."""

from __future__ import annotations

from collections.abc import Mapping

from packaging.version import InvalidVersion, Version

from owui_lint.host.availability import Availability, read_releases
from owui_lint.host.store import load
from owui_lint.host.types import OutdatedFormat


class HostBase:
    """A release of Open WebUI; what the topics below know about it, they know at this release."""

    version: Version
    is_latest: bool

    def __init__(self, version: str | None = None) -> None:
        """Speak for `version`; None, or one newer than any known, is the newest known release.

        Raises:
            ValueError: `version` is not a version at all; the message is one line.
        """
        newest = read_releases()[-1]
        try:
            wanted = newest if version is None else Version(version)
        except InvalidVersion:
            raise ValueError(f"Not a release of Open WebUI: `{version}`") from None
        self.version = min(wanted, newest)
        self.is_latest = self.version == newest
        self._answers: dict[int, tuple[Availability, bool | None]] = {}

    @staticmethod
    def latest() -> str:
        """The newest release known."""
        return str(read_releases()[-1])

    @staticmethod
    def releases() -> tuple[str, ...]:
        """The releases that were read, oldest first."""
        return tuple(str(release) for release in read_releases())

    def has(self, span: Availability) -> bool | None:
        """Whether this release has the thing; None where that is not known: stay silent then."""
        known = self._answers.get(id(span))
        if known is None:  # with the span itself, so that its `id` stays its own
            known = self._answers[id(span)] = span, span.at(self.version)
        return known[1]

    @staticmethod
    def fact(name: str) -> Availability:
        """In which releases a named peculiarity of Open WebUI holds.

        The names are those of `named` in `data/facts.json`.

        Raises:
            KeyError: no such fact; a misspelt name in a rule.
        """
        return Availability.parse(load("facts")["named"][name])

    @staticmethod
    def outdated_formats() -> tuple[OutdatedFormat, ...]:
        """Text that Open WebUI wrote in some releases and that components test for."""
        return tuple(
            OutdatedFormat(
                entry["text"],
                entry["match"],
                entry["successor"],
                HostBase.fact(entry["fact"]),
                entry["note"],
            )
            for entry in load("kept/formats")["formats"]
        )

    @staticmethod
    def rewritten_text() -> Mapping[str, str]:
        """What Open WebUI replaces in the whole text of a component before it runs it."""
        rewritten: Mapping[str, str] = load("kept/headers")["rewritten"]
        return rewritten

    @staticmethod
    def removed_names() -> Mapping[str, str]:
        """Names that Open WebUI's Python, or its pydantic, no longer has, with the version that removed them."""
        removed: Mapping[str, str] = load("kept/python")["removed"]
        return removed

    @staticmethod
    def successor_of(name: str) -> str | None:
        """Return what takes the place of such a name; None where nothing does."""
        successors: Mapping[str, str] = load("kept/python")["successors"]
        return successors.get(name)
