"""Parameters of tools that are annotated with a model of the file, and how they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.annotations.reader import TypeForm, TypeKind, read_annotation
from owui_lint.analysis.pydantic.models import ModelKind, is_dataclass, model_kind
from owui_lint.analysis.syntax.names import dotted

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel, FunctionScope
    from owui_lint.analysis.syntax.scopes import Parameter
    from owui_lint.component.model import Component
    from owui_lint.tool_specs.methods import ToolMethod


def parameter_model(component: Component, parameter: Parameter) -> ClassModel | None:
    """Return the pydantic model or dataclass of the file with which a parameter is annotated."""
    only = _only_type(component, parameter)
    return _model_of(component, only) if only is not None else None


def parameter_item_model(component: Component, parameter: Parameter) -> ClassModel | None:
    """Return the same for a list: `list[Place]`, `Optional[List[Place]]`."""
    if parameter.annotation is None:
        return None
    for form in read_annotation(component, parameter.annotation, component.module).members():
        if form.name in _LISTS and len(form.inner) == 1:
            return _model_of(component, form.inner[0])
    return None


def _only_type(component: Component, parameter: Parameter) -> TypeForm | None:
    """Return the type of a parameter that has one, beside None."""
    if parameter.annotation is None:
        return None
    form = read_annotation(component, parameter.annotation, component.module)
    if form.kind is TypeKind.TEXT and form.inner:
        form = form.inner[0]
    found = [member for member in form.members() if member.kind is not TypeKind.NONE]
    return found[0] if len(found) == 1 else None


def _model_of(component: Component, form: TypeForm) -> ClassModel | None:
    model = form.model
    if model is None:
        return None
    is_model = model_kind(component, model) is ModelKind.MODEL or is_dataclass(model)
    return model if is_model else None


_LISTS = frozenset({"list", "typing.List", "typing.Sequence", "collections.abc.Sequence"})
_OF_DICTS = frozenset(dir(dict))


def first_attribute(method: ToolMethod, parameter: Parameter) -> cst.Attribute | None:
    """The first attribute that is read of a parameter as of an object; None where its value is looked at first."""
    function = method.function
    is_sole = len(function.bindings.get(parameter.name, [])) == 1
    return _first_read(function, parameter.name) if is_sole else None


def first_item_attribute(method: ToolMethod, parameter: Parameter) -> cst.Attribute | None:
    """The same of an item of a list, by the name of a loop over it."""
    function = method.function
    if len(function.bindings.get(parameter.name, [])) != 1:
        return None
    loops = (
        name
        for name, bindings in function.bindings.items()
        if len(bindings) == 1
        and bindings[0].how in ("for", "comprehension")
        and isinstance(bindings[0].value, cst.Name)
        and bindings[0].value.value == parameter.name
    )
    return next(filter(None, (_first_read(function, name) for name in loops)), None)


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
    form = _only_type(component, parameter)
    if form is None:
        return None
    if form.model is not None:
        return form.model.name if form.model.base_kinds & _ENUMS else None
    return form.name if form.name in _TEXT_TYPES else None
