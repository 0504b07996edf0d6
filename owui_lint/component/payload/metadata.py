"""Reads of `__metadata__` and of chats that no longer give what the author expects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import ANYTHING, is_caught
from owui_lint.component.hostapi.calls import host_calls
from owui_lint.component.payload.keys import KeyRead, catches_missing, key_reads, knows_releases
from owui_lint.component.payload.paths import paths_of
from owui_lint.host import METADATA

if TYPE_CHECKING:
    from owui_lint.component.model import Component

CALLING = "function_calling"
_TELLING = ("local:", "temporary:", "is_saved_chat_id")
"""Words of a function that looks which kind of chat an id is of."""


def top_level_reads(component: Component) -> Iterator[KeyRead]:
    """Yield `__metadata__["function_calling"]`, unless the file reads it below `params` as well."""
    names = component.host.names_of(METADATA)
    reads = [
        read
        for read in key_reads(component)
        if all(p.parameter in names and not p.keys for p in read.paths)
    ]
    if any(read.key == "params" for read in reads):
        return
    for read in reads:
        if read.key != CALLING or catches_missing(component, read.node):
            continue
        if not knows_releases(component, read.node):
            yield read


def dead_tests(component: Component) -> Iterator[cst.Comparison]:
    """Yield comparisons of the function calling mode with `"default"`, unless `"legacy"` is known."""
    if "legacy" in component.source.text or CALLING not in component.source.text:
        return
    for test in component.of(cst.Comparison):
        if len(test.comparisons) != 1:
            continue
        target = test.comparisons[0]
        if not isinstance(target.operator, (cst.Equal, cst.NotEqual)):
            continue
        sides = ((test.left, target.comparator), (target.comparator, test.left))
        asks = any(
            component.literal(other) == "default" and _is_mode(component, side)
            for side, other in sides
        )
        if asks and not knows_releases(component, test):
            yield test


def _is_mode(component: Component, node: cst.BaseExpression) -> bool:
    paths, names = paths_of(component, node), component.host.names_of(METADATA)
    return bool(paths) and all(
        path.parameter in names and path.keys == ("params", CALLING) for path in paths
    )


def untested_chats(component: Component) -> Iterator[cst.Attribute]:
    """Yield `.chat` of what `Chats.get_chat_by_id` gives, where nothing tests it for None."""
    for item in host_calls(component):
        if item.target.text != "Chats.get_chat_by_id":
            continue
        outer = component.parent(item.call)
        node = outer if isinstance(outer, cst.Await) else item.call
        function = component.function_around(node)
        code = component.tree.code_for_node(function.node) if function is not None else ""
        if any(word in code for word in _TELLING):
            continue
        parent = component.parent(node)
        if isinstance(parent, cst.Attribute) and parent.attr.value == "chat":
            reads = [parent]
        elif isinstance(parent, cst.Assign) and len(parent.targets) == 1:
            reads = list(_untested(component, parent.targets[0].target))
        else:
            continue
        yield from (read for read in reads if not _is_caught(component, read))


def _is_caught(component: Component, node: cst.CSTNode) -> bool:
    return is_caught(component, node, ANYTHING | {"AttributeError"})


def _untested(component: Component, target: cst.BaseExpression) -> Iterator[cst.Attribute]:
    """Yield the first read of `.chat` of a variable that is read in no other way."""
    if not isinstance(target, cst.Name):
        return
    scope = component.scope_of(target)
    if len(scope.bindings.get(target.value, ())) != 1:
        return
    names = [name for name in scope.named(target.value) if name is not target]
    parents = [component.parent(name) for name in names]
    found = [p for p in parents if isinstance(p, cst.Attribute)]
    if len(found) == len(parents):  # any other use may be a test
        yield from (attribute for attribute in found[:1] if attribute.attr.value == "chat")
