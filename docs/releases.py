"""What Open WebUI gives a component, release by release, from the facts that the rules rest on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from docs.markdown import table, toctree
from owui_lint.host import Availability, EventField, EventType, Host
from owui_lint.host.diff import Effect, compare
from owui_lint.kinds import Kind
from owui_lint.report import host_diff

_SOURCE = """\
Made from the facts that the rules rest on. They are read by a program from the published wheels of \
{count} releases, {first} to {last}; "since 0.6.27" means there in 0.6.27, and not in the release \
read before it, unless Open WebUI's changelog names a release in between. Release by release: \
`owui-lint host diff 0.11.4 0.12.4`.
"""
_RESULTS = {
    "payload": "the payload, changed or not",
    "str": "a text",
    "Iterator": "a generator of pieces",
    "AsyncIterator": "an async generator of pieces",
    "StreamingResponse": "a `StreamingResponse`",
    "HTMLResponse": "an `HTMLResponse`",
    "BaseModel": "a pydantic model",
    "dict": "a dict",
    "list": "a list",
    "tuple": "a tuple",
    "None": "nothing",
}
_AWAITED = {
    "either": "a function or a coroutine function",
    "always": "a coroutine function: it is awaited",
    "never": "a plain function: it is not awaited",
}


def release_pages() -> dict[str, str]:
    """Return the pages by file name."""
    pages = {
        "open-webui/parameters.md": _parameters(),
        "open-webui/events.md": _events(),
        "open-webui/heard-events.md": _heard(),
        "open-webui/header.md": _header(),
        "open-webui/valves.md": _valves(),
    }
    releases = Host.releases()
    for before, after in pairwise(releases):
        comparison = compare(before, after)
        pages[f"open-webui/changes/{after}.md"] = host_diff.as_markdown(
            comparison, everything=False
        )
    changes = [f"changes/{release}" for release in reversed(releases[1:])]
    rows = []
    for before, after in reversed(list(pairwise(releases))):
        comparison = compare(before, after)
        counts = [str(len(comparison.with_effect(effect))) for effect in Effect]
        rows.append((f"[{after}](changes/{after}.md)", before, *counts))
    pages["open-webui/changes.md"] = (
        "# What changed between releases\n\nFor authors of components, between each release that was "
        "read and the one before it.\n\n"
        + table(("release", "after", "breaks", "behaves differently", "new"), rows)
        + "\n\n"
        + toctree(None, changes)
        + "\n"
    )
    pages["open-webui/index.md"] = (
        "# What Open WebUI gives a component\n\n"
        + _source()
        + "\n"
        + "- [Entry points and their parameters](parameters.md)\n"
        + "- [Events a component sends](events.md)\n"
        + "- [Events an Event function hears](heard-events.md)\n"
        + "- [Keys of the header](header.md)\n"
        + "- [Valves on the settings page](valves.md)\n"
        + "- [What changed between releases](changes.md)\n\n"
        + toctree(None, ["parameters", "events", "heard-events", "header", "valves", "changes"])
        + "\n"
    )
    return pages


def _source() -> str:
    releases = Host.releases()
    return _SOURCE.format(count=len(releases), first=releases[0], last=releases[-1])


def _when(at: Availability) -> str:
    """Return the releases in words; nothing where all that were read have it."""
    if not at.spans:
        return "never"
    since = (
        ""
        if at.spans[0].first == Availability.parse(f"{Host.releases()[0]}-").spans[0].first
        else at.since
    )
    until = at.until
    parts = [f"since {since}" if since else "", f"until {until}" if until else ""]
    return ", ".join(part for part in parts if part) or "always"


def _called(at: Availability) -> str:
    return "in every release" if at.always else _when(at)


def _parameters() -> str:
    parts = ["# Entry points and their parameters\n", _source()]
    host = Host()
    for kind in Kind:
        entries = ["*"] if kind is Kind.TOOLS else list(Host.entry_points(kind))
        parts.append(f"\n## {kind.class_name}\n")
        known = Host.all_kinds().get(kind)
        if known is not None and not known.always:
            parts.append(f"Loaded {_when(known)}.\n")
        for entry in entries:
            facts = host.entry_point(kind, entry)
            if facts is None:
                continue
            title = "a tool: any public method" if entry == "*" else f"{kind.class_name}.{entry}"
            parts.append(f"\n### {title}\n")
            parts.append(
                f"Called {_called(facts.availability)}; {_AWAITED[facts.awaited]}. It returns "
            )
            parts.append(f"{', '.join(_RESULTS.get(one, f'`{one}`') for one in facts.results)}.\n")
            required = [*facts.positional, *facts.required]
            if not required and facts.payload:
                required = [facts.payload]
            if required:
                names = ", ".join(f"`{name}`" for name in required)
                parts.append(f"\nPassed in every call: {names}.\n")
            injected = Host.injections(kind).get(entry, {})
            if injected:
                parts.append("\nPassed where the signature names it:\n\n")
                parts.append(
                    table(
                        ("parameter", "passed", "in every call", "can be None"),
                        (
                            (f"`{name}`", _when(at.passed), _when(at.always), _when(at.may_be_none))
                            for name, at in injected.items()
                        ),
                    )
                    + "\n"
                )
    return "".join(parts)


def _events() -> str:
    parts = [
        "# Events a component sends\n\n",
        'A component sends `{"type": …, "data": …}` through `__event_emitter__` or, for an answer, '
        "`__event_call__`. Types that the page does not handle are ignored.\n\n",
        _source(),
    ]
    for event in Host.event_types().values():
        if not event.internal:
            parts += [f"\n## {event.name}\n\n", *_event(event)]
    own = ", ".join(f"`{event.name}`" for event in Host.event_types().values() if event.internal)
    parts.append(f"\n## Open WebUI's own\n\nA component has no use for these: {own}.\n")
    return "".join(parts)


def _event(event: EventType) -> Iterator[str]:
    channels = [
        name
        for name, key in (("`__event_emitter__`", "emitter"), ("`__event_call__`", "call"))
        if key in event.channels
    ]
    yield f"Handled {_when(event.availability)}, through {' and '.join(channels) or 'neither channel'}. "
    if event.alias_of is not None:
        yield f"The same as `{event.alias_of}`. "
    if event.persisted is not None:
        yield f"Stored with the message {_when(event.persisted)}. "
    yield f"Its data: {'anything' if event.data == 'any' else f'a JSON {event.data}'}.\n"
    rows = [(f"`{name}`", *_field(field)) for name, field in event.fields.items()]
    if rows:
        yield "\n" + table(("key of `data`", "type", "read", "needed"), rows) + "\n"


def _field(field: EventField) -> tuple[str, str, str]:
    kinds = " or ".join(field.types) or "anything"
    if field.values:
        kinds += f": {', '.join(f'`{value}`' for value in field.values)}"
    needed = "yes" if field.needed else ""
    if field.needed and field.unless:
        needed = f"unless {' or '.join(f'`{key}`' for key in field.unless)} is there"
    return kinds, _when(field.availability) if field.availability is not None else "", needed


def _heard() -> str:
    rows = ((f"`{name}`", _when(at)) for name, at in Host.event_names().items())
    return (
        "# Events an Event function hears\n\nThe names that `Event.event` is given in "
        "`__event_name__`.\n\n" + _source() + "\n" + table(("name", "published"), rows) + "\n"
    )


def _header() -> str:
    rows = (
        (
            f"`{name}`",
            key.purpose,
            " and ".join({"host": "the server"}.get(one, f"the {one}") for one in key.readers)
            or "nobody",
            _when(key.availability) if key.readers else "",
        )
        for name, key in Host.header_keys().items()
    )
    return (
        "# Keys of the header\n\nThe docstring at the top of a component, whose first line is nothing "
        'but `"""`. A key that nobody reads is stored with the component all the same.\n\n'
        + _source()
        + "\n"
        + table(("key", "what for", "read by", "read"), rows)
        + "\n"
    )


def _valves() -> str:
    inputs = table(
        ("`input.type`", "drawn"),
        ((f"`{name}`", _when(at)) for name, at in Host.valve_inputs().items()),
    )
    types = table(
        ("type", "seen by the settings page as", "can be saved"),
        (
            (f"`{name}`", facts.schema, _when(facts.stored))
            for name, facts in Host.valve_types().items()
        ),
    )
    return (
        "# Valves on the settings page\n\n"
        + _source()
        + '\n## Inputs\n\n`Field(json_schema_extra={"input": {"type": "password"}})` chooses how a '
        + "field is drawn.\n\n"
        + inputs
        + "\n\n## Types\n\n"
        + types
        + "\n"
    )
