"""Lists, dicts and sets as defaults of parameters: whether the one object is written to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.facts import known_at
from owui_lint.analysis.origins import PARAMETER, Origin, origins
from owui_lint.analysis.reads import reads_of
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.uses import TEST, Use, uses, uses_of_parameter

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_MAKERS = frozenset({"dict", "list", "set", "collections.defaultdict", "collections.OrderedDict"})
_CHANGERS = frozenset(
    {"append", "extend", "insert", "remove", "sort", "reverse", "add", "discard"}
    | {"update", "setdefault", "pop", "popitem", "clear"}
)


def is_mutable(component: Component, value: cst.BaseExpression) -> bool:
    """Whether the expression makes a list, dict or set."""
    if isinstance(value, (cst.List, cst.Dict, cst.Set, cst.ListComp, cst.DictComp, cst.SetComp)):
        return True
    return isinstance(value, cst.Call) and component.qualified(value.func) in _MAKERS


def writes_to(component: Component, function: FunctionScope, name: str) -> list[cst.CSTNode]:
    """Return where the object that an entry point's parameter holds is changed, helpers included."""
    ends = uses_of_parameter(
        component, function, name, until=_may_be_another, through=_parts_written
    )
    found = ((end, _writing(component, end.node)) for end in ends)
    return [
        node for end, node in found if node is not None and _is_only(component, end, function, name)
    ]


def _may_be_another(component: Component, one: Use) -> bool:
    """Whether an empty one would not come through there: `x or {}`."""
    return isinstance(component.parent(one.node), (cst.BooleanOperation, cst.IfExp))


def _parts_written(component: Component, one: Use) -> list[cst.BaseExpression] | None:
    """`x["a"]["b"] = 1` changes `x` too."""
    parent = component.parent(one.node)
    if not isinstance(parent, cst.Subscript) or parent.value is not one.node:
        return None
    is_chain = isinstance(component.parent(parent), cst.Subscript)
    return [parent] if is_chain or _writing(component, parent) is not None else None


def _writing(component: Component, node: cst.BaseExpression) -> cst.CSTNode | None:
    """Return the subscript or call that changes what `node` is, or that it is a part of."""
    parent = component.parent(node)
    if isinstance(parent, cst.Attribute) and parent.attr.value in _CHANGERS:
        call = component.parent(parent)
        return call if isinstance(call, cst.Call) and call.func is parent else None
    if not isinstance(node, cst.Subscript):
        return None
    is_written = isinstance(parent, (cst.AssignTarget, cst.Del)) or (
        isinstance(parent, cst.AugAssign) and parent.target is node
    )
    return node if is_written else None


def _is_only(component: Component, end: Use, function: FunctionScope, name: str) -> bool:
    """Whether it can be nothing else than what fills the parameter."""
    node = end.node
    while isinstance(node, cst.Subscript):
        node = node.value
    found = origins(component, node, context=end.context, until=_is_filled_by_host)
    return all(one.function is function and one.name == name for one in found)


def _is_filled_by_host(component: Component, one: Origin) -> bool:
    return one.how == PARAMETER and bool(one.function and component.framework.calls(one.function))


def is_read_through_guards(component: Component, function: FunctionScope, name: str) -> bool:
    """Whether every read of the parameter would also do if it were None."""
    if len(function.bindings.get(name, ())) > 1:
        return False
    return all(_is_guarded(component, read) for read in reads_of(component, function, name))


def _is_guarded(component: Component, read: cst.Name) -> bool:
    """Whether the read is a test for its truth, or stands behind one."""
    if any(end.node is read and end.how == TEST for end in uses(component, read)):
        return True
    known = known_at(component, read)
    return any(isinstance(fact, cst.Name) and fact.value == read.value for fact in known)
