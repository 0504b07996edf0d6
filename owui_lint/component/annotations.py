"""Names in annotations that the host cannot resolve when it looks at them.

Since 0.9.6 components inherit `from __future__ import annotations` (utils/plugin.py): annotations are
strings, which the host resolves for tools only, with the module's names. Before, they were evaluated
where they stand, in every kind.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.names import text
from owui_lint.component.scopes import ClassScope, FunctionScope, ModuleScope
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component
    from owui_lint.host import Host

Unresolvable = tuple[cst.BaseExpression, str]
"""An annotation, and the name in it."""


def unresolvable(component: Component, host: Host) -> Iterator[Unresolvable]:
    """The annotations with a name that does not exist when the host needs it; one name for each."""
    if any(item.name == "*" for item in component.imports):
        return  # anything may be there
    late = host.has(host.fact("future_annotations"))
    if late is None:
        return
    checked: set[int] = set()
    if component.kind is Kind.TOOLS:
        for method in component.tool_methods:
            checked.add(id(method.function.node))
            yield from _of_function(component, method.function, nested_in_class=not late)
    if late or _is_postponed(component):
        return
    for function in component.functions:
        evaluated = (
            isinstance(function.parent, (ModuleScope, ClassScope)) and not function.is_lambda
        )
        if evaluated and id(function.node) not in checked and component.runs(function.node):
            yield from _of_function(component, function, nested_in_class=True)


def _is_postponed(component: Component) -> bool:
    return any(item.target == "__future__.annotations" for item in component.imports)


def _of_function(
    component: Component, function: FunctionScope, *, nested_in_class: bool
) -> Iterator[Unresolvable]:
    annotations = [p.annotation for p in function.parameters if p.annotation is not None]
    if isinstance(function.node, cst.FunctionDef) and function.node.returns is not None:
        annotations.append(function.node.returns.annotation)
    for annotation in annotations:
        for name in _names(component, annotation):
            if not _is_known(component, function, name, nested_in_class):
                yield annotation, name
                break


def _is_known(
    component: Component, function: FunctionScope, name: str, nested_in_class: bool
) -> bool:
    if hasattr(builtins, name):
        return True
    bindings = component.module.bindings.get(name, [])
    if any(component.runs(binding.node) for binding in bindings):
        return True
    if not nested_in_class:
        return False
    outer = function.parent
    return isinstance(outer, ClassScope) and name in outer.bindings


def _names(component: Component, node: cst.BaseExpression, depth: int = 0) -> Iterator[str]:
    """The first names of everything an annotation refers to, strings in it included."""
    if depth > 6:
        return
    if isinstance(node, cst.Name):
        yield node.value
    elif isinstance(node, cst.Attribute):
        yield from _names(component, node.value, depth + 1)
    elif isinstance(node, cst.BinaryOperation):
        yield from _names(component, node.left, depth + 1)
        yield from _names(component, node.right, depth + 1)
    elif isinstance(node, (cst.Tuple, cst.List)):
        for element in node.elements:
            yield from _names(component, element.value, depth + 1)
    elif isinstance(node, cst.Subscript):
        yield from _names(component, node.value, depth + 1)
        yield from _arguments(component, node, depth)
    elif isinstance(node, (cst.SimpleString, cst.ConcatenatedString)):
        written = text(node)
        parsed = _parse(written) if written is not None else None
        if parsed is not None:
            yield from _names(component, parsed, depth + 1)


def _arguments(component: Component, node: cst.Subscript, depth: int) -> Iterator[str]:
    outer = node.value
    name = outer.attr.value if isinstance(outer, cst.Attribute) else getattr(outer, "value", "")
    if name == "Literal":
        return
    elements = node.slice[:1] if name == "Annotated" else node.slice
    for element in elements:
        if isinstance(element.slice, cst.Index):
            yield from _names(component, element.slice.value, depth + 1)


def _parse(written: str) -> cst.BaseExpression | None:
    try:
        return cst.parse_expression(written)
    except Exception:  # half a type is not this module's business
        return None
