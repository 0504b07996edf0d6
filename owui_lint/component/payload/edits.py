"""How a component edits answers that are stored already: what it writes, returns and emits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.exits import returned_values
from owui_lint.analysis.origins import origins
from owui_lint.analysis.syntax.names import text
from owui_lint.component.entry.points import entry_points
from owui_lint.component.events.emissions import emissions_of
from owui_lint.component.payload.contents import CONTENT
from owui_lint.component.payload.paths import paths_of
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.events.emissions import Event
    from owui_lint.component.model import Component

_OTHER_ROLES = ("user", "system", "tool")


def knows_output(component: Component) -> bool:
    """Whether the file mentions `output`, in which releases since 0.8.12 keep an answer's text."""
    if "get_output_text" in component.source.text:
        return True
    if any(attribute.attr.value == "output" for attribute in component.of(cst.Attribute)):
        return True
    return any(text(node) == "output" for node in component.of(cst.SimpleString))


def content_writes(component: Component) -> Iterator[cst.BaseExpression]:
    """Yield the places where `outlet` sets the content of a message that may be an answer."""
    for node in component.of(cst.Subscript):
        parent = component.parent(node)
        is_target = isinstance(parent, (cst.AssignTarget, cst.AnnAssign)) or (
            isinstance(parent, cst.AugAssign) and parent.target is node
        )
        written = is_target and _is_of_outlet(component, node, CONTENT)
        if written and not _is_at_other_place(component, node.value):
            yield node
    for call in component.of(cst.Call):
        func = call.func
        if not isinstance(func, cst.Attribute) or func.attr.value != "update" or not call.args:
            continue
        if _sets_content(call) and _is_of_outlet(component, func.value, CONTENT[:-1]):
            yield call


def _is_at_other_place(component: Component, message: cst.BaseExpression) -> bool:
    """Whether it is a message with another index than the last one's, which is the answer."""
    for end in origins(component, message):
        if isinstance(end.node, cst.Subscript) and isinstance(end.node.slice[0].slice, cst.Index):
            index = component.literal(end.node.slice[0].slice.value)
            if isinstance(index, int) and index != -1:
                return True
    return False


def _sets_content(call: cst.Call) -> bool:
    first = call.args[0]
    if first.keyword is not None:
        return any(a.keyword is not None and a.keyword.value == "content" for a in call.args)
    return isinstance(first.value, cst.Dict) and _entry(first.value, "content") is not None


def _is_of_outlet(component: Component, node: cst.BaseExpression, keys: tuple[str, ...]) -> bool:
    paths = paths_of(component, node)
    is_written = bool(paths) and all(
        path.entry == "outlet" and path.keys == keys and not path.is_copy for path in paths
    )
    return is_written and component.runs(node) and not _is_of_other_role(component, node)


def _is_of_other_role(component: Component, node: cst.CSTNode) -> bool:
    """Whether the tests around the place name roles, and not the assistant's."""
    named = False
    for current in component.ancestors(node):
        if isinstance(current, (cst.If, cst.IfExp)):
            code = component.tree.code_for_node(current.test)
            if "assistant" in code:
                return False
            named |= any(f'"{role}"' in code or f"'{role}'" in code for role in _OTHER_ROLES)
        if isinstance(current, cst.FunctionDef):
            code = component.tree.code_for_node(current)
            return named or ("assistant" not in code and _only_others(code))
    return named


def _only_others(code: str) -> bool:
    """Whether a function names other roles and never the assistant's."""
    return "role" in code and any(f'"{r}"' in code or f"'{r}'" in code for r in _OTHER_ROLES)


def editing_events(component: Component) -> Iterator[tuple[Event, str, str]]:
    """Yield the events with which `action` or `outlet` edits a message, the type and the hook."""
    entries = entry_points(component, "action", "outlet")
    for event in emissions_of(component).events:
        names = set(event.names)
        if (
            not names
            or not names <= component.host.types_that_edit()
            or len(event.types) != len(event.names)
        ):
            continue
        function = component.function_around(event.site)
        entry = next((e for e in entries if e.function is function), None)
        if entry is None and component.kind is Kind.ACTION and entries:
            entry = entries[0]
        if entry is not None:
            yield event, min(names), entry.name


def returned_contents(component: Component) -> Iterator[cst.Dict]:
    """Yield the literal messages that an action returns with `content` and without `output`."""
    for entry in entry_points(component, "action"):
        function = entry.function
        if function is None or not entry.is_plain:
            continue
        for statement in returned_values(component, function):
            result = statement.value
            messages = _entry(result, "messages") if isinstance(result, cst.Dict) else None
            for element in messages.elements if isinstance(messages, cst.List) else ():
                message = element.value
                if isinstance(message, cst.Dict) and _is_only_content(message):
                    yield message


def _is_only_content(message: cst.Dict) -> bool:
    plain = all(isinstance(element, cst.DictElement) for element in message.elements)
    return plain and _entry(message, "content") is not None and _entry(message, "output") is None


def _entry(node: cst.Dict, key: str) -> cst.BaseExpression | None:
    return next(
        (e.value for e in node.elements if isinstance(e, cst.DictElement) and text(e.key) == key),
        None,
    )
