"""Values that cannot end a JavaScript string: literals, numbers, marks, what is quoted or escaped."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import CallContext, UnboundParameterError
from owui_lint.analysis.syntax.bindings import Binding
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import UNKNOWN, dotted, text
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.analysis.values.value import Constant, Ref, StrValue, TypedValue
from owui_lint.component.events.emissions import emissions_of
from owui_lint.component.valves.model import valves_of

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_MAKERS = frozenset(
    {"json.dumps", "int", "float", "len", "bool", "round", "abs", "sum", "base64.b64encode"}
    | {"base64.urlsafe_b64encode", "uuid.uuid1", "uuid.uuid4", "time.time", "time.time_ns"}
    | {"secrets.token_hex", "secrets.token_urlsafe", "orjson.dumps", "hash", "id", "re.sub"}
    | {"urllib.parse.quote", "urllib.parse.quote_plus", "urllib.parse.urlencode"}
)
"""Functions whose results hold no quotes, have them escaped, or (`re.sub`) were cleaned on purpose."""
_WRAPPERS = frozenset({"str", "min", "max"})
"""Functions that are as harmless as what they are given."""
_NUMBERS = frozenset({"int", "float", "bool"})
_SPECIAL = frozenset("'\"`\\$<")
"""What an author who escapes by hand replaces."""
_DEEPEST = 8


def result_refs(component: Component, call: cst.Call, calls: CallContext) -> list[Ref]:
    """What a function of the file returns for that call; nothing where that is not simply known."""
    function = component.callee(call)
    if function is None or function.is_generator or function.name == "__init__":
        return []
    if function.decorators and not function.decorator_names <= {"staticmethod", "classmethod"}:
        return []
    inner = {**calls, id(function.node): call}
    if isinstance(function.node, cst.Lambda):
        return [Ref(function.node.body, inner)]
    values = [node.value for node in function.of(cst.Return) if node.value is not None]
    return [Ref(value, inner) for value in values]


class Sanitizers:
    """Judges the expressions of one component.

    `parts` gives the expressions of which a text is put together.
    """

    def __init__(self, component: Component, parts: Callable[[Ref, int], list[Ref]]) -> None:
        self._component = component
        self._graph = emissions_of(component).graph
        self._evaluator = emissions_of(component).evaluator
        self._parts = parts

    def argument(self, name: str, home: Scope, calls: CallContext) -> Ref | None:
        """What a parameter is given under these calls.

        Raises:
            NeedsCallError: its function is not among them
        """
        parameter = home.parameter(name) if isinstance(home, FunctionScope) else None
        if parameter is None or not isinstance(home, FunctionScope) or home.self_name == name:
            return None
        if id(home.node) not in calls:
            raise UnboundParameterError(home)
        call = calls[id(home.node)]
        node = self._graph.argument(home, call, parameter).node if call is not None else None
        return Ref(node, calls) if node is not None else None

    def is_constant(self, ref: Ref) -> bool:
        """Whether it can only be literals and numbers."""
        if self._component.literal(ref.node) is not UNKNOWN:
            return True
        return all(
            isinstance(value, Constant)
            or (isinstance(value, StrValue) and value.exact)
            or (isinstance(value, TypedValue) and value.type in ("number", "boolean"))
            for value in self._evaluator.values(ref)
        )

    def is_harmless(self, ref: Ref, depth: int = 0) -> bool:
        """Whether the value cannot break out of a string, as far as the file shows.

        Raises:
            NeedsCallError: a parameter is read whose function is not in `ref.calls`
        """
        node = ref.node
        if depth > _DEEPEST:
            return False
        if self.is_constant(ref):
            return True
        if isinstance(node, cst.Call):
            return self._is_call_harmless(node, ref, depth)
        if isinstance(node, cst.Subscript):
            return self.is_harmless(Ref(node.value, ref.calls), depth + 1)
        if isinstance(node, cst.Attribute):
            return self._is_attribute_harmless(node, ref, depth)
        if isinstance(node, cst.IfExp):
            return self._all(ref, (node.body, node.orelse), depth)
        if isinstance(node, cst.BooleanOperation):
            return self._all(ref, (node.left, node.right), depth)
        if isinstance(node, cst.Name):
            return self._is_name_harmless(node, ref, depth)
        if isinstance(node, cst.BinaryOperation) and not isinstance(node.operator, cst.Modulo):
            return self._all(ref, (node.left, node.right), depth)
        return self._are_parts_harmless(ref, depth)

    def _all(self, ref: Ref, nodes: tuple[cst.BaseExpression, ...], depth: int) -> bool:
        return all(self.is_harmless(Ref(node, ref.calls), depth + 1) for node in nodes)

    def _are_parts_harmless(self, ref: Ref, depth: int) -> bool:
        parts = self._parts(ref, depth)
        return bool(parts) and all(self.is_harmless(part, depth + 1) for part in parts)

    def _is_call_harmless(self, node: cst.Call, ref: Ref, depth: int) -> bool:
        name = self._component.qualified(node.func)
        if name in _MAKERS:
            return True
        arguments = tuple(arg.value for arg in node.args)
        if name in _WRAPPERS and arguments:
            return self._all(ref, arguments, depth)
        results = result_refs(self._component, node, ref.calls)
        if results:
            return all(self.is_harmless(result, depth + 1) for result in results)
        if not isinstance(node.func, cst.Attribute):
            return False
        if node.func.attr.value == "replace" and _is_escaped(arguments):
            return True
        return self._all(ref, (node.func.value, *arguments), depth)

    def _is_attribute_harmless(self, node: cst.Attribute, ref: Ref, depth: int) -> bool:
        if isinstance(node.value, cst.Call):  # `uuid.uuid4().hex`
            return self.is_harmless(Ref(node.value, ref.calls), depth + 1)
        named = [
            valve for _, valve in valves_of(self._component).fields if valve.name == node.attr.value
        ]
        types = [dotted(valve.annotation) if valve.annotation else None for valve in named]
        return bool(types) and all(name in _NUMBERS for name in types)

    def _is_name_harmless(self, node: cst.Name, ref: Ref, depth: int) -> bool:
        found = self._component.scope_of(node).lookup(node.value)
        if found is None:
            return False
        home, bindings = found
        if bindings[0].how == "parameter" and isinstance(home, FunctionScope):
            parameter = home.parameter(node.value)
            annotation = parameter.annotation if parameter is not None else None
            if annotation is not None and dotted(annotation) in _NUMBERS:
                return True
            given = self.argument(node.value, home, ref.calls) if len(bindings) == 1 else None
            return given is not None and self.is_harmless(given, depth + 1)
        if all(self._is_counted(binding) for binding in bindings):
            return True
        values = [b.value for b in bindings if b.how in ("assign", "walrus")]
        if not values or len(values) + sum(b.how == "augmented" for b in bindings) != len(bindings):
            return False
        wanted = [Ref(value, ref.calls) for value in values if value is not None]
        if len(values) < len(bindings) and not self._are_parts_harmless(ref, depth):
            return False
        return len(wanted) == len(values) and all(self.is_harmless(v, depth + 1) for v in wanted)

    def _is_counted(self, binding: Binding) -> bool:
        """Whether a loop gives numbers: of `range`, and the first of each pair of `enumerate`."""
        node = binding.node
        if not isinstance(node, (cst.For, cst.CompFor)) or not isinstance(node.iter, cst.Call):
            return False
        name = self._component.qualified(node.iter.func)
        target: cst.BaseExpression = node.target
        if name == "enumerate" and isinstance(target, cst.Tuple) and target.elements:
            target = target.elements[0].value
        elif name != "range":
            return False
        return isinstance(target, cst.Name) and target.value == binding.name


def _is_escaped(arguments: tuple[cst.BaseExpression, ...]) -> bool:
    """Whether quotes, backslashes or the like are replaced: the author has thought of them."""
    replaced = text(arguments[0]) if arguments else None
    return replaced is not None and bool(_SPECIAL & set(replaced))
