"""What a component reads of the state of Open WebUI's application: `request.app.state`."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.origins import (
    PARAMETER,
    UNDEFINED,
    Origin,
    always,
    origins,
    qualified_names,
)
from owui_lint.analysis.reads import is_written
from owui_lint.analysis.syntax.names import annotated_names
from owui_lint.component.world import release_guards

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_APP = "open_webui.main.app"
_REQUESTS = frozenset({"fastapi.Request", "starlette.requests.Request", "fastapi.requests.Request"})
_MISSING = frozenset({"AttributeError", "KeyError"})


@dataclass(frozen=True)
class RemovedState:
    """An attribute of the state that the target no longer has, where it is read."""

    node: cst.Attribute
    name: str
    since: str | None
    successor: str | None


def removed_state(component: Component) -> Iterator[RemovedState]:
    """Each read of such an attribute whose failure nobody expects."""
    if ".state" not in component.source.text:
        return
    host = component.host
    removed = host.removed_state()
    written = _written(component, removed)
    for node in component.of(cst.Attribute):
        name = node.attr.value
        if name not in removed or not is_app_state(component, node.value):
            continue
        if name in written or is_written(component, node):
            continue
        owner = partial(is_app_state, component)
        if not release_guards(component).is_guarded(node, _MISSING, owner, name):
            successor = removed[name]
            if successor is not None:
                successor = successor.format(key=_key(component, node))
            yield RemovedState(node, name, host.app_state()[name].until, successor)


def _key(component: Component, node: cst.Attribute) -> str:
    """Return the key that has what is read off the attribute, or `…` where that is not known."""
    parent = component.parent(node)
    read = parent.attr.value if isinstance(parent, cst.Attribute) else ""
    return component.host.setting_key(read) or "…"


def _written(component: Component, names: Container[str]) -> set[str]:
    """Return the attributes that the component sets itself: what it put there is there."""
    return {
        node.attr.value
        for node in component.of(cst.Attribute)
        if node.attr.value in names
        and is_written(component, node)
        and is_app_state(component, node.value)
    }


@cached(circular=False)
def is_app_state(component: Component, node: cst.BaseExpression) -> bool:
    """Whether an expression is the state of Open WebUI's application, by whatever name."""
    return always(component, node, lambda end: _is_attribute_of(end, "state", component, _is_app))


@cached(circular=False)
def _is_app(component: Component, node: cst.BaseExpression) -> bool:
    if component.qualified(node) == _APP or qualified_names(component, node) == frozenset({_APP}):
        return True
    return always(component, node, lambda end: _is_attribute_of(end, "app", component, _is_request))


def _is_attribute_of(
    end: Origin, name: str, component: Component, test: Callable[[Component, Any], bool]
) -> bool:
    node = end.expression
    return (
        isinstance(node, cst.Attribute) and node.attr.value == name and test(component, node.value)
    )


@cached(circular=False)
def _is_request(component: Component, node: cst.BaseExpression) -> bool:
    """Whether it is the request of the chat: a parameter of that name or type, or what keeps it."""
    ends = origins(component, node, until=_is_request_itself)
    return bool(ends) and all(_is_request_itself(component, end) for end in ends)


def _is_request_itself(component: Component, one: Origin) -> bool:
    attribute = one.expression
    if isinstance(attribute, cst.Attribute):
        return "request" in attribute.attr.value.lower()
    is_named = one.how in (PARAMETER, UNDEFINED) and "request" in one.name.lower()
    return is_named or (one.how == PARAMETER and _is_typed(component, one))


def _is_typed(component: Component, one: Origin) -> bool:
    parameter = one.function.parameter(one.name) if one.function is not None else None
    annotation = parameter.annotation if parameter is not None else None
    outer = one.function.parent if one.function is not None else None
    typed = annotated_names(annotation) if annotation is not None else ()
    return any(component.qualified(name, outer) in _REQUESTS for name in typed)
