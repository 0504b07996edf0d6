"""Types of tool parameters that break the save, and those that are not what they say at run time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.annotations.names import type_arguments, types_in
from owui_lint.analysis.annotations.quoted import expression_in
from owui_lint.analysis.pydantic.models import (
    ModelKind,
    describes_itself,
    is_dataclass,
    model_kind,
    setting,
)
from owui_lint.analysis.syntax.names import dotted, is_none, text
from owui_lint.component.valves.fields import fields_of
from owui_lint.tool_specs import type_data
from owui_lint.tool_specs.values import value_for_type

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.component.model import Component
    from owui_lint.host import Host

RESERVED_HIDDEN = frozenset(
    {"__config__", "__base__", "__validators__", "__cls_kwargs__", "__slots__", "__qualname__"}
    | {"__annotations__", "__root__"}
)
"""Names of hidden parameters that pydantic's `create_model` takes for its own (measured)."""

_BUILTINS = frozenset(
    {"str", "int", "float", "bool", "bytes", "list", "dict", "tuple", "set", "object", "None"}
)


_INSIDE_MODEL = 100
"""Added to the depth of what a pydantic model holds: pydantic has looked at that while the file loads."""
_Problem = tuple[str, bool]
"""What fails, and whether a union with another member leaves it out."""


def unsupported(component: Component, host: Host, annotation: cst.BaseExpression) -> str | None:
    """What in an annotation the host cannot describe; None where there is nothing, or it is not known."""
    if isinstance(annotation, cst.Tuple):  # in brackets it is a list of types: `Dict[(str, int)]`
        return "a tuple"
    found = _problems(component, host, annotation)
    return next((what for what, _ in found), None)


def _problems(
    component: Component, host: Host, node: cst.BaseExpression, depth: int = 0
) -> Iterator[_Problem]:
    if depth % _INSIDE_MODEL > 6:
        return
    members = union_members(component, node)
    if len(members) > 1:
        alone = sum(not is_none(member) for member in members) == 1
        for member in members:
            inner = _problems(component, host, member, depth + 1)
            yield from (problem for problem in inner if alone or not problem[1])
        return
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        parsed = expression_in(text(node))
        if parsed is not None:
            yield from _problems(component, host, parsed, depth + 1)
        return
    value = value_for_type(component, node)
    if value is not None:
        yield value, False
        return
    named = node.value if isinstance(node, cst.Subscript) else node
    yield from _of_name(component, host, named, node, depth)
    for argument in type_arguments(node):
        yield from _problems(component, host, argument, depth + 1)


def _of_name(
    component: Component,
    host: Host,
    named: cst.BaseExpression,
    whole: cst.BaseExpression,
    depth: int,
) -> Iterator[_Problem]:
    """What is wrong with one type, its arguments apart."""
    name = component.qualified(named, component.module)
    if depth == 0 and _last(name) in ("ClassVar", "Final"):
        yield f"`{_last(name)}`, which is for classes", False
    if _is_parameter_specification(component, named):
        yield "a `ParamSpec`", False
    if name in type_data.NOT_JSON and (name != "type" or whole is named):
        yield ("a callable" if name != "type" else "a class"), True
    elif name in type_data.OBJECTS:
        yield f"`{name}`", False
    model = component.class_named(named, component.module)
    if model is not None and model.is_top_level and not _is_one_of_several(component, model):
        reason = _unsupported_class(component, host, model, inside=depth >= _INSIDE_MODEL)
        if reason is None:
            reason = next(_of_fields(component, host, model, depth), None)
        if reason is None and isinstance(whole, cst.Subscript):
            reason = _generic_model(component, host, model)
        if reason is not None:
            yield reason, False


def _of_fields(component: Component, host: Host, model: ClassModel, depth: int) -> Iterator[str]:
    """What is wrong with the fields of a model or dataclass, as far as nothing says how they are described."""
    is_model = model_kind(component, model) is ModelKind.MODEL
    if not (is_model or is_dataclass(model)) or describes_itself(model):
        return
    if setting(component, model, "arbitrary_types_allowed") not in (None, False):
        yield from _of_arbitrary(component, host, model)
        return  # then a value is taken for any type at all, but not described
    below = depth + 1 + (_INSIDE_MODEL if is_model and depth < _INSIDE_MODEL else 0)
    for one in model.lineage:
        for field in fields_of(component, one):
            if field.annotation is None or _says_more(field.annotation):
                continue
            for what, _ in _problems(component, host, field.annotation, below):
                yield f"`{model.name}`, whose field `{field.name}` is {what}"


def _of_arbitrary(component: Component, host: Host, model: ClassModel) -> Iterator[str]:
    """What pydantic takes as any object, and cannot describe: a plain class of the file."""
    for field in (field for one in model.lineage for field in fields_of(component, one)):
        if not isinstance(field.annotation, cst.Name):
            continue
        other = component.class_named(field.annotation, component.module)
        if other is None or _is_one_of_several(component, other) or other.foreign_bases:
            continue
        reason = _unsupported_class(component, host, other, inside=True)
        if reason is not None and reason.startswith("the plain class"):
            yield f"`{model.name}`, whose field `{field.name}` is {reason}"


def _last(name: str | None) -> str:
    return (name or "").split(".")[-1]


def _is_parameter_specification(component: Component, node: cst.BaseExpression) -> bool:
    value = component.module.sole_value(node.value) if isinstance(node, cst.Name) else None
    return isinstance(value, cst.Call) and _last(component.qualified(value.func)) == "ParamSpec"


def _is_one_of_several(component: Component, model: ClassModel) -> bool:
    """Whether branches define the name in several ways, so that the class in force may be another one."""
    bindings = component.module.bindings.get(model.name, [])
    return len({id(component.parent(b.node)) for b in bindings}) > 1


def _says_more(annotation: cst.BaseExpression) -> bool:
    """Whether the annotation may tell pydantic itself how it is described: `SkipJsonSchema[Callable]`."""
    names = (dotted(part) or "" for part in types_in(annotation))
    return any(name.split(".")[-1] in type_data.DESCRIBING for name in names)


def union_members(component: Component, node: cst.BaseExpression) -> list[cst.BaseExpression]:
    """The members of a union, however it is written; the type itself for others."""
    if isinstance(node, cst.BinaryOperation) and isinstance(node.operator, cst.BitOr):
        return [*union_members(component, node.left), *union_members(component, node.right)]
    if isinstance(node, cst.Subscript):
        name = component.qualified(node.value, component.module)
        if name in ("typing.Union", "typing.Optional"):
            inside = [m for part in type_arguments(node) for m in union_members(component, part)]
            return [*inside, cst.Name("None")] if name == "typing.Optional" else inside
    return [node]


def _unsupported_class(
    component: Component, host: Host, model: ClassModel, *, inside: bool = False
) -> str | None:
    """What is wrong with a class; `inside` says that a pydantic model has it, and so knew it while loading."""
    if model_kind(component, model) is ModelKind.LEGACY:
        return f"the `pydantic.v1` model `{model.name}`"
    unlisted = host.has(host.fact("module_unlisted_while_saving"))
    bases = {base.split(".")[-1] for one in model.lineage for base in one.base_names}
    if "typing.TypedDict" in model.base_names:
        return "a `typing.TypedDict`"
    if ("TypedDict" in bases or is_dataclass(model)) and (inside or _is_pydantic(component, model)):
        return None
    if bases & {"TypedDict", "NamedTuple"} or is_dataclass(model):
        return (
            f"`{model.name}`, whose fields name more than builtins"
            if unlisted and _names_more(component, model)
            else None
        )
    if unlisted and model_kind(component, model) is ModelKind.MODEL:
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


_HARMLESS_DECORATORS = frozenset({"runtime_checkable", "final", "total_ordering"})


def _is_pydantic(component: Component, model: ClassModel) -> bool:
    """Whether it is a dataclass of pydantic's own, which is made while the file loads."""
    nodes = (d.decorator for one in model.lineage for d in one.node.decorators)
    names = (component.qualified(n.func if isinstance(n, cst.Call) else n) for n in nodes)
    return any((name or "").startswith("pydantic") for name in names)


def _generic_model(component: Component, host: Host, model: ClassModel) -> str | None:
    """A generic model that is first filled in (`Box[int]`) when the host looks for its module in vain.

    Where the file itself does so, in a field or an alias, pydantic has it already.
    """
    unlisted = host.has(host.fact("module_unlisted_while_saving"))
    if not unlisted or model_kind(component, model) is not ModelKind.MODEL:
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
        for part in types_in(node.annotation.annotation):
            other = component.class_named(part, component.module)
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
    """Whether a field's annotation names anything but builtins: it cannot be resolved any more."""
    fields = (field for one in model.lineage for field in fields_of(component, one))
    annotations = [field.annotation for field in fields if field.annotation is not None]
    return any(
        not (isinstance(part, cst.Name) and part.value in _BUILTINS)
        for annotation in annotations
        for part in types_in(annotation)
    )
