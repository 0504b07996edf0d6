"""Literal lists that the host reads off a component: `pipes`, `actions`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.syntax.names import UNKNOWN, literal
from owui_lint.component.syntax.scopes import FunctionScope, Scope

if TYPE_CHECKING:
    from owui_lint.component.model import Component


@dataclass(frozen=True)
class Entry:
    """One literal element of such a list.

    Attributes:
        node: the element, or the element of a comprehension
        keys: the keys of a dict; None where the element is a literal of another kind
        id: its `id`; `names.UNKNOWN` where it is no constant or there is none
    """

    node: cst.BaseExpression
    keys: frozenset[str] | None
    id: object


def literal_entries(component: Component, attribute: str) -> Iterator[Entry]:
    """The elements that the class, its instance or a method of that name gives, where they are literal.

    `attribute` may be a list in the class body, one assigned to `self`, or a method that returns one;
    names assigned once are followed.
    """
    main = component.main
    if main is None:
        return
    for stored in main.stored.get(attribute, ()):
        yield from _elements(stored.value, stored.method)
    binding = main.member(attribute)
    if binding is not None and binding.how == "assign":
        yield from _elements(binding.value, main.scope)
    function = main.method(attribute)
    if function is not None:
        for node in function.of(cst.Return):
            if component.runs(node):
                yield from _elements(node.value, function)


def _elements(
    value: cst.BaseExpression | None, scope: FunctionScope | Scope, depth: int = 0
) -> Iterator[Entry]:
    if isinstance(value, cst.Name) and depth < 4:
        yield from _elements(scope.sole_value(value.value), scope, depth + 1)
    elif isinstance(value, (cst.List, cst.Tuple)):
        for element in value.elements:
            entry = _entry(element.value, scope) if isinstance(element, cst.Element) else None
            if entry is not None:
                yield entry
    elif isinstance(value, cst.ListComp):
        entry = _entry(value.elt, scope)
        if entry is not None:
            yield entry


def _entry(node: cst.BaseExpression, scope: Scope) -> Entry | None:
    """What an element says; None where it says too little."""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString, cst.FormattedString)):
        return Entry(node, None, UNKNOWN)
    if isinstance(node, cst.Call):
        return _made_by_dict(node, scope)
    if not isinstance(node, cst.Dict):
        return None
    keys: set[str] = set()
    identity: object = UNKNOWN
    for element in node.elements:
        key = literal(element.key, scope) if isinstance(element, cst.DictElement) else UNKNOWN
        if not isinstance(key, str):
            return None
        keys.add(key)
        if key == "id":
            identity = literal(element.value, scope)
    return Entry(node, frozenset(keys), identity)


def _made_by_dict(call: cst.Call, scope: Scope) -> Entry | None:
    """The entry that `dict(id="low", name="Low")` makes."""
    if not isinstance(call.func, cst.Name) or call.func.value != "dict" or scope.lookup("dict"):
        return None
    given = {arg.keyword.value: arg.value for arg in call.args if arg.keyword is not None}
    if len(given) < len(call.args):
        return None
    identity = literal(given["id"], scope) if "id" in given else UNKNOWN
    return Entry(call, frozenset(given), identity)
