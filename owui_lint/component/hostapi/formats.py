"""Texts that Open WebUI once wrote, and that a component looks for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.host import OutdatedFormat

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_SEARCHES = frozenset(
    {"find", "index", "count", "startswith", "search", "match", "findall", "compile", "split"}
    | {"finditer", "rfind", "partition", "fullmatch"}
)
_REPLACERS = frozenset({"re.sub", "re.subn"})
"""Functions that search for their first argument, where the method of that name writes it."""


@dataclass(frozen=True)
class OutdatedTest:
    """A comparison with a text that the target does not write."""

    node: cst.BaseExpression
    old: OutdatedFormat


def outdated_tests(component: Component) -> Iterator[OutdatedTest]:
    """The comparisons with such texts; none where the file looks for the new form, too."""
    text = component.source.text
    for old in component.host.outdated_formats():
        if old.text not in text or not _is_outdated(component, old):
            continue
        if old.match == "prefix" and old.successor not in text:
            yield from (OutdatedTest(node, old) for node in _prefix_tests(component, old))
        elif old.match == "contains":
            yield from (OutdatedTest(node, old) for node in _searches(component, old))


def _is_outdated(component: Component, old: OutdatedFormat) -> bool:
    """Whether the target wrote the text once: what it has yet to begin with is not outdated."""
    host = component.host
    if host.has(old.availability) is not False:
        return False
    return any(span.first < host.version for span in old.availability.spans)


def _prefix_tests(component: Component, old: OutdatedFormat) -> Iterator[cst.BaseExpression]:
    """`chat_id.startswith("local:")`, `"local:" in chat_id`, `chat_id[:6] == "local:"`."""
    for call in component.of(cst.Call):
        func = call.func
        if isinstance(func, cst.Attribute) and func.attr.value == "startswith" and call.args:
            asked = component.literal(call.args[0].value)
            among = asked if isinstance(asked, tuple) else (asked,)
            if old.text in among and _is_chat(component, func.value):
                yield call
    for node in component.of(cst.Comparison):
        target = node.comparisons[0]
        sides = (node.left, target.comparator)
        if isinstance(target.operator, (cst.In, cst.NotIn)):
            sides = sides[::-1]
        elif not isinstance(target.operator, (cst.Equal, cst.NotEqual)):
            continue
        subject, asked_for = sides
        if isinstance(target.operator, (cst.Equal, cst.NotEqual)):
            if not isinstance(subject, cst.Subscript):
                continue
            subject = subject.value
        if component.literal(asked_for) == old.text and _is_chat(component, subject):
            yield node


def _is_chat(component: Component, subject: cst.BaseExpression) -> bool:
    """Whether an expression, or what its name was assigned, is about a chat by its own words."""
    if "chat" in component.tree.code_for_node(subject).lower():
        return True
    names = component.scope_of(subject)
    inner = subject.args[0].value if isinstance(subject, cst.Call) and subject.args else subject
    value = names.sole_value(inner.value) if isinstance(inner, cst.Name) else None
    return value is not None and "chat" in component.tree.code_for_node(value).lower()


def _searches(component: Component, old: OutdatedFormat) -> list[cst.SimpleString]:
    """The searches for the text; none where the component writes it itself."""
    holding = [node for node in component.of(cst.SimpleString) if old.text in node.raw_value]
    written = (part.value for part in component.of(cst.FormattedStringText))
    is_own = any(old.text in part for part in written)
    if is_own or not all(_is_search(component, node) for node in holding):
        return []
    return holding


def _is_search(component: Component, node: cst.SimpleString) -> bool:
    parent = component.parent(node)
    if isinstance(parent, cst.Comparison):
        return isinstance(parent.comparisons[0].operator, (cst.In, cst.NotIn))
    call = component.parent(parent) if isinstance(parent, cst.Arg) else None
    if not isinstance(call, cst.Call) or call.args[0] is not parent:
        return False
    func = call.func
    if isinstance(func, cst.Attribute) and func.attr.value in _SEARCHES:
        return True
    return component.qualified(func) in _REPLACERS
