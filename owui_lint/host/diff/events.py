"""The events that components emit, and those that `Event` functions hear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from owui_lint.host.diff.change import Change, Effect, Period
from owui_lint.host.diff.components import there_or_gone
from owui_lint.host.events import EventFacts
from owui_lint.host.types import EventType


def event_types(period: Period) -> Iterator[Change]:
    """Yield the types of events that the page handles, answers and stores, and the keys it reads."""
    for event in EventFacts.event_types().values():
        if event.internal:
            continue
        yield from there_or_gone(
            period,
            "events a component sends",
            f"`{event.name}` events",
            event.availability,
            new="are handled by the page",
            gone="are ignored by the page",
        )
        if period.holds(event.availability):
            yield from _of_known_type(period, event)


def _of_known_type(period: Period, event: EventType) -> Iterator[Change]:
    topic = "events a component sends"
    for key, field in event.fields.items():
        if field.availability is not None:
            subject = f"`{key}` in the data of `{event.name}` events"
            for change in there_or_gone(
                period, topic, subject, field.availability, new="is read", gone="is no longer read"
            ):
                breaks = change.effect is Effect.BREAKS  # the event itself still arrives
                yield replace(change, effect=Effect.CHANGES) if breaks else change
    if event.persisted is not None and (release := period.added(event.persisted)) is not None:
        text = "are stored with the message, so that they are there after a reload"
        yield Change(topic, f"`{event.name}` events", Effect.CHANGES, text, release)


def heard_events(period: Period) -> Iterator[Change]:
    """Yield the names that `Event` functions are called with."""
    for name, at in EventFacts.event_names().items():
        yield from there_or_gone(
            period,
            "events an `Event` function hears",
            f"`{name}`",
            at,
            new="is published",
            gone="is no longer published",
        )
