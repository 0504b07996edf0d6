"""What Open WebUI gives a component, release by release, from the facts that the rules rest on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from docs.markdown import table, toctree
from owui_lint.host import Availability, EventType, Host
from owui_lint.host.diff import Effect, compare
from owui_lint.kinds import Kind
from owui_lint.report import facts, host_diff

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


def _called(at: Availability) -> str:
    return "in every release" if at.always else facts.when(at)


def _parameters() -> str:
    parts = ["# Entry points and their parameters\n", _source()]
    host = Host()
    for kind in Kind:
        entries = ["*"] if kind is Kind.TOOLS else list(Host.entry_points(kind))
        parts.append(f"\n## {kind.class_name}\n")
        known = Host.all_kinds().get(kind)
        if known is not None and not known.always:
            parts.append(f"Loaded {facts.when(known)}.\n")
        for entry in entries:
            called = host.entry_point(kind, entry)
            if called is None:
                continue
            title = "a tool: any public method" if entry == "*" else f"{kind.class_name}.{entry}"
            parts.append(f"\n### {title}\n")
            parts.append(
                f"Called {_called(called.availability)}; {_AWAITED[called.awaited]}. It returns "
            )
            parts.append(f"{', '.join(_RESULTS.get(one, f'`{one}`') for one in called.results)}.\n")
            required = [*called.positional, *called.required]
            if not required and called.payload:
                required = [called.payload]
            if required:
                names = ", ".join(f"`{name}`" for name in required)
                parts.append(f"\nPassed in every call: {names}.\n")
            injected = Host.injections(kind).get(entry, {})
            if injected:
                parts.append("\nPassed where the signature names it:\n\n")
                parts.append(
                    table(
                        ("parameter", "passed", "in every call", "can be None", "holds"),
                        (
                            (
                                f"`{name}`",
                                facts.when(at.passed),
                                facts.when(at.always),
                                facts.when(at.may_be_none),
                                facts.holds(name),
                            )
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
    yield from facts.event(event)
    rows = [(f"`{name}`", *facts.field(field)) for name, field in event.fields.items()]
    if rows:
        yield "\n" + table(("key of `data`", "type", "read", "needed"), rows) + "\n"


def _heard() -> str:
    rows = ((f"`{name}`", facts.when(at)) for name, at in Host.event_names().items())
    return (
        "# Events an Event function hears\n\nThe names that `Event.event` is given in "
        "`__event_name__`.\n\n" + _source() + "\n" + table(("name", "published"), rows) + "\n"
    )


def _header() -> str:
    rows = (
        (f"`{name}`", key.purpose, *facts.header_key(key))
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
        ((f"`{name}`", facts.when(at)) for name, at in Host.valve_inputs().items()),
    )
    types = table(
        ("type", "seen by the settings page as", "can be saved"),
        (
            (f"`{name}`", one.schema, facts.when(one.stored))
            for name, one in Host.valve_types().items()
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
