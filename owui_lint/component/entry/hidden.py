"""Entry points that are there and cannot be called, and parameters that a decorator hides."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.decorators import gives_nothing, hiding_wrapper, unbound_object
from owui_lint.analysis.syntax.names import is_none
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import FunctionScope
    from owui_lint.analysis.syntax.scopes import Parameter
    from owui_lint.component.entry.points import EntryPoint
    from owui_lint.component.model import Component

_VALUES = (
    *(cst.SimpleString, cst.ConcatenatedString, cst.FormattedString, cst.Integer, cst.Float),
    *(cst.List, cst.Dict, cst.Set, cst.Tuple),
)
"""Expressions whose values nobody can call."""


def uncallable(component: Component, entry: EntryPoint) -> str | None:
    """Return why Open WebUI cannot call what goes by the entry point's name; None where it can."""
    name = entry.name
    if isinstance(entry.node, (cst.Assign, cst.AnnAssign)):
        value = entry.node.value
        if isinstance(value, _VALUES) or (
            is_none(value) and _is_unconditional(component, entry.node)
        ):
            return f"`{name}` is not a function, so Open WebUI cannot call it; define a method `{name}`"
    function = entry.function
    if function is None:
        return None
    if any(gives_nothing(component, decorator) for decorator in function.decorators):
        return (
            f"The decorator of `{name}` returns None, so there is no `{name}`; return the function"
        )
    # of tools, OWU512 speaks
    model = unbound_object(component, function) if entry.kind is not Kind.TOOLS else None
    if model is not None:
        return (
            f"`{name}` becomes an object of `{model.name}`, which is never given `self`; "
            "decorate with a function"
        )
    if function.is_property and _gives_no_function(component, function):
        return f"`{name}` is a property, so Open WebUI cannot call it; make it a method"
    return None


def _is_unconditional(component: Component, node: cst.CSTNode) -> bool:
    """Whether the statement stands directly in the body of its function or class."""
    line = component.parent(node)
    block = component.parent(line) if line is not None else None
    holder = component.parent(block) if block is not None else None
    return isinstance(holder, (cst.FunctionDef, cst.ClassDef))


def _gives_no_function(component: Component, function: FunctionScope) -> bool:
    if function.is_async or function.is_generator:
        return True
    results = [node.value for node in function.of(cst.Return) if component.runs(node)]
    return bool(results) and all(
        value is None or is_none(value) or isinstance(value, _VALUES) for value in results
    )


def hidden_parameters(component: Component, entry: EntryPoint) -> list[Parameter]:
    """Return the injected parameters that a decorator without `functools.wraps` keeps from the entry point.

    Open WebUI looks at the signature of what the decorator returns.
    """
    function = entry.function
    wrapper = hiding_wrapper(component, function) if function is not None else None
    if wrapper is None:
        return []
    shown = {parameter.name for parameter in wrapper.function.parameters}
    passed = {a.keyword.value for call in wrapper.calls for a in call.args if a.keyword is not None}
    if not wrapper.calls or not all(_passes_on(call, shown) for call in wrapper.calls):
        return []
    if entry.facts.kwargs and any(p.star == "**" for p in wrapper.function.parameters):
        return []
    return [
        parameter
        for parameter in entry.parameters
        if parameter.is_dunder
        and entry.gets(parameter.name) is True
        and parameter.name not in shown | passed
        and not entry.is_passed_in_file(parameter)
    ]


def _passes_on(call: cst.Call, shown: set[str]) -> bool:
    """Whether a call gives nothing but what the wrapper itself was given."""
    return all(isinstance(a.value, cst.Name) and a.value.value in shown for a in call.args)


def takes_payload(component: Component, entry: EntryPoint) -> bool | None:
    """Return whether a decorator's own signature takes the payload; None where no signature hides it."""
    function, payload = entry.function, entry.payload
    wrapper = hiding_wrapper(component, function) if function is not None else None
    if wrapper is None or payload is None:
        return None
    parameters = wrapper.function.parameters
    return any(p.star == "**" or (p.name == payload and not p.star) for p in parameters)
