"""Types of tool parameters that break the save, and those that are not what they say at run time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.syntax.names import dotted, text
from owui_lint.component.valves.pydantic_models import ModelKind, model_kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component
    from owui_lint.component.syntax.classes import ClassModel
    from owui_lint.component.syntax.scopes import Parameter
    from owui_lint.component.tools.methods import ToolMethod
    from owui_lint.host import Host

RESERVED = frozenset(
    {"model_config", "model_dump", "model_dump_json", "model_validate", "model_validate_json"}
    | {"model_validate_strings"}
)
"""Names that pydantic 2.13 refuses as fields of a model it creates (measured)."""

_CALLABLES = frozenset({"typing.Callable", "collections.abc.Callable"})
_NO_TYPES = frozenset({"any", "callable"})
_BUILTINS = frozenset(
    {"str", "int", "float", "bool", "bytes", "list", "dict", "tuple", "set", "object", "None"}
)


def unsupported(component: Component, host: Host, annotation: cst.BaseExpression) -> str | None:
    """What in an annotation the host cannot describe; None where there is nothing, or it is not known."""
    for node in _types_in(annotation):
        name = component.qualified(node, component.module)
        if name in _CALLABLES:
            return "a callable"
        if name in _NO_TYPES:
            return f"the function `{name}`"
        model = component.class_named(node, component.module)
        if model is not None and model.is_top_level:
            reason = _unsupported_class(component, host, model)
            if reason is not None:
                return reason
    return None


def _types_in(node: cst.BaseExpression, depth: int = 0) -> Iterator[cst.BaseExpression]:
    """The types an annotation is made of; what `Literal` and `Annotated` hold is none."""
    if depth > 6:
        return
    if isinstance(node, cst.BinaryOperation):
        yield from _types_in(node.left, depth + 1)
        yield from _types_in(node.right, depth + 1)
    elif isinstance(node, cst.Subscript):
        yield node.value
        last = (dotted(node.value) or "").split(".")[-1]
        elements = node.slice[:1] if last == "Annotated" else node.slice
        for element in elements if last not in ("Literal", "Callable") else ():
            if isinstance(element.slice, cst.Index):
                yield from _types_in(element.slice.value, depth + 1)
    elif isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        written = text(node)
        if written is not None and written.isidentifier():
            yield cst.Name(written)
    else:
        yield node


def _unsupported_class(component: Component, host: Host, model: ClassModel) -> str | None:
    unlisted = host.has(host.fact("module_unlisted_while_saving"))
    bases = {base.split(".")[-1] for one in model.lineage for base in one.base_names}
    if "typing.TypedDict" in model.base_names:
        return "a `typing.TypedDict`"
    if "TypedDict" in bases or is_dataclass(model):
        return (
            f"`{model.name}`, whose fields name more than builtins"
            if unlisted and _names_more(model)
            else None
        )
    if unlisted and model_kind(component, model) is ModelKind.MODEL:
        later = _later_class(component, model)
        return (
            f"`{model.name}`, which names the later `{later.name}`" if later is not None else None
        )
    if not model.base_nodes and not model.node.decorators and not model.node.keywords:
        return None if _is_described(model) else f"the plain class `{model.name}`"
    return None


def _later_class(component: Component, model: ClassModel) -> ClassModel | None:
    """A class further down in the file that a field of the model names, unless the model is completed by hand."""
    if any(
        name in ("model_rebuild", "update_forward_refs") for name in _completed(component, model)
    ):
        return None
    order = {id(statement): index for index, statement in enumerate(component.tree.body)}
    for node in model.scope.of(cst.AnnAssign):
        for part in _types_in(node.annotation.annotation):
            other = component.class_named(part, component.module)
            if other is not None and order.get(id(other.node), 0) > order.get(id(model.node), 0):
                return other
    return None


def _completed(component: Component, model: ClassModel) -> Iterator[str]:
    """The methods that the module calls on the model: `Early.model_rebuild()`."""
    for call in component.module.of(cst.Call):
        func = call.func
        if (
            isinstance(func, cst.Attribute)
            and component.class_named(func.value, component.module) is model
        ):
            yield func.attr.value


def _is_described(model: ClassModel) -> bool:
    """Whether the class tells pydantic itself how it is described."""
    return any(name.startswith("__get_pydantic") for name in model.member_names())


def is_dataclass(model: ClassModel) -> bool:
    """Whether the class is a dataclass."""
    nodes = (d.decorator for d in model.node.decorators)
    names = (dotted(node.func if isinstance(node, cst.Call) else node) for node in nodes)
    return any((name or "").split(".")[-1] == "dataclass" for name in names)


def _names_more(model: ClassModel) -> bool:
    """Whether a field's annotation names anything but builtins: it cannot be resolved any more."""
    for one in model.lineage:
        for node in one.scope.of(cst.AnnAssign):
            for part in _types_in(node.annotation.annotation):
                if not (isinstance(part, cst.Name) and part.value in _BUILTINS):
                    return True
    return False


def parameter_model(component: Component, parameter: Parameter) -> ClassModel | None:
    """The pydantic model or dataclass of the file with which a parameter is annotated."""
    annotation = parameter.annotation
    if annotation is None:
        return None
    if isinstance(annotation, cst.Subscript) and (dotted(annotation.value) or "").endswith(
        "Optional"
    ):
        index = annotation.slice[0].slice
        annotation = index.value if isinstance(index, cst.Index) else annotation
    model = component.class_named(annotation, component.module)
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
    for call in function.of(cst.Call):
        asks = dotted(call.func) in ("isinstance", "type", "hasattr") and call.args
        if asks and dotted(call.args[0].value) == parameter.name:
            return None
    for node in function.of(cst.Attribute):
        is_parameter = isinstance(node.value, cst.Name) and node.value.value == parameter.name
        if is_parameter and node.attr.value not in _OF_DICTS:
            return node
    return None
