"""Types of tool parameters that break the save, and those that are not what they say at run time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.annotations.reader import TypeForm, TypeKind, read_annotation
from owui_lint.analysis.memo import cached
from owui_lint.analysis.pydantic.fields import ModelField, all_fields
from owui_lint.analysis.pydantic.models import (
    ModelKind,
    describes_itself,
    is_dataclass,
    is_one_of_several,
    model_kind,
    setting,
)
from owui_lint.analysis.syntax.names import dotted
from owui_lint.tool_specs import type_data
from owui_lint.tool_specs.values import value_for_type

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.component.model import Component

_BUILTINS = frozenset(
    {"str", "int", "float", "bool", "bytes", "list", "dict", "tuple", "set", "object", "None"}
)
_Problem = tuple[str, bool]
"""What fails, and whether a union with another member leaves it out."""


def unsupported(component: Component, annotation: cst.BaseExpression) -> str | None:
    """Return what in an annotation Open WebUI cannot describe; None where nothing is, or it is not known."""
    if isinstance(annotation, cst.Tuple):  # in brackets it is a list of types: `Dict[(str, int)]`
        return "a tuple"
    form = read_annotation(component, annotation, component.module)
    if form.name in ("typing.ClassVar", "typing.Final"):
        return f"`{_last(form.name)}`, which is for classes"
    return next((what for what, _ in _problems(component, form, inside=False)), None)


def _problems(component: Component, form: TypeForm, *, inside: bool) -> Iterator[_Problem]:
    """Yield what is wrong with a type; `inside` a pydantic model, which knew it while loading."""
    members = form.members()
    if len(members) > 1:
        alone = sum(member.kind is not TypeKind.NONE for member in members) == 1
        for member in members:
            inner = _problems(component, member, inside=inside)
            yield from (problem for problem in inner if alone or not problem[1])
        return
    if form.kind is TypeKind.TEXT:
        for inner_form in form.inner:
            yield from _problems(component, inner_form, inside=inside)
        return
    value = value_for_type(form)
    if value is not None:
        yield value, False
        return
    yield from _of_name(component, form, inside=inside)
    if isinstance(form.node, cst.Subscript):
        for argument in form.inner:
            yield from _problems(component, argument, inside=inside)


def _of_name(component: Component, form: TypeForm, *, inside: bool) -> Iterator[_Problem]:
    """Yield what is wrong with one type, its arguments apart."""
    name = form.name
    is_filled = isinstance(form.node, cst.Subscript)
    if name == "typing.ParamSpec":
        yield "a `ParamSpec`", False
    if name in type_data.NOT_JSON and (name != "type" or not is_filled):
        yield ("a callable" if name != "type" else "a class"), True
    elif name in type_data.OBJECTS:
        yield f"`{name}`", False
    model = form.model
    if model is not None and model.is_top_level and not is_one_of_several(component, model):
        reason = _of_model(component, model, inside)
        if reason is None and is_filled:
            reason = _generic_model(component, model)
        if reason is not None:
            yield reason, False


@cached(circular=None)
def _of_model(component: Component, model: ClassModel, inside: bool) -> str | None:
    """Return what is wrong with a class of the file, or with one of its fields."""
    found = _unsupported_class(component, model, inside=inside)
    return found or next(_of_fields(component, model, inside=inside), None)


def _of_fields(component: Component, model: ClassModel, *, inside: bool) -> Iterator[str]:
    """Yield what is wrong with the fields of a class, as far as nothing says how they are described."""
    is_model = model_kind(component, model) is ModelKind.MODEL
    if not (is_model or is_dataclass(model)) or describes_itself(model):
        return
    if setting(component, model, "arbitrary_types_allowed") not in (None, False):
        yield from _of_arbitrary(component, model)
        return  # then a value is taken for any type at all, but not described
    for field in all_fields(component, model, ModelField):
        if field.form is not None and not _says_more(field.form):
            for what, _ in _problems(component, field.form, inside=inside or is_model):
                yield f"`{model.name}`, whose field `{field.name}` is {what}"


def _of_arbitrary(component: Component, model: ClassModel) -> Iterator[str]:
    """Yield what pydantic takes as any object, and cannot describe: a plain class of the file."""
    for field in all_fields(component, model, ModelField):
        form = field.form
        other = form.model if form is not None and isinstance(form.node, cst.Name) else None
        if other is None or is_one_of_several(component, other) or other.foreign_bases:
            continue
        reason = _unsupported_class(component, other, inside=True)
        if reason is not None and reason.startswith("the plain class"):
            yield f"`{model.name}`, whose field `{field.name}` is {reason}"


def _last(name: str | None) -> str:
    return (name or "").split(".")[-1]


def _says_more(form: TypeForm) -> bool:
    """Return whether the annotation may tell pydantic itself how it is described: `SkipJsonSchema[Callable]`."""
    names = (dotted(part.named) or "" for part in form.parts())
    return any(_last(name) in type_data.DESCRIBING for name in names)


def _unsupported_class(component: Component, model: ClassModel, *, inside: bool) -> str | None:
    """Return what is wrong with a class; `inside` as for `_problems`."""
    if model_kind(component, model) is ModelKind.LEGACY:
        return f"the `pydantic.v1` model `{model.name}`"
    if "typing.TypedDict" in model.base_names:
        return "a `typing.TypedDict`"
    has_fields = "TypedDict" in model.base_kinds or is_dataclass(model)
    if has_fields and (inside or _is_pydantic(component, model)):
        return None
    if has_fields or "NamedTuple" in model.base_kinds:
        return (
            f"`{model.name}`, whose fields name more than builtins"
            if _is_unlisted(component) and _names_more(component, model)
            else None
        )
    if model_kind(component, model) is ModelKind.MODEL and _is_unlisted(component):
        later = _later_class(component, model)
        return (
            f"`{model.name}`, which names the later `{later.name}`" if later is not None else None
        )
    is_plain = all(base in type_data.PLAIN_BASES for base in model.foreign_bases) and all(
        _last(dotted(decorator.decorator)) in _HARMLESS_DECORATORS
        for one in model.lineage
        for decorator in one.node.decorators
    )
    return f"the plain class `{model.name}`" if is_plain and not describes_itself(model) else None


def _is_unlisted(component: Component) -> bool:
    """Return whether the target knows no module of the component while it saves it."""
    host = component.host
    return host.has(host.fact("module_unlisted_while_saving")) is True


_HARMLESS_DECORATORS = frozenset({"runtime_checkable", "final", "total_ordering"})


def _is_pydantic(component: Component, model: ClassModel) -> bool:
    """Whether it is a dataclass of pydantic's own, which is made while the file loads."""
    nodes = (d.decorator for one in model.lineage for d in one.node.decorators)
    names = (component.qualified(n.func if isinstance(n, cst.Call) else n) for n in nodes)
    return any((name or "").startswith("pydantic") for name in names)


def _generic_model(component: Component, model: ClassModel) -> str | None:
    """Return what is wrong with a generic model that is first filled in when its module cannot be found.

    Where the file itself fills it in (`Box[int]`), in a field or an alias, pydantic has it already.
    """
    if not _is_unlisted(component) or model_kind(component, model) is not ModelKind.MODEL:
        return None
    for node in component.of(cst.Subscript):
        named = component.class_named(node.value, component.scope_of(node))
        if named is model and not _is_in_signature(component, node):
            return None
    return f"the generic model `{model.name}`"


def _is_in_signature(component: Component, node: cst.CSTNode) -> bool:
    below: cst.CSTNode = node
    for current in component.ancestors(node):
        if isinstance(current, cst.Param):
            return below is not current.default
        if isinstance(current, cst.FunctionDef):
            return below is current.returns
        if isinstance(current, cst.BaseSuite):
            return False
        below = current
    return False


def _later_class(component: Component, model: ClassModel) -> ClassModel | None:
    """A class further down in the file that a field of the model names, unless the model is completed by hand."""
    if _is_completed(component, model):
        return None
    order = {id(statement): index for index, statement in enumerate(component.tree.body)}
    for node in model.scope.of(cst.AnnAssign):
        form = read_annotation(component, node.annotation.annotation, component.module)
        for other in (part.model for part in form.parts()):
            if other is not None and order.get(id(other.node), 0) > order.get(id(model.node), 0):
                return other
    return None


def _is_completed(component: Component, model: ClassModel) -> bool:
    """Whether the file uses the model while it loads, which completes it: `M(x=N())`, `M.model_rebuild()`."""
    for scope in (component.module, *component.functions):
        if scope is not component.module and scope.name != "__init__":
            continue
        for call in scope.of(cst.Call):
            func = call.func
            owner = func.value if isinstance(func, cst.Attribute) else func
            if component.class_named(owner, component.module) is model:
                return True
    return False


def _names_more(component: Component, model: ClassModel) -> bool:
    """Return whether a field's annotation names anything but builtins: it cannot be resolved any more."""
    forms = (field.form for field in all_fields(component, model, ModelField))
    parts = (part for form in forms if form is not None for part in form.parts())
    return any(
        part.kind is not TypeKind.NONE
        and not (isinstance(part.named, cst.Name) and part.named.value in _BUILTINS)
        for part in parts
    )
