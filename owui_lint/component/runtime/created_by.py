"""What an object is made by: clients, pools, sessions and loops, wherever they were made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.origins import EXPRESSION, PARAMETER, Origin, origins
from owui_lint.analysis.syntax.names import annotated_names, is_none
from owui_lint.component.runtime import blocking_data

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_ANYTHING = frozenset({"Any", "typing.Any", "object"})


@cached(circular=None)
def created_by(
    component: Component,
    node: cst.BaseExpression,
    factories: frozenset[str] = blocking_data.CLIENTS,
) -> str | None:
    """Return which of `factories` (synchronous clients) makes the value of an expression, by dotted name.

    None where it can be something else, or two of them.
    """
    ends = origins(component, node, until=_is_annotated)
    made = {_factory(component, end, factories) for end in ends}
    return made.pop() if len(made) == 1 else None


def _is_annotated(component: Component, one: Origin) -> bool:
    return bool(_annotated(component, one))


def _annotated(component: Component, one: Origin) -> set[str | None]:
    """The classes that annotate a parameter; empty where the annotation says nothing."""
    parameter = one.function.parameter(one.name) if one.function is not None else None
    if one.how != PARAMETER or parameter is None or parameter.annotation is None or parameter.star:
        return set()
    assert one.function is not None
    names = (name for name in annotated_names(parameter.annotation) if not is_none(name))
    return {component.qualified(name, one.function.parent) for name in names} - _ANYTHING


def _factory(component: Component, end: Origin, factories: frozenset[str]) -> str | None:
    if end.how == PARAMETER:
        known = {name if name in factories else None for name in _annotated(component, end)}
        return known.pop() if len(known) == 1 else None
    if isinstance(end.node, cst.WithItem):  # a client gives itself
        return created_by(component, end.node.item, factories)
    call = end.node
    if end.how != EXPRESSION or not isinstance(call, cst.Call):
        return None
    name = component.qualified(call.func)
    name = blocking_data.SAME.get(name, name) if name is not None else None
    return name if name in factories else _by_method(component, call.func, factories)


def _by_method(
    component: Component, func: cst.BaseExpression, factories: frozenset[str]
) -> str | None:
    """What a method of one object makes: `boto3.Session().client(…)`."""
    if not isinstance(func, cst.Attribute) or func.attr.value not in blocking_data.FURTHER:
        return None
    further = blocking_data.FURTHER[func.attr.value]
    owner = created_by(component, func.value, frozenset(further))
    made = further.get(owner) if owner is not None else None
    return made if made is not None and made in factories else None
