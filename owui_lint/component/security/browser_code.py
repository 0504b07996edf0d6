"""JavaScript that `execute` events send to the browser: what enters its text, and whether that is data.

Parts are read under the calls through which the event is reached (`evaluate.calls`): what a helper is
given counts as written by its caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import CallContext
from owui_lint.analysis.contents import contents
from owui_lint.analysis.origins import origins
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.values.value import DictValue, Ref
from owui_lint.component.events.emissions import emissions_of
from owui_lint.component.security.harmless import embedded, is_constant, is_harmless

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_TYPE = "execute"
_KEEPING = frozenset({"strip", "lstrip", "rstrip", "encode", "decode", "expandtabs"})
"""Methods whose result is the text they are called on, as far as what entered it is concerned."""
_UNWRAPPING = frozenset({"textwrap.dedent", "inspect.cleandoc", "str"})


def interpolated_code(component: Component) -> Iterator[cst.BaseExpression]:
    """The expressions that enter such code as they are, each once."""
    if _TYPE not in component.source.text:
        return
    reader = _Reader(component)
    seen: set[int] = set()
    for ref in _codes(component):
        for part in reader.unsafe_parts(ref):
            if id(part) not in seen:
                seen.add(id(part))
                yield part


def _codes(component: Component) -> Iterator[Ref]:
    """The code of each `execute` event, and of dicts that look like one, whoever sends them."""
    emissions = emissions_of(component)
    known: set[int] = set()
    for event in emissions.events:
        if event.table is None or _TYPE not in event.names:
            continue
        known.add(id(event.table.node))

        def read(calls: CallContext, event: object = event) -> list[Ref]:
            data = emissions.data(event, calls)  # type: ignore[arg-type]
            tables = (one for one in data if isinstance(one, DictValue))
            return [ref for table in tables for ref in table.entries.get("code", ())]

        for _, refs in emissions.graph.contexts(read, event.calls):
            yield from refs
    for dictionary in component.of(cst.Dict):
        code = _code_of(dictionary) if id(dictionary) not in known else None
        if code is not None and not emissions.graph.is_dead(dictionary):
            yield Ref(code, {})


def _code_of(dictionary: cst.Dict) -> cst.BaseExpression | None:
    if text(_entry(dictionary, "type")) != _TYPE:
        return None
    data = _entry(dictionary, "data")
    return _entry(data, "code") if isinstance(data, cst.Dict) else None


def _entry(dictionary: cst.Dict, key: str) -> cst.BaseExpression | None:
    for element in dictionary.elements:
        if isinstance(element, cst.DictElement) and text(element.key) == key:
            return element.value
    return None


class _Reader:
    """Takes the texts of one component apart."""

    def __init__(self, component: Component) -> None:
        self._component = component
        self._reading: set[int] = set()

    def unsafe_parts(self, code: Ref) -> Iterator[cst.BaseExpression]:
        """What enters the code and is neither a literal nor made safe."""
        for part in self.parts(code):
            if not is_harmless(self._component, part):
                yield part.node

    def parts(self, ref: Ref) -> list[Ref]:
        """The expressions whose text becomes part of a text; empty where it is no text put together here."""
        if id(ref.node) in self._reading:
            return []  # `code = code + more`
        self._reading.add(id(ref.node))
        ends = origins(self._component, ref.node, context=ref.calls)
        found = [part for end in ends for part in self._parts_of(Ref(end.node, end.context))]  # type: ignore[arg-type]
        self._reading.discard(id(ref.node))
        return found

    def _whole_or_parts(self, ref: Ref, nodes: Sequence[cst.BaseExpression]) -> list[Ref]:
        """The parts of those that are texts put together here, the others themselves."""
        refs = _refs(nodes, ref)
        return [part for one in refs for part in self.parts(one) or [one]]

    def _parts_of(self, ref: Ref) -> list[Ref]:
        node: cst.CSTNode = ref.node
        if isinstance(node, cst.FormattedString):
            return _refs([part.expression for part in embedded(node)], ref)
        if isinstance(node, cst.ConcatenatedString):
            return [part for one in _refs(contents(node), ref) for part in self.parts(one)]
        if isinstance(node, cst.AugAssign):  # `code += more`
            return self._whole_or_parts(ref, [node.value])
        if isinstance(node, cst.BinaryOperation):
            return self._of_operation(node, ref)
        return self._of_call(node, ref) if isinstance(node, cst.Call) else []

    def _of_operation(self, node: cst.BinaryOperation, ref: Ref) -> list[Ref]:
        if isinstance(node.operator, cst.Modulo):
            right = node.right
            values = contents(right) if isinstance(right, cst.Tuple) else [right]
            return [*self.parts(Ref(node.left, ref.calls)), *_refs(values, ref)]
        is_sum = isinstance(node.operator, cst.Add)
        return self._whole_or_parts(ref, [node.left, node.right]) if is_sum else []

    def _of_call(self, node: cst.Call, ref: Ref) -> list[Ref]:
        func = node.func
        arguments = [arg.value for arg in node.args if not arg.star]
        if isinstance(func, cst.Attribute) and self._component.callee(node) is None:
            receiver = Ref(func.value, ref.calls)
            if func.attr.value in _KEEPING:
                return self.parts(receiver)
            if func.attr.value == "format" and text(func.value) is not None:
                return _refs(arguments, ref)
            if func.attr.value == "replace" and len(arguments) == 2:
                inside = self.parts(receiver)
                is_text = bool(inside) or is_constant(self._component, receiver)
                return [*inside, *_refs(arguments[1:], ref)] if is_text else []
            if func.attr.value == "join" and len(arguments) == 1:
                joined = arguments[0]
                is_shown = isinstance(joined, (cst.List, cst.Tuple))
                return self._whole_or_parts(ref, contents(joined)) if is_shown else []
        if self._component.qualified(func) in _UNWRAPPING and len(arguments) == 1:
            return self.parts(Ref(arguments[0], ref.calls))
        return []


def _refs(nodes: Sequence[cst.BaseExpression], ref: Ref) -> list[Ref]:
    return [Ref(node, ref.calls) for node in nodes]
