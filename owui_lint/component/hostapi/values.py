"""Values of the host that are read in a form they no longer have."""

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

_LEVELS = ("open_webui.env", "SRC_LOG_LEVELS")
_NO_KEY = frozenset({"KeyError"})
_NO_ATTRIBUTE = frozenset({"AttributeError"})
_SETTINGS = "open_webui.config"


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
    if _LEVELS[1] in text:
        yield from _empty_levels(component)
    if "config" in text:
        yield from _plain_settings(component)


def _empty_levels(component: Component) -> Iterator[OutdatedRead]:
    filled = component.host.fact("src_log_levels_filled")
    if component.host.has(filled) is not False:
        return
    for node in component.of(cst.Subscript):
        target = host_name(component, node.value, component.scope_of(node))
        if target is None or (target.module, target.name) != _LEVELS:
            continue
        if not _is_level_expected(component, node):
            yield OutdatedRead(node, _LEVELS[1], filled.until, is_key=True)


def _is_level_expected(component: Component, node: cst.Subscript) -> bool:
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
        target.module == _SETTINGS
        and member is not None
        and member.wrapped is not None
        and has(member.availability) is True
        and has(member.wrapped) is False
    )
