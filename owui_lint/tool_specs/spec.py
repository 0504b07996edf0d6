"""What the model is told of a tool: its name, its description, and the schema of its parameters.

Measured against Open WebUI itself on every tool of this repository: `tests/conformance/tool_specs-*.json`.
"""

from __future__ import annotations

from functools import cached_property
from inspect import cleandoc
from typing import TYPE_CHECKING, Any

from owui_lint.analysis.pydantic.field_calls import FieldCall, field_call
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.scopes import Parameter, Scope
from owui_lint.component.annotation_time import are_evaluated_in_place
from owui_lint.tool_specs.cleaning import clean, without_titles
from owui_lint.tool_specs.constants import constraints
from owui_lint.tool_specs.defaults import is_missing, set_default
from owui_lint.tool_specs.docstrings import ToolDocstring
from owui_lint.tool_specs.schema import SchemaReader
from owui_lint.tool_specs.type_schemas import Schema

if TYPE_CHECKING:
    from owui_lint.component.model import Component


class Tool:
    """A callable of `Tools` as Open WebUI looks at it.

    Attributes:
        name: what the model calls it
        function: the function whose signature it has
        parameters: those Open WebUI can fill, `self` left out
        docstring: its docstring; None where there is none, or where it is no plain string
        is_typed: whether Open WebUI reads its annotations (`@no_type_check` hides them)
    """

    def __init__(
        self,
        component: Component,
        name: str,
        function: FunctionScope,
        parameters: tuple[Parameter, ...],
        written: str | None,
        *,
        is_typed: bool = True,
    ) -> None:
        """`written` is the text of the docstring."""
        self._component = component
        self.name = name
        self.function = function
        self.parameters = parameters
        joins = self._holds("multiline_param_descriptions")
        self.docstring = ToolDocstring(written, joins_lines=joins) if written is not None else None
        self.is_typed = is_typed

    @cached_property
    def visible(self) -> tuple[Parameter, ...]:
        """The parameters the model fills: none with a leading underscore, `*args` and `**kwargs` included."""
        return tuple(p for p in self.parameters if not p.name.startswith("_"))

    def field_call(self, parameter: Parameter) -> FieldCall | None:
        """The `Field(…)` that is the parameter's default."""
        return field_call(self._component, parameter.default)

    @cached_property
    def spec(self) -> dict[str, Any] | None:
        """The OpenAI function that Open WebUI derives; None where a type or default is not known."""
        properties: dict[str, Schema] = {}
        required: list[str] = []
        for parameter in self.visible:
            if parameter.name == "model_config" and parameter.default is not None:
                continue  # pydantic takes it for the settings of the model
            schema = self._schema(parameter)
            if schema is None:
                return None
            told = without_titles(schema)
            cleaned = self._holds("tool_schemas_cleaned")
            properties[parameter.name] = clean(told) if cleaned else told
            if self._is_required(parameter):
                required.append(parameter.name)
        parameters: Schema = {"properties": properties, "type": "object"}
        if required:
            parameters["required"] = required
        # pydantic cleans the docstring of the model that Open WebUI makes: tabs become spaces
        description = cleandoc(self.docstring.description) if self.docstring is not None else ""
        return {
            "name": self.name,
            "description": self._as_rewritten(description),
            "parameters": parameters,
        }

    def _as_rewritten(self, text: str) -> str:
        """Return a text after the replacement that Open WebUI makes in the whole file (OWU606)."""
        for old, new in self._component.host.rewritten_text().items():
            text = text.replace(old, new)
        return text

    def _holds(self, fact: str) -> bool:
        """Whether a fact holds in the target; so it does where nobody has looked."""
        host = self._component.host
        return host.has(host.fact(fact)) is not False

    def _description(self, parameter: Parameter) -> str | None:
        return self.docstring.parameters.get(parameter.name) if self.docstring is not None else None

    def _own_field(self, parameter: Parameter) -> FieldCall | None:
        """The `Field(…)` that describes the parameter: a `:param` line makes it a mere default."""
        return None if self._description(parameter) else self.field_call(parameter)

    def _is_required(self, parameter: Parameter) -> bool:
        field = self._own_field(parameter)
        if field is None:
            return is_missing(parameter.default)
        made = field.argument("default_factory")
        return made is None and is_missing(field.argument("default"))

    @cached_property
    def _annotation_scope(self) -> Scope:
        """Where the names in annotations are looked up: strings are resolved with the module's."""
        in_place = are_evaluated_in_place(self._component, self._component.host)
        return (self.function.parent if in_place else None) or self._component.module

    def _schema(self, parameter: Parameter) -> Schema | None:
        """The schema of one parameter; None where its type, default or `Field` is not known."""
        schema: Schema | None = {}
        if parameter.annotation is not None and self.is_typed:
            reader = SchemaReader(self._component)
            schema = reader.schema(parameter.annotation, self._annotation_scope)
        if schema is None:
            return None
        schema = dict(schema)
        field, described = self._own_field(parameter), self._description(parameter)
        if field is not None:
            said = None if field.has_stars else constraints(self._component, field, schema)
            if said is None:
                return None
            schema |= said
            default = None if self._is_required(parameter) else field.argument("default")
            return schema if set_default(self._component, schema, default) else None
        if described:
            schema["description"] = self._as_rewritten(described)
        if self.field_call(parameter) is not None:
            return schema  # its default is a `FieldInfo`, which is no JSON and left out
        return schema if set_default(self._component, schema, parameter.default) else None
