"""Reads of `__metadata__` and of chats that no longer give what the author expects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import ANYTHING, is_caught
from owui_lint.analysis.uses import ATTRIBUTE, uses
from owui_lint.component.hostapi.calls import host_calls
from owui_lint.component.payload.keys import KeyRead, catches_missing, key_reads, knows_releases
from owui_lint.component.payload.paths import paths_of
from owui_lint.host import METADATA

if TYPE_CHECKING:
    from owui_lint.component.model import Component

CALLING = "function_calling"
_TELLING = ("local:", "temporary:", "is_saved_chat_id")
"""Words of a function that looks which kind of chat an id is of."""
_NO_CHAT = ANYTHING | {"AttributeError"}


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
        ends = uses(component, node)
        reads = [component.parent(end.node) for end in ends if end.how == ATTRIBUTE]
        first = reads[0] if reads and len(reads) == len(ends) else None  # other uses may be tests
        if not isinstance(first, cst.Attribute) or first.attr.value != "chat":
            continue
        looks = any(_looks_at_kind(component, place) for place in (node, first))
        if not looks and not is_caught(component, first, _NO_CHAT):
            yield first


def _looks_at_kind(component: Component, place: cst.CSTNode) -> bool:
    """Whether the function around asks which kind of chat an id is of."""
    function = component.function_around(place)
    code = component.tree.code_for_node(function.node) if function is not None else ""
    return any(word in code for word in _TELLING)
