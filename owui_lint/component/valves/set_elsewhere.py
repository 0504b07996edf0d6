"""Attributes of the component that are set in ways that are not followed: `Pipe.Valves = …`, `setattr`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.matchers import subscript_key
from owui_lint.analysis.syntax.names import dotted, text

if TYPE_CHECKING:
    from owui_lint.component.model import Component


def is_set_elsewhere(component: Component, name: str) -> bool:
    """Whether code outside the component's own methods may set the attribute (true in doubt)."""
    main = component.main
    own = {id(item.target) for item in main.stored.get(name, [])} if main is not None else set()
    return any(
        id(target.target) not in own
        and _names_attribute(target.target, name)
        and not _is_others(component, target.target)
        for node in component.of(cst.Assign)
        for target in node.targets
    ) or any(_sets_attribute(call, name) for call in component.of(cst.Call))


def _names_attribute(target: cst.BaseExpression, name: str) -> bool:
    """Whether it is `x.name` or `x.__dict__["name"]`."""
    if isinstance(target, cst.Subscript):
        return subscript_key(target) == name and "__dict__" in (dotted(target.value) or "")
    return isinstance(target, cst.Attribute) and target.attr.value == name


def _is_others(component: Component, target: cst.BaseExpression) -> bool:
    """Whether it is an attribute of `self` in another class of the file."""
    main = component.main
    if main is None or not isinstance(target, cst.Attribute):
        return False
    scope = component.scope_of(target)
    owner = component.instance_class(target.value, scope)
    return component.is_self(target.value, scope) and owner not in main.lineage


def _sets_attribute(call: cst.Call, name: str) -> bool:
    """Whether a call may set that attribute: `setattr`, `vars(self).update`, `self.__dict__.update`.

    `setattr(request.app.state, …)` sets none of the component's, which is a name.
    """
    func = call.func
    if isinstance(func, cst.Name) and func.value == "setattr" and len(call.args) > 1:
        given = text(call.args[1].value)
        return given in (name, None) and not isinstance(call.args[0].value, cst.Attribute)
    if isinstance(func, cst.Name):
        return func.value in ("setattr", "vars")
    if not isinstance(func, cst.Attribute):
        return False
    inner = func.value
    is_dict = isinstance(inner, cst.Attribute) and inner.attr.value == "__dict__"
    return func.attr.value == "__setattr__" or is_dict
