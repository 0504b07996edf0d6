"""Kinds, entry points and what Open WebUI passes to them, attributes, header keys."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from packaging.version import Version

from owui_lint.host.availability import NEVER, Availability
from owui_lint.host.base import HostBase
from owui_lint.host.store import load
from owui_lint.host.types import EntryPointFacts, HeaderKey, Injection, InjectionSpans
from owui_lint.kinds import Kind

ANY_METHOD = "*"
"""How the facts spell "any method" of a `Tools` class."""
USER, METADATA = "__user__", "__metadata__"
"""One name of each; a release may pass it by another: see `names_of` and `name_of`."""


class ComponentFacts(HostBase):
    """How Open WebUI loads a component and calls it."""

    def kinds(self) -> tuple[Kind, ...]:
        """The Function kinds this release's loader looks for, in its order: the first found wins."""
        return tuple(
            kind for kind, span in self.all_kinds().items() if kind.is_function and self.has(span)
        )

    @staticmethod
    def all_kinds() -> Mapping[Kind, Availability]:
        """Every kind Open WebUI's loaders ever knew, in loading order, with its releases."""
        return _all_kinds()

    @staticmethod
    def entry_points(kind: Kind) -> Mapping[str, Availability]:
        """The hooks of the kind (`pipe`, `pipes`; `inlet`, `outlet` …) with their releases.

        `Tools` has none of fixed name: every public method counts, and the mapping is empty.
        """
        return _entry_points(kind)

    def entry_point(self, kind: Kind, entry: str) -> EntryPointFacts | None:
        """How Open WebUI calls a hook; None when `entry` is none of the kind."""
        name = ANY_METHOD if kind is Kind.TOOLS else entry
        kept = load("kept/entry_points")["entries"].get(kind.value, {}).get(name)
        if kept is None:
            return None
        return EntryPointFacts(
            name=entry,
            availability=_entry_availability(kind, name),
            payload=kept["payload"],
            positional=tuple(kept.get("positional", ())),
            required=tuple(kept.get("required", ())),
            kwargs=kept.get("kwargs", False),
            awaited=kept["awaited"],
            generator=kept["generator"],
            results=tuple(kept["results"]),
            without_chat=_occasion(kept.get("without_chat", {}), self.version),
        )

    def payload(self, kind: Kind, entry: str) -> str | None:
        """The parameter that carries what the hook works on: `body`, `event`, or None."""
        facts = self.entry_point(kind, entry)
        return facts.payload if facts else None

    def injected(self, kind: Kind, entry: str) -> Mapping[str, Injection]:
        """Every parameter any release injects into the hook, the payload apart.

        For `Kind.TOOLS` any method name gives the same answer.
        """
        return _injected(self.version, kind, ANY_METHOD if kind is Kind.TOOLS else entry)

    @staticmethod
    def injections(kind: Kind) -> Mapping[str, Mapping[str, InjectionSpans]]:
        """What any release injects into each hook of the kind, by hook and name; see `injected`."""
        return {entry: _injections(kind, entry) for entry in _entries(kind)}

    @staticmethod
    def injected_names() -> frozenset[str]:
        """Every injected parameter of any entry point in any release."""
        return _injected_names()

    @staticmethod
    def renamed(parameter: str) -> tuple[str, str] | None:
        """Return the name by which a later release passes an injected parameter, and that release."""
        later = load("entry_points").get("renamed", {}).get(parameter, {})
        found = ((name, Availability.parse(at).since) for name, at in later.items())
        return next(((name, since) for name, since in found if since is not None), None)

    @staticmethod
    def names_of(parameter: str) -> frozenset[str]:
        """Return all names by which releases pass an injected parameter: before and after its renames."""
        return _names_of(parameter)

    def name_of(self, parameter: str) -> str:
        """Return the name by which this release passes an injected parameter, whatever others call it."""
        return _name_at(self.version, parameter)

    @staticmethod
    def attributes(kind: Kind) -> Mapping[str, Availability]:
        """What Open WebUI reads off the instance or the class, apart from the entry points."""
        stored = load("kept/entry_points")["attributes"].get(kind.value, {})
        return {name: Availability.parse(at) for name, at in stored.items()}

    def reads_attribute(self, name: str) -> bool:
        """Whether this release reads an attribute of that name off the instance or class of any kind."""
        stored = load("kept/entry_points")["attributes"].values()
        return any(Availability.parse(of_kind.get(name, "")).at(self.version) for of_kind in stored)

    @staticmethod
    def traits() -> frozenset[str]:
        """Names of members by which a class shows that it is a component, whatever its kind."""
        return frozenset(load("kept/entry_points")["traits"])

    @staticmethod
    def everyday_attributes() -> frozenset[str]:
        """Attributes that are read off components, and whose names every module uses for its own ends."""
        return frozenset(load("kept/entry_points")["everyday"])

    @staticmethod
    def settings() -> Mapping[str, tuple[Kind, ...]]:
        """Attributes of an instance that set something, with the kinds off which they are read."""
        stored = load("kept/entry_points")
        return {
            name: tuple(kind for kind in Kind if name in stored["attributes"].get(kind.value, ()))
            for name in stored["settings"]
        }

    @staticmethod
    def carried_over(kind: Kind) -> tuple[str, ...]:
        """Attributes that authors carry over to a kind off which nothing reads them, or not any more."""
        stored = load("kept/entry_points")["carried_over"]
        return tuple(stored.get(kind.value, stored[""]))

    @staticmethod
    def pipelines_not_serving() -> frozenset[str]:
        """The hooks that the Pipelines server runs in a thread, or while it serves nobody yet."""
        return frozenset(load("kept/entry_points")["pipelines_not_serving"])

    @staticmethod
    def pipeline_types() -> tuple[str, ...]:
        """The values of a Pipeline's `type` that the Pipelines server lists."""
        return tuple(load("kept/entry_points")["pipeline_types"])

    @staticmethod
    def pipeline_filter_valves() -> tuple[str, ...]:
        """The Valves fields that the Pipelines server reads of every filter."""
        return tuple(load("kept/entry_points")["pipeline_filter_valves"])

    @staticmethod
    def valves_read(kind: Kind) -> Mapping[str, Availability]:
        """The Valves fields that Open WebUI itself reads (of a `Pipeline`: of a filter)."""
        stored = load("kept/entry_points")["valves_read"].get(kind.value, {})
        return {name: Availability.parse(at) for name, at in stored.items()}

    @staticmethod
    def header_keys() -> Mapping[str, HeaderKey]:
        """The keys that Open WebUI, its editor or the component templates know."""
        return _header_keys()

    @staticmethod
    def header_placeholders() -> tuple[str, ...]:
        """The values that templates show in a header, as regular expressions; case does not matter."""
        return tuple(load("kept/headers")["placeholders"])


def _occasion(words: Mapping[str, str], version: Version) -> str | None:
    """Return the words for a release: by which releases they hold for."""
    found = (text for at, text in words.items() if Availability.parse(at).at(version))
    return next(found, None)


@functools.cache
def _all_kinds() -> Mapping[Kind, Availability]:
    found: dict[Kind, Availability] = {}
    loaders = load("entry_points")["loader"]
    for kinds in sorted(loaders, key=len, reverse=True):  # the loader has only ever learnt kinds
        for kind in map(Kind, kinds.split()):
            found[kind] = found.get(kind, NEVER) | Availability.parse(loaders[kinds])
    return found


def _entries(kind: Kind) -> Any:
    return load("entry_points")["entries"].get(kind.value, {})


@functools.cache
def _entry_points(kind: Kind) -> Mapping[str, Availability]:
    kept = load("kept/entry_points")["entries"].get(kind.value, {})
    return {name: _entry_availability(kind, name) for name in kept if name != ANY_METHOD}


def _entry_availability(kind: Kind, name: str) -> Availability:
    if kind in (Kind.PIPELINE, Kind.FUNCTION):
        # Not called by Open WebUI itself, so no release of it adds or drops them.
        return Availability.parse(load("releases")["read"][0] + "-")
    entry = _entries(kind).get(name)
    return Availability.parse(entry["at"]) if entry else NEVER


@functools.cache
def _injected(version: Version, kind: Kind, entry: str) -> Mapping[str, Injection]:
    return {
        name: Injection(
            name, spans.passed, bool(spans.always.at(version)), bool(spans.may_be_none.at(version))
        )
        for name, spans in _injections(kind, entry).items()
    }


@functools.cache
def _injections(kind: Kind, entry: str) -> Mapping[str, InjectionSpans]:
    stored = _entries(kind).get(entry, {}).get("injected", {})
    none = load("kept/entry_points")["may_be_none"].get(kind.value, {}).get(entry, {})
    return {
        name: InjectionSpans(
            Availability.parse(spans["at"]),
            Availability.parse(spans.get("always", "")),
            Availability.parse(next((none[n] for n in _names_of(name) if n in none), "")),
        )
        for name, spans in stored.items()
    }


@functools.cache
def _injected_names() -> frozenset[str]:
    return frozenset(
        name
        for hooks in load("entry_points")["entries"].values()
        for hook in hooks.values()
        for name in hook.get("injected", {})
    )


@functools.cache
def _names_of(parameter: str) -> frozenset[str]:
    found = {parameter}
    renamed = load("entry_points").get("renamed", {})
    while more := {
        name
        for old, later in renamed.items()
        for name in (old, *later)
        if found & {old, *later} and name not in found
    }:
        found |= more
    return frozenset(found)


@functools.cache
def _name_at(version: Version, parameter: str) -> str:
    names = _names_of(parameter)
    passed = (
        name
        for kind in Kind
        for entry in _entries(kind)
        for name, spans in _injections(kind, entry).items()
        if name in names and spans.passed.at(version)
    )
    return next(passed, parameter)


@functools.cache
def _header_keys() -> Mapping[str, HeaderKey]:
    return {
        name: HeaderKey(
            name,
            tuple(entry["readers"]),
            entry["purpose"],
            Availability.parse(entry["at"]),
            entry["template"],
            entry["kind"],
        )
        for name, entry in load("kept/headers")["keys"].items()
    }
