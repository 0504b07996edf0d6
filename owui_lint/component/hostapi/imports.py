"""Imports of Open WebUI that the target cannot satisfy, and where what they name has gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import IMPORT_ERRORS
from owui_lint.analysis.syntax.names import Import
from owui_lint.component.hostapi.calls import host_calls
from owui_lint.component.hostapi.misfits import misfit
from owui_lint.component.hostapi.names import host_imports
from owui_lint.component.world import release_guards
from owui_lint.host import Host, Move

if TYPE_CHECKING:
    from owui_lint.component.model import Component


@dataclass(frozen=True)
class GoneImport:
    """An import that the target cannot satisfy.

    Attributes:
        item: the import
        what: the module or name that is not there, as Open WebUI calls it
        move: where it is found in the target; None where it is not known to be anywhere
        since: the first release without it, None where no release read ever had it or it is yet to come
        first: the first release with it, where that is newer than the target
    """

    item: Import
    what: str
    move: Move | None
    since: str | None
    first: str | None
    exists: bool = True
    """Whether any release has had it."""

    @property
    def is_module(self) -> bool:
        """Whether the module is not there, whatever is imported from it."""
        return self.what == self.item.module

    @property
    def new_place(self) -> str | None:
        """The module, or the name with its module, that the target has instead."""
        if self.move is None or self.move.module is None:
            return None
        if self.is_module:
            return self.move.module
        return f"{self.move.module}.{self.move.name or self.item.name}"


def gone_imports(component: Component) -> Iterator[GoneImport]:
    """The imports of Open WebUI that the target lacks and whose failure nothing catches.

    Nothing under a test for Open WebUI's version is among them: its author knows both places.
    """
    for item in host_imports(component):
        gone = _gone(component, item)
        if gone is None:
            continue
        if release_guards(component).is_guarded(item.statement, IMPORT_ERRORS):
            continue
        yield gone


def gone_together(component: Component) -> list[list[GoneImport]]:
    """The same, with the names of one statement that share one reason and one new module together.

    Names that are called otherwise in their new place, and names that are gone for good, are each
    a thing of their own.
    """
    groups: dict[tuple[object, ...], list[GoneImport]] = {}
    for gone in gone_imports(component):
        module = gone.move.module if gone.move is not None else None
        renamed = gone.move is not None and gone.move.name is not None
        alone = renamed or (module is None and not gone.is_module)
        key = (
            id(gone.item.node if alone else gone.item.statement),
            gone.item.module,
            gone.is_module,
            module,
        )
        groups.setdefault(key, []).append(gone)
    return list(groups.values())


def _gone(component: Component, item: Import) -> GoneImport | None:
    return _gone_module(component, item) or _gone_name(component, item)


def _gone_module(component: Component, item: Import) -> GoneImport | None:
    host = component.host
    what, move = item.module, _move(component, item)
    available = host.module(what)
    if available is None:
        return GoneImport(item, what, move, None, None)
    if host.has(available) is not False:
        return None
    inner = host.module(f"{item.module}.{item.name}")
    if move is None and inner is not None:  # `from package import module`
        what, available, move = f"{item.module}.{item.name}", inner, _module_move(component, item)
    first = available.since if available.at(host.latest()) and not host.is_latest else None
    return GoneImport(item, what, move, available.until, first)


def _gone_name(component: Component, item: Import) -> GoneImport | None:
    if item.name in (None, "*"):
        return None
    host = component.host
    assert item.name is not None
    member = host.member(item.module, item.name)
    if member is None and host.defined_names(item.module):
        return GoneImport(item, f"{item.module}.{item.name}", None, None, None, exists=False)
    if member is None or host.has(member.availability) is not False:
        return None
    first = member.availability.since if member.availability.at(host.latest()) else None
    return GoneImport(
        item, f"{item.module}.{item.name}", _move(component, item), member.availability.until, first
    )


def _move(component: Component, item: Import) -> Move | None:
    """The move of an imported name or module, if the target has what it leads to."""
    host = component.host
    name = item.name if item.name != "*" else None
    move = (host.moved(item.module, name) if name else None) or host.moved(item.module)
    if move is None or (move.module is None and move.name is None):
        return None
    module = move.module or item.module
    available = host.module(module)
    if available is None or not host.has(available):
        return None
    if name and not _has_name(host, module, move.name or name):
        return None
    return Move(move.since, module, move.name, move.note, move.is_same)


def _has_name(host: Host, module: str, name: str) -> bool:
    """Whether the target has the name in the module, in doubt too."""
    member = host.member(module, name)
    if member is None:
        return not host.defined_names(module)  # of a module without names nothing is known
    return host.has(member.availability) is not False


def is_same_thing(component: Component, gone: GoneImport) -> bool:
    """Return whether the new place holds what the old one held: the same kind of thing with the same calls.

    A name that leads to something else is no place to send an import to: it would load, and fail when used.
    """
    move, item, host = gone.move, gone.item, component.host
    if move is None or move.module is None or not move.is_same:
        return False
    if item.name is None or item.name == "*":
        return item.name is None and _has_all_read(component, item, move.module)
    old, new = host.member(item.module, item.name), host.member(move.module, move.name or item.name)
    if new is None or (old is not None and old.kind != new.kind):
        return False
    if new.kind == "module":
        return _has_all_read(component, item, f"{move.module}.{move.name or item.name}")
    if new.kind != "function":
        return move.name is None
    calls = [c for c in host_calls(component) if c.target.name == new.name and not c.target.obj]
    return all(misfit(component, new, found.call) is None for found in calls)


def _has_all_read(component: Component, item: Import, module: str) -> bool:
    """Whether the new module has every name that the file reads off the imported one."""
    names = {
        attribute.attr.value
        for attribute in component.of(cst.Attribute)
        if isinstance(attribute.value, cst.Name) and attribute.value.value == item.alias
    }
    return all(_has_name(component.host, module, name) for name in names)


def _module_move(component: Component, item: Import) -> Move | None:
    """The move of a module that is imported from its package, as a move of that name."""
    move = component.host.moved(f"{item.module}.{item.name}")
    available = component.host.module(move.module) if move is not None and move.module else None
    if move is None or available is None or not component.host.has(available):
        return None
    package, _, name = (move.module or "").rpartition(".")
    return Move(move.since, package, name if name != item.name else None, move.note, move.is_same)
