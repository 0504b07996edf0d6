"""Values of Open WebUI that are read in a form they no longer have."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import is_same
from owui_lint.analysis.reads import is_written
from owui_lint.analysis.syntax.names import dotted
from owui_lint.component.hostapi.names import HostName, host_imports, host_name
from owui_lint.component.world import release_guards

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_NO_KEY = frozenset({"KeyError"})
_NO_ATTRIBUTE = frozenset({"AttributeError"})


@dataclass(frozen=True)
class OutdatedRead:
    """A read that the target does not answer any more.

    Attributes:
        node: where
        name: the value, as it is written
        since: the first release without that form; None where it is not known
        is_key: whether a key of a dict is read that is empty now, else `.value` of a plain value
    """

    node: cst.Subscript | cst.Attribute
    name: str
    since: str | None
    is_key: bool


def outdated_reads(component: Component) -> Iterator[OutdatedRead]:
    """The keys of the dict of log levels, and `.value` of settings, that are read without a guard."""
    if not host_imports(component):
        return
    text = component.source.text
    for whole, fact in component.host.emptied().items():
        module, _, name = whole.rpartition(".")
        if name in text:
            yield from _empty_reads(component, module, name, fact)
    if "config" in text:
        yield from _plain_settings(component)


def _empty_reads(component: Component, module: str, name: str, fact: str) -> Iterator[OutdatedRead]:
    filled = component.host.fact(fact)
    if component.host.has(filled) is not False:
        return
    for node in component.of(cst.Subscript):
        target = host_name(component, node.value, component.scope_of(node))
        if target is None or (target.module, target.name) != (module, name):
            continue
        if not _is_expected(component, node):
            yield OutdatedRead(node, name, filled.until, is_key=True)


def _is_expected(component: Component, node: cst.Subscript) -> bool:
    """Whether it is assigned to, or a handler or a test around it expects the key to be missing."""
    return is_written(component, node) or release_guards(component).is_guarded(node, _NO_KEY)


def _plain_settings(component: Component) -> Iterator[OutdatedRead]:
    for node in component.of(cst.Attribute):
        if node.attr.value != "value" or is_written(component, node):
            continue
        target = host_name(component, node.value, component.scope_of(node))
        if target is None or not _is_plain(component, target):
            continue
        if release_guards(component).is_guarded(
            node, _NO_ATTRIBUTE, is_same(component, node.value), node.attr.value
        ):
            continue
        wrapped = target.member.wrapped if target.member is not None else None
        since = wrapped.until if wrapped is not None else None
        yield OutdatedRead(node, dotted(node.value) or target.name, since, is_key=False)


def _is_plain(component: Component, target: HostName) -> bool:
    """Whether the target has the setting, and not wrapped any more."""
    member, has = target.member, component.host.has
    return (
        member is not None
        and member.wrapped is not None
        and has(member.availability) is True
        and has(member.wrapped) is False
    )
