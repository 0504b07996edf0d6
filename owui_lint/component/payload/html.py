"""`HTMLResponse`s that an action or a tool returns, and what their headers say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.names import UNKNOWN
from owui_lint.analysis.uses import RETURN, STATEMENT, TEST, UNREAD, Use, uses
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
        if found is not None and _is_result(component, call):
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


def _is_result(component: Component, call: cst.Call) -> bool:
    """Whether an entry point returns what a call makes, and nothing sets its headers in between."""
    ends = uses(component, call, through=_first_of_pair)
    returned = [end for end in ends if end.how == RETURN]
    untouched = all(end.how in (RETURN, STATEMENT, UNREAD, TEST) for end in ends)
    return untouched and bool(returned) and all(_leaves(component, end.node) for end in returned)


def _first_of_pair(component: Component, one: Use) -> list[cst.BaseExpression] | None:
    """The pair of a page and what the model is told, which is a result as well."""
    element = component.parent(one.node)
    pair = component.parent(element) if isinstance(element, cst.Element) else None
    is_first = isinstance(pair, cst.Tuple) and pair.elements[0] is element
    return [pair] if is_first and isinstance(pair, cst.Tuple) else None


def _leaves(component: Component, node: cst.CSTNode) -> bool:
    """Whether what a function returns there goes to Open WebUI."""
    function = component.function_around(node)
    entries = [entry for entry in entry_points(component) if entry.function is function]
    return bool(entries) and component.runs(node) and all(entry.is_plain for entry in entries)
