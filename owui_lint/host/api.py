"""The host's own Python modules: what can be imported, awaited and called, by release."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from owui_lint.host.availability import NEVER, Availability
from owui_lint.host.base import HostBase
from owui_lint.host.store import load
from owui_lint.host.types import Member, Move, Signature


class ApiFacts(HostBase):
    """Modules are named as they are imported (`open_webui.models.users`)."""

    @staticmethod
    def module(dotted: str) -> Availability | None:
        """The releases in which the module can be imported; None when no read release has it."""
        at = load("modules").get(dotted)
        return None if at is None else Availability.parse(at)

    @staticmethod
    def member(module: str, name: str) -> Member | None:
        """A name of a module, its own or imported into it, or a submodule of that name.

        None when no read release has such a name there.
        """
        return _member(module, name)

    @staticmethod
    def method(module: str, obj: str, name: str) -> Member | None:
        """A method of an object or class of the module, such as `Users` of its models."""
        return _methods(module, obj).get(name)

    @staticmethod
    def methods(module: str, obj: str) -> Mapping[str, Member]:
        """All methods any release has on the object; empty when the object is not known."""
        return _methods(module, obj)

    def is_async(self, member: Member) -> bool | None:
        """Whether calling it gives a coroutine in this release; None when it is not known."""
        return self.has(member.coroutine) if self.has(member.availability) else None

    def signature(self, member: Member) -> Signature | None:
        """The parameters it takes in this release; None when they are not known."""
        found = [sig for at, sig in member.signatures if self.has(at)]
        return found[0] if len(found) == 1 else None

    @staticmethod
    def moved(module: str, name: str | None = None) -> Move | None:
        """Where a module, or a name of it, is found since it left; None when that is not known."""
        return _moved(module, name)

    @staticmethod
    def moved_method(module: str, obj: str, name: str) -> Move | None:
        """The successor of a method that its object no longer has."""
        entry = load("kept/api")["methods"].get(module, {}).get(obj, {}).get(name)
        return _move(entry) if entry else None

    @staticmethod
    def app_state() -> Mapping[str, Availability]:
        """The attributes of `request.app.state` by release, those that are gone included."""
        stored = load("kept/api")["app_state"]
        return {name: Availability.parse(entry["at"]) for name, entry in stored.items()}

    def removed_state(self) -> Mapping[str, str | None]:
        """The attributes `request.app.state` no longer has here, each with its successor."""
        return {
            name: entry.get("successor")
            for name, entry in load("kept/api")["app_state"].items()
            if self.has(Availability.parse(entry["at"])) is False
        }

    @staticmethod
    def raw_database_names() -> frozenset[str]:
        """`module.name` of what opens a database session behind the host's models."""
        stored = load("kept/api")["raw_database"]
        return frozenset(f"{module}.{name}" for module, names in stored.items() for name in names)


def topic_of(module: str) -> str:
    """The data file that holds the members of the module: one for each package of the host."""
    parts = module.split(".")
    return f"api_{parts[1]}" if len(parts) > 2 else "api_top"


@functools.cache
def _stored(module: str) -> Mapping[str, Any]:
    try:
        stored: Mapping[str, Any] = load(topic_of(module)).get(module, {})
    except FileNotFoundError:
        return {}
    return stored


@functools.cache
def _member(module: str, name: str) -> Member | None:
    submodule = load("modules").get(f"{module}.{name}")
    if submodule is not None:
        return Member(name, Availability.parse(submodule), "module", NEVER)
    stored = _stored(module)
    if name in stored.get("functions", {}):
        return _callable(name, "function", stored["functions"][name])
    if name in stored.get("objects", {}):
        return Member(name, Availability.parse(load("modules")[module]), "object", NEVER)
    return None


@functools.cache
def _methods(module: str, obj: str) -> Mapping[str, Member]:
    stored = _stored(module).get("objects", {}).get(obj, {"methods": {}})["methods"]
    return {name: _callable(name, "function", entry) for name, entry in stored.items()}


def _callable(name: str, kind: str, entry: Mapping[str, Any]) -> Member:
    at = Availability.parse(entry["at"])
    return Member(name, at, kind, Availability.parse(entry.get("async", "")), ())


@functools.cache
def _moved(module: str, name: str | None) -> Move | None:
    kept = load("kept/api")
    entry = kept["names"].get(module, {}).get(name) if name else None
    if entry:
        return _move(entry)
    for pattern, target in _matching(module):
        entry = kept["modules"][pattern]
        return Move(entry["since"], target, None, entry.get("note", ""))
    return None


def _matching(module: str) -> Iterator[tuple[str, str]]:
    """The stored patterns that name `module`, the most exact first, and what it became."""
    modules = load("kept/api")["modules"]
    if module in modules:
        yield module, modules[module]["module"]
    for pattern in sorted(modules, key=len, reverse=True):
        if pattern.endswith(".*") and module.startswith(pattern[:-1]):
            yield pattern, modules[pattern]["module"][:-1] + module[len(pattern) - 1 :]


def _move(entry: Mapping[str, Any]) -> Move:
    return Move(entry["since"], entry.get("module"), entry.get("name"), entry.get("note", ""))
