"""Kinds, hooks, injected parameters, attributes, header keys and valve inputs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from owui_lint.host.availability import NEVER, Availability
from owui_lint.host.components import ComponentFacts
from owui_lint.host.diff.change import Change, Effect, Period
from owui_lint.host.valves import ValveFacts
from owui_lint.kinds import Kind

_OF_OPEN_WEBUI = tuple(kind for kind in Kind if kind.is_function or kind is Kind.TOOLS)


def kinds(period: Period) -> Iterator[Change]:
    """Yield the kinds that the loader learnt, or forgot."""
    for kind, at in ComponentFacts.all_kinds().items():
        yield from there_or_gone(
            period,
            "kinds",
            f"`{kind.class_name}`",
            at,
            new="can be installed",
            gone="is not loaded",
        )


def entry_points(period: Period) -> Iterator[Change]:
    """Yield the hooks that are called now, or no longer."""
    for kind in _kinds_of_both(period):
        for name, at in ComponentFacts.entry_points(kind).items():
            subject = f"`{kind.class_name}.{name}`"
            yield from there_or_gone(
                period, "entry points", subject, at, new="is called", gone="is no longer called"
            )


def parameters(period: Period) -> Iterator[Change]:
    """Yield what is passed to the hooks now, or no longer, or not always."""
    for kind in _kinds_of_both(period):
        for entry in ComponentFacts.injections(kind):
            for name, at in ComponentFacts.injections(kind)[entry].items():
                subject = f"`{name}` of {ComponentFacts.entry_title(kind, entry)}"
                yield from there_or_gone(
                    period,
                    "parameters",
                    subject,
                    at.passed,
                    new="is passed where the signature names it",
                    gone="is no longer passed",
                )
                if not period.holds(at.passed):
                    continue
                yield from _switched(
                    period,
                    subject,
                    at.always,
                    "is passed in every call",
                    "is not passed in every call",
                )
                yield from _switched(
                    period, subject, at.may_be_none, "can be None", "is never None", worse=True
                )


def _switched(
    period: Period, subject: str, at: Availability, new: str, gone: str, *, worse: bool = False
) -> Iterator[Change]:
    """Yield that something else holds of a parameter; `worse` where having it is the harm."""
    if (release := period.added(at)) is not None:
        effect = Effect.BREAKS if worse else Effect.CHANGES
        yield Change("parameters", subject, effect, new, release)
    if (release := period.removed(at)) is not None:
        effect = Effect.CHANGES if worse else Effect.BREAKS
        yield Change("parameters", subject, effect, gone, release)


def attributes(period: Period) -> Iterator[Change]:
    """Yield what is read off the instance, and off its Valves."""
    for kind in _kinds_of_both(period):
        for name, at in ComponentFacts.attributes(kind).items():
            subject = f"`{name}` of a `{kind.class_name}`"
            yield from there_or_gone(
                period, "attributes", subject, at, new="is read", gone="is no longer read"
            )
        for name, at in ComponentFacts.valves_read(kind).items():
            subject = f"the valve `{name}` of a `{kind.class_name}`"
            yield from there_or_gone(
                period, "attributes", subject, at, new="is read", gone="is no longer read"
            )


def header_keys(period: Period) -> Iterator[Change]:
    """Yield the keys of the header that somebody reads now, or no longer."""
    for name, key in ComponentFacts.header_keys().items():
        yield from there_or_gone(
            period,
            "header keys",
            f"`{name}`",
            key.availability,
            new=f"is read: {key.purpose}",
            gone="is no longer read",
        )


def valve_inputs(period: Period) -> Iterator[Change]:
    """Yield the inputs that the settings page draws now, or no longer."""
    for name, at in ValveFacts.valve_inputs().items():
        yield from there_or_gone(
            period,
            "valve inputs",
            f'`{{"input": {{"type": "{name}"}}}}`',
            at,
            new="is drawn by the settings page",
            gone="is no longer drawn",
        )


def there_or_gone(
    period: Period, topic: str, subject: str, at: Availability, *, new: str, gone: str
) -> Iterator[Change]:
    """Yield that a thing came, or that it went."""
    if (release := period.added(at)) is not None:
        yield Change(topic, subject, Effect.ADDS, new, release)
    if (release := period.removed(at)) is not None:
        yield Change(topic, subject, Effect.BREAKS, gone, release)


def _kinds_of_both(period: Period) -> Iterator[Kind]:
    """Yield the kinds that both releases load: of a new one everything is new."""
    known: Mapping[Kind, Availability] = ComponentFacts.all_kinds()
    yield from (kind for kind in _OF_OPEN_WEBUI if period.holds(known.get(kind, NEVER)))
