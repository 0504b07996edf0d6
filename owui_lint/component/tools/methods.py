"""What the model sees of a `Tools` class: its methods, their descriptions, parameters and schemas."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

import libcst as cst

from owui_lint.component.entry.points import EntryPoint
from owui_lint.component.syntax.names import text
from owui_lint.component.syntax.scopes import FunctionScope, Parameter
from owui_lint.component.tools.docstrings import ToolDocstring
from owui_lint.component.tools.schema import Schema, clean, schema_of, set_default, without_titles
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
        self.name = entry.name

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
            if parameter.default is None:
                required.append(parameter.name)
        parameters: Schema = {"properties": properties, "type": "object"}
        if required:
            parameters["required"] = required
        description = self.docstring.description.strip() if self.docstring is not None else ""
        return {"name": self.name, "description": description, "parameters": parameters}

    def _schema(self, parameter: Parameter) -> Schema | None:
        schema: Schema | None = {}
        if parameter.annotation is not None:
            schema = schema_of(self._component, parameter.annotation, self._component.module)
        if schema is None or self.field_call(parameter) is not None:
            return None
        schema = dict(schema)
        described = (
            self.docstring.parameters.get(parameter.name) if self.docstring is not None else None
        )
        if described:
            schema["description"] = described
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
        if entry.function is not None and not entry.function.is_lambda and entry.shows_signature:
            yield ToolMethod(component, entry, entry.function)


def is_helper(component: Component, method: ToolMethod) -> bool:
    """Whether a tool without a docstring is called by other methods of the class: a helper in the open."""
    if method.has_docstring:
        return False
    return any(
        (around := component.function_around(call)) is not None and around is not method.function
        for call in component.calls_of(method.function)
    )
