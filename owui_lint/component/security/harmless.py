"""Values that cannot end a JavaScript string: literals, numbers, marks, what is quoted or escaped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import UnboundParameterError
from owui_lint.analysis.contents import contents
from owui_lint.analysis.origins import OUTSIDE, PARAMETER, Origin, origins
from owui_lint.analysis.syntax.matchers import method_receiver
from owui_lint.analysis.syntax.names import UNKNOWN, dotted, text
from owui_lint.analysis.values.value import Constant, Ref, StrValue, TypedValue
from owui_lint.component.events.emissions import emissions_of
from owui_lint.component.valves.model import valves_of
from owui_lint.host.store import load

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_SAFE_CALLS = frozenset(load("curated/security_calls")["escape"])
"""Functions whose results hold no quotes, have them escaped, or (`re.sub`) were cleaned on purpose."""
_WRAPPERS = frozenset({"str", "min", "max"})
"""Functions that are as harmless as what they are given."""
_NUMBERS = frozenset({"int", "float", "bool"})
_SPECIAL = frozenset("'\"`\\$<")
"""What an author who escapes by hand replaces."""


def is_harmless(component: Component, ref: Ref) -> bool:
    """Whether a value cannot break out of a string, as far as the file shows."""
    ends = origins(component, ref.node, context=ref.calls, until=_is_safe, through=_made_of)
    return all(_is_safe(component, end) for end in ends)


def is_constant(component: Component, ref: Ref) -> bool:
    """Whether it can only be literals and numbers."""
    if component.literal(ref.node) is not UNKNOWN:
        return True
    try:
        values = emissions_of(component).evaluator.values(ref)
    except UnboundParameterError:  # origins tells them apart
        return False
    return all(
        isinstance(value, Constant)
        or (isinstance(value, StrValue) and value.exact)
        or (isinstance(value, TypedValue) and value.type in ("number", "boolean"))
        for value in values
    )


def _is_safe(component: Component, one: Origin) -> bool:
    node = one.expression
    if node is None:
        return _is_counted(component, one) or _is_typed_number(one)
    if isinstance(node, cst.Call):
        escaped = method_receiver(node, "replace") is not None and _escapes(node)
        if escaped or component.qualified(node.func) in _SAFE_CALLS:
            return True
    if isinstance(node, cst.Attribute) and _is_number_valve(component, node.attr.value):
        return True
    return is_constant(component, Ref(node, one.context))


def _escapes(call: cst.Call) -> bool:
    """Whether quotes, backslashes or the like are replaced: the author has thought of them."""
    replaced = text(call.args[0].value) if call.args else None
    return replaced is not None and bool(_SPECIAL & set(replaced))


def _is_number_valve(component: Component, name: str) -> bool:
    named = [valve for _, valve in valves_of(component).fields if valve.name == name]
    types = [dotted(valve.annotation) if valve.annotation else None for valve in named]
    return bool(types) and all(one in _NUMBERS for one in types)


def _is_typed_number(one: Origin) -> bool:
    """Whether it is a parameter that is annotated with a number."""
    if one.how not in (PARAMETER, OUTSIDE) or one.function is None:
        return False
    parameter = one.function.parameter(one.name)
    annotation = parameter.annotation if parameter is not None else None
    return annotation is not None and dotted(annotation) in _NUMBERS


def _is_counted(component: Component, one: Origin) -> bool:
    """Whether a loop gives numbers: of `range`, and the first of each pair of `enumerate`."""
    node = one.node
    if not isinstance(node, (cst.For, cst.CompFor)) or not isinstance(node.iter, cst.Call):
        return False
    called = component.qualified(node.iter.func)
    target: cst.BaseExpression = node.target
    if called == "enumerate" and isinstance(target, cst.Tuple) and target.elements:
        target = target.elements[0].value
    elif called != "range":
        return False
    return isinstance(target, cst.Name) and target.value == one.name


def _made_of(component: Component, end: Origin) -> list[cst.BaseExpression]:
    """What else must be harmless for it to be: operands, embedded texts, what functions are given."""
    node = end.node
    if isinstance(node, cst.FormattedString):
        return [part.expression for part in embedded(node)]
    if isinstance(node, cst.Call):
        is_wrapper = component.qualified(node.func) in _WRAPPERS and bool(node.args)
        is_method = isinstance(node.func, cst.Attribute) and component.callee(node) is None
        return contents(node) if is_wrapper or is_method else []
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.Modulo):
        right = node.right
        return [node.left, *(contents(right) if isinstance(right, cst.Tuple) else [right])]
    followed = (cst.Subscript, cst.BinaryOperation, cst.ConcatenatedString, cst.AugAssign)
    is_result = isinstance(node, cst.Attribute) and isinstance(node.value, cst.Call)
    return contents(node) if is_result or isinstance(node, followed) else []


def embedded(node: cst.FormattedString) -> list[cst.FormattedStringExpression]:
    """Return what enters the text and is not formatted as a number."""
    parts = [part for part in node.parts if isinstance(part, cst.FormattedStringExpression)]
    return [part for part in parts if not _is_formatted_number(part)]


def _is_formatted_number(part: cst.FormattedStringExpression) -> bool:
    """Whether the format (`:d`, `:.2f`) takes numbers only."""
    spec = part.format_spec or ()
    last = spec[-1] if spec else None
    return isinstance(last, cst.FormattedStringText) and last.value[-1:] in tuple("bdxXofFeEgG%")
