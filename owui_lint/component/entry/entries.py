"""Literal lists that Open WebUI reads off a component: `pipes`, `actions`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import UnboundParameterError
from owui_lint.analysis.flow.exits import exits_without_value, returned_values
from owui_lint.analysis.flow.results import kind_of
from owui_lint.analysis.origins import Origin, origins
from owui_lint.analysis.syntax.decorators import TRANSPARENT
from owui_lint.analysis.syntax.names import UNKNOWN, dotted, is_none
from owui_lint.analysis.values.value import DictValue, Ref, json_type
from owui_lint.component.events.emissions import emissions_of

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_NO_LISTS = ("a dict", "a text", "a number", "a boolean", "a coroutine that is never awaited")
_STRINGS = (cst.SimpleString, cst.ConcatenatedString, cst.FormattedString)
_MAKING = (cst.List, cst.ListComp, cst.Call)


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


def misshapen_lists(component: Component, attribute: str) -> Iterator[tuple[cst.CSTNode, str]]:
    """Yield what the class gives as such a list and cannot be iterated as one: where, and what it is.

    A dict, a text or None instead of a list; a method counts by what it returns.
    """
    main = component.main
    if main is None:
        return
    values = [stored.value for stored in main.stored.get(attribute, ())]
    binding = main.member(attribute)
    if binding is not None and binding.how == "assign":
        values.append(binding.value)
    for value in values:
        kind = kind_of(component, value)
        if value is not None and component.runs(value) and (kind in _NO_LISTS or is_none(value)):
            yield value, kind or "None"
    function = main.method(attribute)
    if function is None or not function.decorator_names <= TRANSPARENT or function.is_generator:
        return
    for exit_ in exits_without_value(component, function):
        yield exit_.node, "None" if exit_.always else "None on some path"
    for node in returned_values(component, function):
        kind = kind_of(component, node.value)
        if kind in _NO_LISTS:
            yield node, kind


def literal_entries(component: Component, attribute: str) -> Iterator[Entry]:
    """The elements that the class, its instance or a method of that name gives, where they are literal.

    `attribute` may be a list in the class body, one assigned to `self`, or a method that returns one;
    names assigned once are followed.
    """
    main = component.main
    if main is None:
        return
    reader = _Reader(component)
    for stored in main.stored.get(attribute, ()):
        yield from reader.elements(stored.value)
    binding = main.member(attribute)
    if binding is not None and binding.how == "assign":
        yield from reader.elements(binding.value)
    function = main.method(attribute)
    if function is not None and function.decorator_names <= TRANSPARENT:
        for node in function.of(cst.Return):
            if component.runs(node):
                yield from reader.elements(node.value)


class _Reader:
    """Follows lists of one component to their elements."""

    def __init__(self, component: Component) -> None:
        self._component = component
        self._evaluator = emissions_of(component).evaluator
        self._names: list[cst.Name] = []

    def elements(self, value: cst.BaseExpression | None) -> Iterator[Entry]:
        """The elements of a list: a literal one, one by name, or one that a helper of the file gives."""
        if value is None:
            return
        self._names.clear()
        for end in origins(self._component, value, until=self._is_changed):
            node = end.node
            if isinstance(node, (cst.List, cst.Tuple)):
                plain = (e.value for e in node.elements if isinstance(e, cst.Element))
                yield from filter(None, map(self._entry, plain))
            elif isinstance(node, cst.ListComp):
                yield from filter(None, [self._entry(node.elt)])
        for name in self._names:
            yield from self._appended(name)

    def _is_changed(self, _component: Component, one: Origin) -> bool:
        """Whether it is a name of a list whose elements are changed later; notes other names."""
        name = one.expression
        if not isinstance(name, cst.Name):
            return False
        scope = self._component.scope_of(name)
        home, bindings = scope.lookup(name.value) or (scope, [])
        if self._evaluator.changes_items(name.value, home):
            return True
        if any(isinstance(b.value, _MAKING) for b in bindings):
            self._names.append(name)
        return False

    def _appended(self, name: cst.Name) -> Iterator[Entry]:
        """What is appended to the list of that name."""
        scope = self._component.scope_of(name)
        home, _ = scope.lookup(name.value) or (scope, [])
        for call in home.of(cst.Call):
            if dotted(call.func) == f"{name.value}.append" and len(call.args) == 1:
                yield from filter(None, [self._entry(call.args[0].value)])

    def _is_object(self, call: cst.Call) -> bool:
        """Whether the call makes an object of a class of the file that has no keys."""
        scope = self._component.scope_of(call)
        model = self._component.class_named(call.func, scope)
        if model is None or model.has_attribute("__getitem__"):
            return False
        return set(model.foreign_bases) <= {"pydantic.BaseModel"}

    def _entry(self, node: cst.BaseExpression) -> Entry | None:
        """What an element says; None where it says too little."""
        try:
            values = self._evaluator.values(Ref(node, {}))
        except UnboundParameterError:
            return None
        only = values[0] if len(values) == 1 else UNKNOWN
        if json_type(only) == "string" and isinstance(node, _STRINGS):
            return Entry(node, None, UNKNOWN)
        if isinstance(node, cst.Call) and self._is_object(node):
            return Entry(node, None, UNKNOWN)
        if not isinstance(only, DictValue) or only.may_have_more_keys:
            return None
        given = only.entries.get("id", ())
        identity = self._component.literal(given[0].node) if len(given) == 1 else UNKNOWN
        return Entry(node, frozenset({*only.entries, *only.nested_updates}), identity)
