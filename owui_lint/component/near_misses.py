"""Which class of a file without a component was probably meant as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.detect import LOADING_ORDER
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.component.model import Component

_NEAR_NAMES = {
    "tool": Kind.TOOLS,
    "pipes": Kind.PIPE,
    "filters": Kind.FILTER,
    "actions": Kind.ACTION,
    "events": Kind.EVENT,
    "pipelines": Kind.PIPELINE,
    **{kind.value: kind for kind in LOADING_ORDER if kind is not Kind.FUNCTION},
}


def likely_component_class(component: Component) -> tuple[ClassModel, Kind] | None:
    """The class that was probably meant as the component of a file without one, and its kind.

    A class of nearly the right name (`Tool`, `pipe`), one nested in a function, or the only class
    with hooks of one kind.
    """
    if may_be_bound_unseen(component):
        return None
    for model in component.classes:
        kind = _NEAR_NAMES.get(model.name.lower())
        if kind is not None and (not model.is_top_level or model.name != kind.class_name):
            return model, kind
    readers = (_by_hooks, _by_injection)
    found = (read(component, model) for read in readers for model in component.classes)
    return next(filter(None, found), None)


def _by_injection(component: Component, model: ClassModel) -> tuple[ClassModel, Kind] | None:
    """A class with valves, or with a method that asks for what only Open WebUI gives: a tool."""
    injected = {name for name in component.host.injected_names() if name.startswith("__")}
    asks = any(
        parameter.name in injected
        for name, method in model.methods()
        if not name.startswith("_")
        for parameter in method.parameters[1:]
    )
    has_valves = model.inner_class("Valves") is not None and "valves" in model.stored
    # a module of helpers has a docstring too, but no title
    header = component.header
    is_titled = header is not None and header.get_any_case("title") is not None
    is_meant = model.is_top_level and is_titled and (asks or has_valves)
    return (model, Kind.TOOLS) if is_meant else None


def may_be_bound_unseen(component: Component) -> bool:
    """Whether functions or another module may bind the component's name in this one."""
    if any(item.name == "*" for item in component.imports):
        return True
    names = {kind.class_name for kind in LOADING_ORDER}
    return any(scope.declared_elsewhere & names for scope in component.scopes) or any(
        isinstance(call.func, cst.Name) and call.func.value == "globals"
        for call in component.of(cst.Call)
    )


def _by_hooks(component: Component, model: ClassModel) -> tuple[ClassModel, Kind] | None:
    names = set(model.member_names())
    for kind in LOADING_ORDER:
        if kind not in (Kind.PIPELINE, Kind.FUNCTION) and names & set(
            component.host.entry_points(kind)
        ):
            return model, kind
    return None
