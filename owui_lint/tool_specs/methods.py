"""The methods of a `Tools` class whose signature stands in the file as Open WebUI sees it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.matchers import keyword_argument
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.syntax.scopes import Parameter
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.kinds import Kind
from owui_lint.tool_specs.spec import Tool

if TYPE_CHECKING:
    from owui_lint.component.model import Component


class ToolMethod(Tool):
    """A public method of `Tools` whose signature the file shows.

    Attributes:
        entry: the entry point
    """

    def __init__(self, component: Component, entry: EntryPoint, function: FunctionScope) -> None:
        node = function.docstring
        written = text(node) if node is not None else None
        # Open WebUI offers it under the function's name, whatever the attribute is called.
        super().__init__(component, function.name, function, entry.parameters, written)
        self.entry = entry

    @property
    def has_docstring(self) -> bool:
        """Whether there is any docstring, even an empty one."""
        return self.function.docstring is not None

    @cached_property
    def plain(self) -> tuple[Parameter, ...]:
        """The visible parameters without stars."""
        return tuple(p for p in self.visible if p.star == "")

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


def _describes(item: cst.BaseExpression) -> bool:
    if isinstance(item, (cst.SimpleString, cst.ConcatenatedString)):
        return True
    return isinstance(item, cst.Call) and keyword_argument(item, "description") is not None


@cached
def tool_methods(component: Component) -> tuple[ToolMethod, ...]:
    """Return the tools whose signatures Open WebUI sees as they are written in the file."""
    return tuple(_find(component))


def _find(component: Component) -> Iterator[ToolMethod]:
    if component.kind is not Kind.TOOLS:
        return
    for entry in entry_points(component):
        function = entry.function
        if function is None or function.is_lambda or not entry.shows_signature:
            continue
        if function.name == entry.name or not entry_points(component, function.name):
            yield ToolMethod(
                component, entry, function
            )  # else a second name: Open WebUI knows the first


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


@cached
def sets_docstrings(component: Component) -> bool:
    """Return whether the file assigns a `__doc__`: what the model is told is then made at run time."""
    return any(
        isinstance(component.parent(node), (cst.AssignTarget, cst.AugAssign))
        for node in component.attributes_named.get("__doc__", ())
    )
