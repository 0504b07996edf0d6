"""What the model sees of a `Tools` class: its methods, their descriptions, parameters and schemas."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import libcst as cst

from owui_lint.component.entry.points import EntryPoint
from owui_lint.component.syntax.names import text
from owui_lint.component.syntax.scopes import FunctionScope, Parameter
from owui_lint.component.tools.cleaning import Schema, clean, without_titles
from owui_lint.component.tools.constants import constraints
from owui_lint.component.tools.defaults import set_default
from owui_lint.component.tools.docstrings import ToolDocstring
from owui_lint.component.tools.schema import SchemaReader
from owui_lint.component.valves.fields import FieldCall
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component


class ToolMethod:
    """A public method of `Tools` whose signature the file shows.

    Attributes:
        entry: the entry point
        function: the method
        name: what the model calls it
    """

    def __init__(self, component: Component, entry: EntryPoint, function: FunctionScope) -> None:
        self._component = component
        self.entry = entry
        self.function = function
        self.name = (
            function.name
        )  # under which the host offers it, whatever the attribute is called

    @cached_property
    def docstring(self) -> ToolDocstring | None:
        """The docstring; None where there is none, or where it is no plain string."""
        node = self.function.docstring
        written = text(node) if node is not None else None
        return ToolDocstring(written) if written is not None else None

    @property
    def has_docstring(self) -> bool:
        """Whether there is any docstring, even an empty one."""
        return self.function.docstring is not None

    @cached_property
    def visible(self) -> tuple[Parameter, ...]:
        """The parameters the model fills: none with a leading underscore, `*args` and `**kwargs` included."""
        return tuple(p for p in self.entry.parameters if not p.name.startswith("_"))

    @cached_property
    def plain(self) -> tuple[Parameter, ...]:
        """The visible parameters without stars."""
        return tuple(p for p in self.visible if p.star == "")

    def field_call(self, parameter: Parameter) -> cst.Call | None:
        """The `Field(…)` that is the parameter's default."""
        default = parameter.default
        if not isinstance(default, cst.Call):
            return None
        name = self._component.qualified(default.func, self._component.scope_of(self.function.node))
        return default if name in ("pydantic.Field", "pydantic.fields.Field") else None

    def annotated_description(self, parameter: Parameter) -> bool:
        """Whether the annotation is `Annotated[…, Field(description=…)]` or `Annotated[…, "text"]`."""
        annotation = parameter.annotation
        if not isinstance(annotation, cst.Subscript):
            return False
        name = self._component.qualified(annotation.value) or ""
        if name.split(".")[-1] != "Annotated":
            return False
        metadata = [e.slice.value for e in annotation.slice[1:] if isinstance(e.slice, cst.Index)]
        return any(_describes(item) for item in metadata)

    @cached_property
    def spec(self) -> dict[str, Any] | None:
        """The OpenAI function that the host derives; None where a type or default is not known."""
        properties: dict[str, Schema] = {}
        required: list[str] = []
        for parameter in self.visible:
            if parameter.name == "model_config" and parameter.default is not None:
                continue  # pydantic takes it for the settings of the model
            schema = self._schema(parameter)
            if schema is None:
                return None
            properties[parameter.name] = clean(without_titles(schema))
            if self._is_required(parameter):
                required.append(parameter.name)
        parameters: Schema = {"properties": properties, "type": "object"}
        if required:
            parameters["required"] = required
        description = self.docstring.description.strip() if self.docstring is not None else ""
        return {"name": self.name, "description": description, "parameters": parameters}

    def _description(self, parameter: Parameter) -> str | None:
        return self.docstring.parameters.get(parameter.name) if self.docstring is not None else None

    def _own_field(self, parameter: Parameter) -> FieldCall | None:
        """The `Field(…)` that describes the parameter: a `:param` line makes it a mere default."""
        call = None if self._description(parameter) else self.field_call(parameter)
        return FieldCall(self._component, call) if call is not None else None

    def _is_required(self, parameter: Parameter) -> bool:
        field = self._own_field(parameter)
        if field is None:
            return parameter.default is None
        default = field.argument("default")
        made = field.argument("default_factory")
        return made is None and (default is None or isinstance(default, cst.Ellipsis))

    def _schema(self, parameter: Parameter) -> Schema | None:
        """The schema of one parameter; None where its type, default or `Field` is not known."""
        schema: Schema | None = {}
        if parameter.annotation is not None:
            reader = SchemaReader(self._component)
            schema = reader.schema(parameter.annotation, self._component.module)
        if schema is None:
            return None
        schema = dict(schema)
        field, described = self._own_field(parameter), self._description(parameter)
        if field is not None:
            said = None if field.has_stars else constraints(self._component, field)
            if said is None:
                return None
            schema |= said
            default = None if self._is_required(parameter) else field.argument("default")
            return schema if set_default(self._component, schema, default) else None
        if described:
            schema["description"] = described
        if self.field_call(parameter) is not None:
            return schema  # its default is a `FieldInfo`, which is no JSON and left out
        return schema if set_default(self._component, schema, parameter.default) else None


def _describes(item: cst.BaseExpression) -> bool:
    if isinstance(item, (cst.SimpleString, cst.ConcatenatedString)):
        return True
    if not isinstance(item, cst.Call):
        return False
    return any(arg.keyword is not None and arg.keyword.value == "description" for arg in item.args)


def tool_methods(component: Component) -> Iterator[ToolMethod]:
    """The tools whose signatures the host sees as they are written."""
    if component.kind is not Kind.TOOLS:
        return
    for entry in component.entry_points():
        function = entry.function
        if function is None or function.is_lambda or not entry.shows_signature:
            continue
        if function.name == entry.name or not component.entry_points(function.name):
            yield ToolMethod(
                component, entry, function
            )  # else a second name: the host knows the first


def is_helper(component: Component, method: ToolMethod) -> bool:
    """Whether a tool without a docstring is called by other methods of the class: a helper in the open.

    A call from outside, as of a demonstration under the module, says nothing about what it is for.
    """
    if method.has_docstring or component.main is None:
        return False
    siblings = {scope for _, scope in component.main.methods() if scope is not method.function}
    return any(
        siblings.intersection(component.scope_of(call).outwards())
        for call in component.calls_of(method.function)
    )
