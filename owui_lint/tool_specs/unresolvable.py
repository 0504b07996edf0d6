"""Names in annotations that Open WebUI cannot resolve when it looks at them.

Since 0.9.6 components inherit `from __future__ import annotations` (utils/plugin.py): annotations are
strings, which Open WebUI resolves for tools only, with the module's names. Before, they were evaluated
where they stand, in every kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.annotations.names import names_in
from owui_lint.analysis.flow.undefined import (
    is_builtin,
    may_have_hidden_names,
    top_level_index,
)
from owui_lint.analysis.syntax.definitions import ClassScope, FunctionScope
from owui_lint.analysis.syntax.scopes import ModuleScope
from owui_lint.component.annotation_time import are_evaluated_in_place
from owui_lint.kinds import Kind
from owui_lint.tool_specs.methods import tool_methods

if TYPE_CHECKING:
    from owui_lint.component.model import Component

Unresolvable = tuple[cst.BaseExpression, str]
"""An annotation, and the name in it."""


def unresolvable(component: Component) -> Iterator[Unresolvable]:
    """The annotations with a name that does not exist when Open WebUI needs it; one name for each."""
    if any(item.name == "*" for item in component.imports):
        return  # anything may be there
    in_place = are_evaluated_in_place(component, component.host)
    if in_place is None:
        return
    checked: set[int] = set()
    if component.kind is Kind.TOOLS:
        for method in tool_methods(component):
            checked.add(id(method.function.node))
            yield from _of_function(component, method.function, in_place=in_place, quoted=True)
    for function in component.functions if in_place else ():
        evaluated = isinstance(function.parent, (ModuleScope, ClassScope))
        if evaluated and not function.is_lambda and id(function.node) not in checked:
            offered = _is_private_tool(component, function)
            yield from _of_function(component, function, in_place=True, quoted=offered)


def _is_private_tool(component: Component, function: FunctionScope) -> bool:
    """Whether the target makes a tool of a method called `_name`, and so resolves its strings."""
    if component.kind is not Kind.TOOLS or component.main is None:
        return False
    named_so = function.name.startswith("_") and not function.name.endswith("__")
    is_method = function.parent is component.main.scope
    host = component.host
    return named_so and is_method and host.has(host.fact("single_underscore_tools")) is True


def _of_function(
    component: Component, function: FunctionScope, *, in_place: bool, quoted: bool
) -> Iterator[Unresolvable]:
    """Those of one function: `in_place` where they are evaluated with the `def`, `quoted` strings too."""
    for annotation in annotations_of(function) if component.runs(function.node) else ():
        at_once = set(names_in(annotation, quoted=False)) if in_place else set()
        for name in names_in(annotation, quoted=quoted):
            # A string is resolved once the whole module has run.
            if not _is_known(component, function, name, in_place=name in at_once):
                yield annotation, name
                break


def annotations_of(function: FunctionScope) -> list[cst.BaseExpression]:
    """The annotations of the parameters, and of the result."""
    found = [p.annotation for p in function.parameters if p.annotation is not None]
    if isinstance(function.node, cst.FunctionDef) and function.node.returns is not None:
        found.append(function.node.returns.annotation)
    return found


def _is_known(component: Component, function: FunctionScope, name: str, *, in_place: bool) -> bool:
    if is_builtin(name) or may_have_hidden_names(component):
        return True
    bindings = [b for b in component.module.bindings.get(name, []) if component.runs(b.node)]
    if not in_place:
        return bool(bindings) and bindings[-1].how != "delete"
    outer = function.parent
    if isinstance(outer, ClassScope) and name in outer.bindings:
        return True
    here = top_level_index(component, function.node)
    return any(top_level_index(component, binding.node) <= here for binding in bindings)
