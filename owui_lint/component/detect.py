"""Which class of a file is the component, and of which kind.

Open WebUI takes the first of `Pipe`, `Filter`, `Action`, `Event` that the module has, or `Tools`
(utils/plugin.py); the Pipelines server takes `Pipeline`. Ordinary packages have classes of these
names too, so a class counts only with evidence: a hook, valves, an injected parameter, a header.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.classes import HARMLESS_BASES
from owui_lint.analysis.syntax.scopes import Binding, last_name
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.classes import ClassModel
    from owui_lint.component.model import Component

LOADING_ORDER = (
    Kind.PIPE,
    Kind.FILTER,
    Kind.ACTION,
    Kind.EVENT,
    Kind.TOOLS,
    Kind.PIPELINE,
    Kind.FUNCTION,
)
"""Function kinds as the loader looks for them, then the kinds that are loaded by other means."""

_TRAITS = frozenset(
    {
        "Valves",
        "UserValves",
        "valves",
        "Config",
        "toggle",
        "actions",
        "file_handler",
        "pipelines",
        "execute",
    }
)


_EMPTY_BASES = frozenset(name.split(".")[-1] for name in HARMLESS_BASES)


@dataclass(frozen=True)
class Detection:
    """What the file is taken for.

    Attributes:
        kind: None where the file holds no component
        main: the component's class; None where it is imported or made by a call
        bindings: every kind whose class name the module binds, with the binding in force
        classes: the kinds for which a class of this file was found
    """

    kind: Kind | None
    main: ClassModel | None
    bindings: dict[Kind, Binding]
    classes: dict[Kind, ClassModel]


def detect(component: Component, forced: Kind | None) -> Detection:
    """Find the component's class. With `forced`, the file is of that kind whatever it looks like."""
    module = component.module
    bindings = {
        kind: module.bindings[kind.class_name][-1]
        for kind in LOADING_ORDER
        if kind.class_name in module.bindings
        and module.bindings[kind.class_name][-1].how != "delete"
    }
    classes: dict[Kind, ClassModel] = {}
    for kind, binding in bindings.items():
        model = component.class_of_binding(binding, module)
        if (
            model is None
        ):  # an import or call may hide a class of the same name: then that is the one meant
            earlier = [
                component.class_of_binding(b, module) for b in module.bindings[kind.class_name]
            ]
            model = next((m for m in reversed(earlier) if m is not None), None)
        if model is not None:
            classes[kind] = model
    if forced is not None:
        return Detection(
            forced, classes.get(forced) or _any_class(component, forced), bindings, classes
        )
    has_header = component.header is not None and component.header.has_known_key
    for kind, model in classes.items():
        if is_meant(component, kind, model):
            return Detection(kind, model, bindings, classes)
    if has_header:
        for kind, binding in bindings.items():
            if kind in classes or _is_opaque(component, binding):
                return Detection(kind, classes.get(kind), bindings, classes)
    return Detection(None, None, bindings, classes)


def _any_class(component: Component, kind: Kind) -> ClassModel | None:
    top_level = [model for model in component.classes if model.is_top_level]
    hooks = set(component.host.entry_points(kind)) | _TRAITS
    with_hook = [model for model in top_level if hooks & set(model.member_names())]
    return next(iter(with_hook), top_level[0] if len(top_level) == 1 else None)


def is_meant(component: Component, kind: Kind, model: ClassModel) -> bool:
    """Whether a class of the right name shows that it is meant as a component."""
    names = set(model.member_names())
    if names & (set(component.host.entry_points(kind)) | _TRAITS) or "valves" in model.stored:
        return True
    if kind is Kind.TOOLS and _shows_all_bases(model) and model.methods():
        return True
    injected = component.host.injected_names()
    return any(
        parameter.name in injected
        for _, method in model.methods()
        for parameter in method.parameters
    )


def _shows_all_bases(model: ClassModel) -> bool:
    """Whether every base is a class of the file, or one that brings no methods.

    By the name as written: what it is imported from needs the kind, which is what is being worked out.
    """
    return all(
        one.base_class(node) is not None or (last_name(node) or "") in _EMPTY_BASES
        for one in model.lineage
        for node in one.base_nodes
    )


def _is_opaque(component: Component, binding: Binding) -> bool:
    """Whether the binding may well be the component although the file does not show its class."""
    # `component.imports` needs the kind, which is what is being worked out
    statement = component.parent(binding.node)
    is_absolute = isinstance(statement, cst.Import) or (
        isinstance(statement, cst.ImportFrom) and not statement.relative
    )
    return binding.how == "assign" or (binding.how == "import" and is_absolute)


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
    if _sets_globals(component):
        return None
    for model in component.classes:
        kind = _NEAR_NAMES.get(model.name.lower())
        if kind is not None and (not model.is_top_level or model.name != kind.class_name):
            return model, kind
    readers = (_by_hooks, _by_injection)
    found = (read(component, model) for read in readers for model in component.classes)
    return next(filter(None, found), None)


def _by_injection(component: Component, model: ClassModel) -> tuple[ClassModel, Kind] | None:
    """A class with valves, or with a method that asks for what only the host gives: a tool."""
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


def _sets_globals(component: Component) -> bool:
    """Whether functions may bind the component's name in the module."""
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
