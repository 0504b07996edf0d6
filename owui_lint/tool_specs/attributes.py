"""Attributes of a `Tools` class that Open WebUI takes for tools because they can be called."""

from __future__ import annotations

import builtins
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.definitions import ClassScope
from owui_lint.component.entry.points import is_public
from owui_lint.component.hostapi.names import host_name
from owui_lint.component.runtime.blocking_data import FUNCTIONS as BLOCKING_FUNCTIONS
from owui_lint.host import Host
from owui_lint.host.standard_library import is_python_function
from owui_lint.kinds import Kind
from owui_lint.tool_specs.type_data import BUILTIN_FUNCTIONS

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel, FunctionScope
    from owui_lint.analysis.syntax.scopes import Scope
    from owui_lint.component.model import Component

_UNBOUND = "is a method of another type, so the tool cannot be saved"


@dataclass(frozen=True)
class CallableAttribute:
    """A public attribute with a callable value.

    Attributes:
        name: the attribute
        place: the target of its assignment
        effect: what Open WebUI makes of it
        breaks: whether the save or every call fails; else it is a tool that nobody meant
        may_stay: whether it does no harm under a name with an underscore
    """

    name: str
    place: cst.CSTNode
    effect: str
    breaks: bool
    may_stay: bool = True


def callable_attributes(component: Component) -> Iterator[CallableAttribute]:
    """The attributes that the class body or `__init__` sets to something that can be called."""
    main = component.main
    if main is None:
        return
    for name, assignments in main.stored.items():
        for stored in assignments:
            if (
                is_offered(component, name)
                and stored.value is not None
                and stored.method.name == "__init__"
            ):
                found = _effect(component, stored.value, stored.method, name)
                if found is not None:
                    yield CallableAttribute(name, stored.target, *found)
    for name, function in main.methods():
        found = _returned_effect(component, name, function)
        if found is not None:
            yield CallableAttribute(name, function.node, *found)
    for node in main.scope.of(cst.Assign):
        target = node.targets[0].target
        if not isinstance(target, cst.Name) or len(node.targets) > 1:
            continue
        if not is_offered(component, target.value):
            continue
        found = _effect(component, node.value, main.scope, target.value)
        if found is not None and main.scope.bindings[target.value][-1].node is node:
            yield CallableAttribute(target.value, target, *found, may_stay=found[0] is not _UNBOUND)


def _returned_effect(
    component: Component, name: str, function: FunctionScope
) -> tuple[str, bool] | None:
    """What becomes of a property that gives something that can be called."""
    if not function.is_property or not is_offered(component, name) or function.is_async:
        return None
    returned = [node.value for node in function.of(cst.Return) if node.value is not None]
    only = returned[0] if len(returned) == 1 else None
    if not isinstance(only, (cst.Lambda, cst.Name, cst.Attribute)):
        return None
    return _effect(component, only, function, name)


def may_hold_tools(main: ClassModel) -> bool:
    """Whether a public attribute may be callable, and so a tool: `run = wrap(run)`, `self.run = run`."""
    assigned = {
        name
        for model in main.lineage
        for name, bindings in model.scope.bindings.items()
        if is_public(name)
        and bindings[-1].how not in ("class", "annotation", "delete", "def")
        and isinstance(bindings[-1].value, (cst.Call, cst.Name, cst.Attribute, type(None)))
    }
    return bool((main.stored.keys() | assigned) - Host.attributes(Kind.TOOLS).keys())


def is_offered(component: Component, name: str) -> bool:
    """Whether the target takes a callable of that name for a tool (`_name` too, up to 0.8.9)."""
    if is_public(name):
        return True
    host = component.host
    return not name.endswith("__") and host.has(host.fact("single_underscore_tools")) is True


def _effect(
    component: Component, value: cst.BaseExpression, scope: Scope, name: str
) -> tuple[str, bool] | None:
    """What becomes of the value as a tool, and whether that breaks something; None for no callable."""
    if isinstance(value, cst.Lambda):
        return "is a lambda, which is offered to the model as a tool that fails", True
    if isinstance(value, cst.Call):
        made = component.qualified(value.func, scope)
        if made in ("staticmethod", "classmethod") and len(value.args) == 1:
            return _effect(component, value.args[0].value, scope, name)
        if made in ("functools.partial", "functools.partialmethod"):
            return "is a partial, so the tool cannot be saved", True
        model = component.class_named(value.func, scope)
        if model is not None and model.method("__call__") is not None:
            return "is an object with `__call__`, so the tool cannot be saved", True
        return None
    if _is_unbound_method(value, scope):
        if isinstance(scope, ClassScope):
            return _UNBOUND, True
        assert isinstance(value, cst.Attribute)
        known: str | None = value.attr.value
    else:
        function = component.function_named(value, scope)
        known = function.name if function is not None else _foreign(component, value, scope)
    if known is None:
        return None
    if known == name:
        return "is a function that the model can call as a tool", False
    if component.main is not None and component.main.method(known) is not None:
        return None  # a second name of a tool: Open WebUI offers it once more under its own
    return f"is offered to the model as `{known}`, which is not found when it is called", True


def _foreign(component: Component, value: cst.BaseExpression, scope: Scope) -> str | None:
    """The name of a function that the file did not write, `print`; classes such as `str` are no tools."""
    if not isinstance(value, (cst.Name, cst.Attribute)):
        return None
    name = component.qualified(value, scope)
    if name is None or name in BUILTIN_FUNCTIONS:
        return name
    if is_python_function(name) or name in BLOCKING_FUNCTIONS:
        return name.split(".")[-1]
    host = host_name(component, value, scope)
    is_function = host is not None and host.member is not None and bool(host.member.signatures)
    return host.name if host is not None and is_function else None


def _is_unbound_method(value: cst.BaseExpression, scope: Scope) -> bool:
    """Whether it is `str.upper`, `dict.get`: a method without its object."""
    if not isinstance(value, cst.Attribute) or not isinstance(value.value, cst.Name):
        return False
    owner = value.value.value
    if scope.lookup(owner) is not None:
        return False
    kind = getattr(builtins, owner, None)
    method = getattr(kind, value.attr.value, None) if isinstance(kind, type) else None
    return isinstance(method, types.MethodDescriptorType)
