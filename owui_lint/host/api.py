"""Open WebUI's own Python modules: what can be imported, awaited and called, by release."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

from owui_lint.host.availability import Availability
from owui_lint.host.base import HostBase
from owui_lint.host.members import ANY_NAME, defined_names, find_member, find_methods
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
    def modules() -> Mapping[str, Availability]:
        """Return every module that any read release can import, with its releases."""
        return {module: Availability.parse(at) for module, at in load("modules").items()}

    @staticmethod
    def defined_names(module: str) -> tuple[str, ...]:
        """Return what any read release defines in a module: what it only imports is left out."""
        return defined_names(module)

    @staticmethod
    def member(module: str, name: str) -> Member | None:
        """A name of a module, its own or imported into it, or a submodule of that name.

        None when no read release has such a name there.
        """
        return find_member(module, name)

    @staticmethod
    def method(module: str, obj: str, name: str) -> Member | None:
        """A method of an object or class of the module, such as `Users` of its models.

        Where its class has a base from elsewhere, any name may be one: of those nothing is known.
        """
        methods = find_methods(module, obj)
        return methods.get(name) or methods.get(ANY_NAME)

    @staticmethod
    def methods(module: str, obj: str) -> Mapping[str, Member]:
        """All methods any release has on the object; empty when the object is not known.

        A `*` among them stands for those of a base from elsewhere.
        """
        return find_methods(module, obj)

    def is_async(self, member: Member) -> bool | None:
        """Whether calling it gives a coroutine in this release; None when it is not known."""
        if member.coroutine is None or not self.has(member.availability):
            return None
        return self.has(member.coroutine)

    def signature(self, member: Member) -> Signature | None:
        """The parameters it takes in this release; None when they are not known."""
        found = [signature for at, signature in member.signatures if self.has(at)]
        return found[0] if len(found) == 1 else None

    @staticmethod
    def moved(module: str, name: str | None = None) -> Move | None:
        """Where a module, or a name of it, is found since it left; None when that is not known."""
        return _moved(module, name)

    @staticmethod
    def moved_method(module: str, obj: str, name: str) -> Move | None:
        """The successor of a method that its object no longer has; `note` are the arguments it is given."""
        successor = load("kept/api")["methods"].get(f"{module}.{obj}", {}).get(name)
        gone = find_methods(module, obj).get(name)
        if successor is None or gone is None or gone.availability.until is None:
            return None
        new, _, arguments = successor.partition("(")
        return Move(gone.availability.until, module, new, arguments.rstrip(")"))

    @staticmethod
    def app_state() -> Mapping[str, Availability]:
        """What any release sets on `request.app.state`, by attribute."""
        return {name: Availability.parse(at) for name, at in load("facts")["app_state"].items()}

    def removed_state(self) -> Mapping[str, str | None]:
        """The attributes `request.app.state` no longer has here, each with its successor."""
        successors = load("kept/api")["app_state"]
        return {
            name: successors.get(name)
            for name, at in self.app_state().items()
            if self.has(at) is False
            and at.until is not None  # else it comes back in a later release
            and any(span.first < self.version for span in at.spans)
        }

    @staticmethod
    def setting_key(name: str) -> str | None:
        """Return the key of `Config` that has what `app.state.config.NAME` had; None when it is not known."""
        key: str | None = load("kept/config_keys")["keys"].get(name)
        return key

    @staticmethod
    def parameter_kind(name: str) -> str | None:
        """Return what a parameter of that name is surely given; None where the name does not tell."""
        stored = load("kept/api")["parameters"]
        return next((kind for kind, names in stored.items() if name in names), None)

    @staticmethod
    def emptied() -> Mapping[str, str]:
        """The dicts that hold nothing any more, with the fact that says when they were filled."""
        stored: Mapping[str, str] = load("kept/api")["emptied"]
        return stored

    @staticmethod
    def raw_database_names() -> frozenset[str]:
        """`module.name` of what opens a database session behind Open WebUI's models."""
        stored = load("kept/api")["raw_database"]
        return frozenset(f"{module}.{name}" for module, names in stored.items() for name in names)


@functools.cache
def _moved(module: str, name: str | None) -> Move | None:
    found = _moved_name(module, name) if name else None
    if found is not None:
        return found
    modules = load("modules")
    since = Availability.parse(modules.get(module, "")).until
    target = _new_module(module)
    if (
        since is None
        or target is None
        or Availability.parse(modules.get(target, "")).at(since) is False
    ):
        return None
    if name is None:
        return Move(since, target, None, "")
    later = _moved_name(target, name)
    if later is not None:
        return Move(since, later.module, later.name, later.note, later.is_same)
    return Move(since, target, None, "") if find_member(target, name) else None


def _moved_name(module: str, name: str) -> Move | None:
    """Where one name went that left a module, or means something else there."""
    entry = load("kept/api")["names"].get(module, {}).get(name)
    if entry is None:
        return None
    gone = find_member(module, name)
    since = entry.get("since") or (gone.availability.until if gone else None)
    if since is None:
        return None
    same = entry.get("same", True)
    return Move(since, entry.get("module", module), entry.get("name"), entry.get("note", ""), same)


def _new_module(module: str) -> str | None:
    """The module that took the place of one: by its own entry, or by that of its package."""
    targets: Mapping[str, Any] = load("kept/api")["modules"]
    for pattern in sorted(targets, key=len, reverse=True):
        target = str(targets[pattern])
        if pattern == module:
            return target
        if pattern.endswith(".*") and module.startswith(pattern[:-1]):
            return target[:-1] + module[len(pattern) - 1 :]
    return None
