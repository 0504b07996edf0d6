"""Events that components emit, and the names that Event functions hear."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from owui_lint.host.availability import Availability
from owui_lint.host.base import HostBase
from owui_lint.host.store import load
from owui_lint.host.types import EventField, EventType


class EventFacts(HostBase):
    """What the pages do with events."""

    @staticmethod
    def event_types() -> Mapping[str, EventType]:
        """Every type that any release's pages handle, by name."""
        return _event_types()

    @staticmethod
    def event_type(name: str) -> EventType | None:
        """The type of that name, or the prefix type it begins with; None when no page knows it."""
        types = _event_types()
        if name in types:
            return types[name]
        return next((t for t in types.values() if t.prefix and name.startswith(t.name)), None)

    @staticmethod
    def types_overwritten_from_tools() -> frozenset[str]:
        """The types whose effect the completion overwrites when a tool emits them natively."""
        return frozenset(load("kept/events")["overwritten_from_tools"])

    @staticmethod
    def types_that_edit() -> frozenset[str]:
        """The types that change the text of a message that is on the page."""
        return frozenset(load("kept/events")["editing"])

    @staticmethod
    def usual_types() -> tuple[str, ...]:
        """The types that most components need."""
        return tuple(load("kept/events")["usual"])

    @staticmethod
    def storing_methods() -> frozenset[str]:
        """Methods of Open WebUI's `Chats` with which a component stores by itself what it shows."""
        return frozenset(load("kept/events")["storing_methods"])

    @staticmethod
    def event_names() -> Mapping[str, Availability]:
        """The names an Event function can receive (`function.created`), with their releases."""
        return _event_names()

    @staticmethod
    def event_name_known(name: str) -> bool:
        """Whether any release publishes events of that name."""
        return name in _event_names()


@functools.cache
def _event_types() -> Mapping[str, EventType]:
    derived, kept = load("events"), load("kept/events")["types"]
    return {
        name: _event_type(name, entry, derived["persisted"].get(name), kept.get(name, {}))
        for name, entry in derived["types"].items()
    }


def _event_type(
    name: str, derived: dict[str, Any], persisted: str | None, kept: dict[str, Any]
) -> EventType:
    channels = {"emitter"} if kept.get("emitter", True) else set()
    if "answered" in derived:
        channels.add("call")
    reads = derived.get("reads", {})
    return EventType(
        name=name,
        availability=Availability.parse(derived["at"]),
        channels=frozenset(channels),
        data=kept.get("data", "object"),
        fields={
            key: _field(entry, reads.get(key)) for key, entry in kept.get("fields", {}).items()
        },
        persisted=Availability.parse(persisted) if persisted else None,
        alias_of=kept.get("alias_of"),
        internal=kept.get("internal", False),
        prefix=kept.get("prefix", False),
    )


def _field(entry: dict[str, Any], read: str | None = None) -> EventField:
    keys = entry.get("keys")
    return EventField(
        types=tuple(entry.get("types", ())),
        needed=entry.get("needed", False),
        unless=tuple(entry.get("unless", ())),
        items=tuple(entry.get("items", ())),
        keys={key: _field(inner) for key, inner in keys.items()} if keys else None,
        values=tuple(entry.get("values", ())),
        availability=Availability.parse(read) if read else None,
    )


@functools.cache
def _event_names() -> Mapping[str, Availability]:
    return {name: Availability.parse(at) for name, at in load("events")["names"].items()}
