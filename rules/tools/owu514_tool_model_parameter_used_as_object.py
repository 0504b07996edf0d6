from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.guards import is_caught
from owui_lint.component import Component, Editor, Parameter
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.methods import ToolMethod, tool_methods
from owui_lint.tool_specs.model_parameters import (
    first_attribute,
    first_item_attribute,
    parameter_item_model,
    parameter_model,
    text_type,
)


class ToolModelParameterUsedAsObject(Rule):
    '''A tool parameter typed as a model or class arrives as a plain dict or text.

    ## What it does
    Reports reads of attributes of a parameter whose type is a pydantic model or dataclass of the file, an
    `Enum`, a date or a `Path`.

    ## Why is this bad?
    Open WebUI uses the type only for the schema. It passes on what the model sent, a plain `dict` or text,
    and reading an attribute of it raises `AttributeError`.

    ## Example
    ```python
    from pydantic import BaseModel


    class Place(BaseModel):
        city: str


    class Tools:
        async def get_weather(self, place: Place) -> str:
            """
            Get the weather of a place.

            :param place: where
            """
            return place.city
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel


    class Place(BaseModel):
        city: str


    class Tools:
        async def get_weather(self, place: Place) -> str:
            """
            Get the weather of a place.

            :param place: where
            """
            place = Place(**place)
            return place.city
    ```

    ## Fix safety
    Unsafe: other code of the method may rely on the dict.

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, `get_async_tool_function_and_apply_extra_params`; measured.
    '''

    code = "OWU514"
    name = "tool-model-parameter-used-as-object"
    severity = Severity.ERROR
    kinds = frozenset({Kind.TOOLS})
    fixable = Applicability.UNSAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the first attribute read of each such parameter."""
        for method in tool_methods(component):
            for parameter in method.plain:
                found = _read_as_object(component, method, parameter)
                if found is None or is_caught(component, found[0], frozenset({"AttributeError"})):
                    continue
                node, what, model = found
                yield self.finding(
                    node,
                    f"{what}, which has no `{node.attr.value}`; convert it first",
                    related=[(parameter.node, "Declared here")],
                    fix=partial(_make, method, parameter, model) if model is not None else None,
                )


_OF_TEXTS = frozenset(dir(str))


def _read_as_object(
    component: Component, method: ToolMethod, parameter: Parameter
) -> tuple[cst.Attribute, str, str | None] | None:
    """The read, what is there instead of an object, and the model that is meant (for a single one)."""
    model = parameter_model(component, parameter)
    if model is not None:
        node = first_attribute(method, parameter)
        return (
            (node, f"`{parameter.name}` arrives as a dict", model.name)
            if node is not None
            else None
        )
    kind = text_type(component, parameter)
    if kind is not None:
        node = first_attribute(method, parameter)
        if node is None or node.attr.value in _OF_TEXTS:
            return None
        return node, f"`{parameter.name}` arrives as a text", None
    if parameter_item_model(component, parameter) is None:
        return None
    node = first_item_attribute(method, parameter)
    return (
        (node, f"`{parameter.name}` arrives as a list of dicts", None) if node is not None else None
    )


def _make(method: ToolMethod, parameter: Parameter, model: str, editor: Editor) -> Fix | None:
    """`place = Place(**place)` as the first statement."""
    body = method.function.node.body
    if not isinstance(body, cst.IndentedBlock):
        return None
    index = 1 if method.has_docstring else 0
    if index >= len(body.body) or parameter.default is not None:
        return None
    code = f"{parameter.name} = {model}(**{parameter.name})"
    return editor.unsafe(f"Make a `{model}` of it", editor.new_line_before(body.body[index], code))
