"""JavaScript that `execute` events send to the browser: what enters its text, and whether that is data.

Parts are read under the calls through which the event is reached (`evaluate.calls`): what a helper is
given counts as written by its caller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import CallContext
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.values.value import DictValue, Ref
from owui_lint.component.events.emissions import emissions_of
from owui_lint.component.security.harmless import Sanitizers, result_refs

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_TYPE = "execute"
_DEEPEST = 8
"""Names, helpers and texts in texts after which code is not followed."""
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
        if code is not None:
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
    """Reads the texts of one component."""

    def __init__(self, component: Component) -> None:
        self._component = component
        self._graph = emissions_of(component).graph
        self._harmless = Sanitizers(component, self.parts)

    def unsafe_parts(self, code: Ref) -> Iterator[cst.BaseExpression]:
        """What enters the code and is neither a literal nor made safe, in any of its readings."""

        def read(calls: CallContext) -> list[cst.BaseExpression]:
            parts = self.parts(Ref(code.node, calls))
            return [part.node for part in parts if not self._harmless.is_harmless(part)]

        for _, found in self._graph.contexts(read, code.calls):
            yield from found

    def parts(self, ref: Ref, depth: int = 0) -> list[Ref]:
        """The expressions whose text becomes part of a text; empty where it is no text put together here.

        Raises:
            NeedsCallError: a parameter is read whose function is not in `ref.calls`
        """
        if depth > _DEEPEST:
            return []
        node = ref.node
        if isinstance(node, cst.FormattedString):
            expressions = [p for p in node.parts if isinstance(p, cst.FormattedStringExpression)]
            return [Ref(p.expression, ref.calls) for p in expressions if not _is_number(p)]
        if isinstance(node, cst.ConcatenatedString):
            return self._all(ref, (node.left, node.right), depth)
        if isinstance(node, cst.BinaryOperation):
            return self._of_operation(node, ref, depth)
        if isinstance(node, cst.IfExp):
            return self._all(ref, (node.body, node.orelse), depth)
        if isinstance(node, cst.Name):
            return self._of_name(node, ref, depth)
        return self._of_call(node, ref, depth) if isinstance(node, cst.Call) else []

    def _all(self, ref: Ref, nodes: Sequence[cst.BaseExpression], depth: int) -> list[Ref]:
        return [part for n in nodes for part in self.parts(Ref(n, ref.calls), depth + 1)]

    def _whole_or_parts(
        self, ref: Ref, nodes: Sequence[cst.BaseExpression], depth: int
    ) -> list[Ref]:
        """The parts of those that are texts put together here, the others themselves."""
        found: list[Ref] = []
        for node in nodes:
            one = Ref(node, ref.calls)
            found += self.parts(one, depth + 1) or [one]
        return found

    def _of_operation(self, node: cst.BinaryOperation, ref: Ref, depth: int) -> list[Ref]:
        if isinstance(node.operator, cst.Modulo):
            right = node.right
            values = [e.value for e in right.elements] if isinstance(right, cst.Tuple) else [right]
            return [*self.parts(Ref(node.left, ref.calls), depth + 1), *_refs(values, ref)]
        if isinstance(node.operator, cst.Add):
            return self._whole_or_parts(ref, (node.left, node.right), depth)
        return []

    def _of_name(self, node: cst.Name, ref: Ref, depth: int) -> list[Ref]:
        found = self._component.scope_of(node).lookup(node.value)
        if found is None:
            return []
        home, bindings = found
        if len(bindings) == 1 and bindings[0].how == "parameter":
            given = self._harmless.argument(node.value, home, ref.calls)
            return self.parts(given, depth + 1) if given is not None else []
        values: list[cst.BaseExpression] = []
        added: list[cst.BaseExpression] = []
        for binding in bindings:
            if binding.how == "augmented" and isinstance(binding.node, cst.AugAssign):
                added.append(binding.node.value)
            elif binding.how in ("assign", "walrus") and binding.value is not None:
                values.append(binding.value)
            else:
                return []
        if len(values) != 1:
            return []
        return [*self._all(ref, values, depth), *self._whole_or_parts(ref, added, depth)]

    def _of_call(self, node: cst.Call, ref: Ref, depth: int) -> list[Ref]:
        func = node.func
        arguments = [arg.value for arg in node.args if not arg.star]
        if isinstance(func, cst.Attribute) and self._component.callee(node) is None:
            receiver = Ref(func.value, ref.calls)
            if func.attr.value in _KEEPING:
                return self.parts(receiver, depth + 1)
            if func.attr.value == "format" and text(func.value) is not None:
                return _refs(arguments, ref)
            if func.attr.value == "replace" and len(arguments) == 2:
                inside = self.parts(receiver, depth + 1)
                is_text = bool(inside) or self._harmless.is_constant(receiver)
                return [*inside, *_refs(arguments[1:], ref)] if is_text else []
            if func.attr.value == "join" and len(arguments) == 1:
                return self._of_joined(arguments[0], ref, depth)
        if self._component.qualified(func) in _UNWRAPPING and len(arguments) == 1:
            return self.parts(Ref(arguments[0], ref.calls), depth + 1)
        results = result_refs(self._component, node, ref.calls)
        return [part for result in results for part in self.parts(result, depth + 1)]

    def _of_joined(self, joined: cst.BaseExpression, ref: Ref, depth: int) -> list[Ref]:
        if not isinstance(joined, (cst.List, cst.Tuple)):
            return []
        nodes = [e.value for e in joined.elements if isinstance(e, cst.Element)]
        return self._whole_or_parts(ref, nodes, depth)


def _refs(nodes: Sequence[cst.BaseExpression], ref: Ref) -> list[Ref]:
    return [Ref(node, ref.calls) for node in nodes]


def _is_number(part: cst.FormattedStringExpression) -> bool:
    """Whether the format (`:d`, `:.2f`) takes numbers only."""
    spec = part.format_spec or ()
    last = spec[-1] if spec else None
    return isinstance(last, cst.FormattedStringText) and last.value[-1:] in tuple("bdxXofFeEgG%")
