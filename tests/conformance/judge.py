"""What a verdict of the host means: whether the component is broken, and where.

The facts are the host's; the contract they are held against is what its sources do with them
(Open WebUI 0.12.4 `functions.py`, `utils/middleware.py`; open-webui/pipelines `main.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.conformance.table.base import Row
from tests.conformance.table.parameters import NAMES

Verdict = dict[str, Any]

PLAIN = {name.strip("_") for name in NAMES} - {"id", "event", "body"}
"""Host parameters without their underscores: meant for the host, but never filled."""
GENERATORS = {"generator", "async_generator", "coroutine"}
RETURNED = {"inlet": "dict", "request": "dict", "stream": "dict"}
"""Hooks whose result the host works on; `outlet`'s is dropped if it is nothing, and with nothing
`stream` leaves out one piece of the answer, which may be meant."""


@dataclass(frozen=True)
class Problem:
    """One thing the host has against a component.

    `broken` is what it rejects, crashes on or ignores; else it is what it loses in part.
    """

    what: str
    broken: bool = True


def problems(row: Row, facts: Verdict) -> list[Problem]:
    """Return everything the host has against the component of a row."""
    if not facts.get("loads"):
        return [Problem(f"does not load: {facts.get('error')}")]
    found = [*_loading(row, facts), *_header(row, facts), *_settings(facts)]
    found += _listing(row, facts)
    entries = facts.get("entries", {})
    for name, entry in entries.items():
        found += _entry(row, name, entry, alone=len(entries) == 1)
    return list(dict.fromkeys([*found, *_specs(row, facts)]))


def _loading(row: Row, facts: Verdict) -> Iterator[Problem]:
    if facts.get("kind") != row.kind:
        yield Problem(f"loads as {facts.get('kind')}")
    known = ("Pipe", "Filter", "Action", "Event", "Tools", "Pipeline")
    others = [name for name in facts.get("classes", []) if name in known]
    if len(others) > 1:
        yield Problem(f"one of {', '.join(others)} is loaded", broken=False)


def _header(row: Row, facts: Verdict) -> Iterator[Problem]:
    read = facts.get("header", {})
    lost = sorted(key for key, value in row.means.items() if read.get(key) != value)
    if lost:
        yield Problem(f"header: {', '.join(lost)} not read as meant", broken=not read)


def _settings(facts: Verdict) -> Iterator[Problem]:
    for page, name in (("valves", "Valves"), ("user_valves", "UserValves")):
        found = facts.get(page)
        if found is None:
            if name in facts.get("classes", []):
                yield Problem(f"{name} stand outside the class")
            continue
        if "error" in found:
            yield Problem(f"{name}: {found['error']}")
        if found.get("on_instance") is False:
            yield Problem(f"{name} never arrive: the instance has none")


def _listing(row: Row, facts: Verdict) -> Iterator[Problem]:
    if "list_error" in facts:
        yield Problem(f"listing: {facts['list_error']}")
    elif row.kind in ("pipe", "pipeline") and not facts.get("listed"):
        yield Problem("is in no list")
    if not facts.get("entries"):
        yield Problem("has nothing the host calls")


def _entry(row: Row, name: str, entry: dict[str, Any], *, alone: bool) -> Iterator[Problem]:
    error = entry.get("error")
    if error is None and (entry.get("shown") or "").startswith("error:"):
        error = entry["shown"]
    if error is not None:
        yield Problem(f"{name}: {error}")
        return
    if entry.get("awaited") is False:
        yield Problem(f"{name} is never awaited")
        return
    if entry.get("passed") is None:
        yield Problem(f"{name} is never called", broken=alone)
        return
    if "elsewhere" in entry:
        yield Problem(f"{name}, at some calls: {entry['elsewhere']}", broken=False)
    unfilled = [p for p in entry.get("default", []) if _meant_for_host(row, p)]
    if unfilled:
        yield Problem(f"{name} never gets {', '.join(unfilled)}", broken=False)
    yield from _result(row, name, entry)


def _meant_for_host(row: Row, parameter: str) -> bool:
    """Whether a parameter waits for the host; in a tool the plain names are the model's."""
    dunder = parameter.startswith("__") and parameter.endswith("__")
    return dunder or (parameter in PLAIN and row.kind != "tools")


def _result(row: Row, name: str, entry: dict[str, Any]) -> Iterator[Problem]:
    result = entry.get("result")
    if name == "pipe":
        if not entry.get("shown"):
            yield Problem(f"pipe gives a {result}, the answer is empty", result in GENERATORS)
    elif row.kind == "tools" or name in (*RETURNED, "outlet"):
        wanted = RETURNED.get(name, "dict" if name == "outlet" else result)
        if result in GENERATORS:
            yield Problem(f"{name} gives a {result}")
        elif result != wanted:
            yield Problem(f"{name} gives a {result}", broken=name in ("inlet", "request"))


def _specs(row: Row, facts: Verdict) -> Iterator[Problem]:
    for spec in facts.get("specs", []):
        entry = facts.get("entries", {}).get(spec["name"], {})
        starred = {p.lstrip("*") for p in entry.get("declared", []) if p.startswith("*")}
        wrong = sorted(starred & set(spec["parameters"].get("properties", {})))
        if wrong:
            yield Problem(f"{spec['name']}: the model is asked for {', '.join(wrong)}")
        visible = {p for p in entry.get("declared", []) if p[0] not in "_*"}
        hidden = sorted(visible - set(spec["parameters"].get("properties", {})))
        if hidden:
            yield Problem(f"{spec['name']}: the model is not offered {', '.join(hidden)}")
    stray = facts.get("stray", [])
    if stray:
        yield Problem(f"tools nobody wrote: {', '.join(stray)}", broken=False)
