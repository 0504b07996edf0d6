"""`HTMLResponse`s that an action or a tool returns, and what their headers say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.budget import MOST_LINKS
from owui_lint.analysis.call_graph import call_graph
from owui_lint.analysis.syntax.names import UNKNOWN
from owui_lint.component.entry.points import entry_points

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_RESPONSES = frozenset({"fastapi.responses.HTMLResponse", "starlette.responses.HTMLResponse"})
HEADER = "content-disposition"


@dataclass(frozen=True)
class PlainHtml:
    """An `HTMLResponse` that is returned and does not say that it is inline.

    Attributes:
        call: the call that makes it
        headers: the dict of its headers; None where it has none
        says: what the header says instead; None where it is missing
    """

    call: cst.Call
    headers: cst.Dict | None
    says: str | None


def plain_html(component: Component) -> Iterator[PlainHtml]:
    """Yield each `HTMLResponse` that an entry point returns without the header, as far as is shown."""
    if "HTMLResponse" not in component.source.text:
        return
    for call in component.of(cst.Call):
        if component.qualified(call.func) not in _RESPONSES or any(arg.star for arg in call.args):
            continue
        found = _without_inline(component, call)
        if found is not None and _is_result(component, call, 0):
            yield found


def _without_inline(component: Component, call: cst.Call) -> PlainHtml | None:
    headers = next((a.value for a in call.args if a.keyword and a.keyword.value == "headers"), None)
    plain = [arg.value for arg in call.args if arg.keyword is None]
    if headers is None and len(plain) > 2:
        headers = plain[2]
    if isinstance(headers, cst.Name) and headers.value == "None":
        headers = None
    if headers is None:
        return PlainHtml(call, None, None)
    if not isinstance(headers, cst.Dict):
        return None
    for element in headers.elements:
        key = component.literal(element.key) if isinstance(element, cst.DictElement) else UNKNOWN
        if not isinstance(key, str):
            return None
        if key.lower() == HEADER:
            value = component.literal(element.value)
            is_other = isinstance(value, str) and "inline" not in value
            return PlainHtml(call, headers, str(value)) if is_other else None
    return PlainHtml(call, headers, None)


def _is_result(component: Component, node: cst.BaseExpression, depth: int) -> bool:
    """Whether an entry point returns what the expression gives, alone or as the first of a pair."""
    parent = component.parent(node)
    if isinstance(parent, cst.Await):
        return _is_result(component, parent, depth)
    if isinstance(parent, cst.Element):
        pair = component.parent(parent)
        if not isinstance(pair, cst.Tuple) or pair.elements[0] is not parent:
            return False
        parent = component.parent(pair)
    if isinstance(parent, cst.Return):
        return _leaves(component, parent, depth)
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
        target = parent.targets[0].target
        return isinstance(target, cst.Name) and _is_returned(component, target, depth)
    return False


def _is_returned(component: Component, target: cst.Name, depth: int) -> bool:
    """Whether the variable is only made and returned: nothing sets its headers in between."""
    scope = component.scope_of(target)
    if len(scope.bindings.get(target.value, ())) != 1 or depth > MOST_LINKS:
        return False
    reads = [name for name in scope.named(target.value) if name is not target]
    return bool(reads) and all(_is_result(component, name, depth + 1) for name in reads)


def _leaves(component: Component, node: cst.CSTNode, depth: int) -> bool:
    """Whether what a function returns there goes to Open WebUI."""
    function = component.function_around(node)
    if function is None or depth > MOST_LINKS or not component.runs(node):
        return False
    entries = [entry for entry in entry_points(component) if entry.function is function]
    if entries:
        return all(entry.is_plain for entry in entries)
    calls = call_graph(component).callers(function)
    return not function.decorators and any(_is_result(component, c, depth + 1) for c in calls)
