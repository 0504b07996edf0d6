"""What Open WebUI gives a component, in words: for the website, and for hovers in editors."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.host import ANY_METHOD, Availability, EventField, EventType, HeaderKey, Host
from owui_lint.host.components import ComponentFacts
from owui_lint.host.store import load
from owui_lint.host.types import InjectionSpans
from owui_lint.kinds import Kind


def when(at: Availability) -> str:
    """Return the releases in words; "always" where all that were read have it."""
    if not at.spans:
        return "never"
    first = Availability.parse(f"{Host.releases()[0]}-").spans[0].first
    since = "" if at.spans[0].first == first else at.since
    until = at.until
    parts = [f"since {since}" if since else "", f"until {until}" if until else ""]
    return ", ".join(part for part in parts if part) or "always"


def field(one: EventField) -> tuple[str, str, str]:
    """Return a key of an event's data: its type, since when it is read, and whether it is needed."""
    kinds = " or ".join(one.types) or "anything"
    if one.values:
        kinds += f": {', '.join(f'`{value}`' for value in one.values)}"
    needed = "yes" if one.needed else ""
    if one.needed and one.unless:
        needed = f"unless {' or '.join(f'`{key}`' for key in one.unless)} is there"
    return kinds, when(one.availability) if one.availability is not None else "", needed


def event(one: EventType) -> Iterator[str]:
    """Yield sentences about an event: handled since when, through what, and stored or not."""
    channels = [
        name
        for name, key in (("`__event_emitter__`", "emitter"), ("`__event_call__`", "call"))
        if key in one.channels
    ]
    through = " and ".join(channels) or "neither channel"
    yield f"Handled {when(one.availability)}, through {through}. "
    if one.alias_of is not None:
        yield f"The same as `{one.alias_of}`. "
    if one.persisted is not None:
        yield f"Stored with the message {when(one.persisted)}. "
    yield f"Its data: {'anything' if one.data == 'any' else f'a JSON {one.data}'}.\n"


def header_key(key: HeaderKey) -> tuple[str, str]:
    """Return who reads a key of the header, and since when."""
    named = [{"host": "the server"}.get(one, f"the {one}") for one in key.readers]
    return " and ".join(named) or "nobody", when(key.availability) if key.readers else ""


def holds(name: str) -> str:
    """Return what an injected parameter holds, in one or two sentences."""
    known: dict[str, str] = load("curated/parameters")["holds"]
    return next(known[one] for one in (name, *ComponentFacts.names_of(name)) if one in known)


def given_to(name: str) -> Iterator[tuple[Kind, str, InjectionSpans]]:
    """Yield the entry points of any release that a parameter is passed to."""
    for kind in Kind:
        for entry, parameters in ComponentFacts.injections(kind).items():
            if name in parameters:
                yield kind, entry, parameters[name]


def entry_title(kind: Kind, entry: str) -> str:
    """Return how an entry point is called: `Filter.inlet`, or `a tool`."""
    return "a tool" if entry == ANY_METHOD else f"`{kind.class_name}.{entry}`"
