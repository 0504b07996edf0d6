"""Parameters of tools that are annotated with a model of the file, and how they are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.annotations.names import type_arguments
from owui_lint.analysis.pydantic.models import ModelKind, is_dataclass, model_kind
from owui_lint.analysis.syntax.names import annotated_names, dotted, is_none
from owui_lint.tool_specs.unsupported import union_members

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel, FunctionScope
    from owui_lint.analysis.syntax.scopes import Parameter
    from owui_lint.component.model import Component
    from owui_lint.tool_specs.methods import ToolMethod


def parameter_model(component: Component, parameter: Parameter) -> ClassModel | None:
    """The pydantic model or dataclass of the file with which a parameter is annotated."""
    if parameter.annotation is None:
        return None
    return _sole_model(component, annotated_names(parameter.annotation))


def parameter_item_model(component: Component, parameter: Parameter) -> ClassModel | None:
    """The same for a list: `list[Place]`, `Optional[List[Place]]`."""
    annotation = parameter.annotation
    for named in union_members(component, annotation) if annotation is not None else ():
        if isinstance(named, cst.Subscript):
            name = component.qualified(named.value, component.module)
            if name in ("list", "typing.List", "typing.Sequence", "collections.abc.Sequence"):
                return _sole_model(component, iter(type_arguments(named)))
    return None


def _sole_model(component: Component, names: Iterator[cst.BaseExpression]) -> ClassModel | None:
    found = [component.class_named(name, component.module) for name in names if not is_none(name)]
    model = found[0] if len(found) == 1 else None
    if model is None:
        return None
    is_model = model_kind(component, model) is ModelKind.MODEL or is_dataclass(model)
    return model if is_model else None


_OF_DICTS = frozenset(dir(dict))


def first_attribute(
    component: Component, method: ToolMethod, parameter: Parameter
) -> cst.Attribute | None:
    """The first attribute that is read of a parameter as of an object; None where its value is looked at first."""
    function = method.function
    if len(function.bindings.get(parameter.name, [])) != 1:
        return None
    return _first_read(function, parameter.name)


def first_item_attribute(
    component: Component, method: ToolMethod, parameter: Parameter
) -> cst.Attribute | None:
    """The same of an item of a list, by the name of a loop over it."""
    function = method.function
    if len(function.bindings.get(parameter.name, [])) != 1:
        return None
    for name, bindings in function.bindings.items():
        loop = bindings[0]
        if len(bindings) != 1 or loop.how not in ("for", "comprehension"):
            continue
        if isinstance(loop.value, cst.Name) and loop.value.value == parameter.name:
            found = _first_read(function, name)
            if found is not None:
                return found
    return None


def _first_read(function: FunctionScope, name: str) -> cst.Attribute | None:
    for call in function.of(cst.Call):
        asks = dotted(call.func) in ("isinstance", "type", "hasattr") and call.args
        if asks and dotted(call.args[0].value) == name:
            return None
    for node in function.of(cst.Attribute):
        is_read = isinstance(node.value, cst.Name) and node.value.value == name
        if is_read and node.attr.value not in _OF_DICTS:
            return node
    return None


_TEXT_TYPES = frozenset(
    {"pathlib.Path", "pathlib.PurePath", "datetime.date", "datetime.datetime", "datetime.time"}
    | {"uuid.UUID"}
)
"""Types of Python's own of which the model sends a text, which nothing turns into an object."""
_ENUMS = frozenset({"Enum", "StrEnum", "IntEnum"})


def text_type(component: Component, parameter: Parameter) -> str | None:
    """Return the type for which a plain text arrives: an `Enum` of the file, a path, a date."""
    if parameter.annotation is None:
        return None
    found = [n for n in annotated_names(parameter.annotation) if not is_none(n)]
    if len(found) != 1:
        return None
    model = component.class_named(found[0], component.module)
    if model is not None:
        bases = {base.split(".")[-1] for one in model.lineage for base in one.base_names}
        return model.name if bases & _ENUMS else None
    name = component.qualified(found[0], component.module)
    return name if name in _TEXT_TYPES else None
