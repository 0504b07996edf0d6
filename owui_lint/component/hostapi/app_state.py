"""What a component reads of the state of the host's application: `request.app.state`."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import annotated_names
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.analysis.uses import is_target
from owui_lint.component.events.emissions import emissions_of
from owui_lint.component.world import release_guards

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_APP = "open_webui.main.app"
_REQUESTS = frozenset({"fastapi.Request", "starlette.requests.Request", "fastapi.requests.Request"})
_MISSING = frozenset({"AttributeError", "KeyError"})
_DEEPEST = 5
"""Names for names and helpers for helpers after which a chain is taken for endless."""


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
        if name not in removed or not is_app_state(component, node.value, component.scope_of(node)):
            continue
        if name in written or is_target(component, node):
            continue
        owner = partial(_is_state, component)
        if not release_guards(component).is_guarded(node, _MISSING, owner, name):
            yield RemovedState(node, name, host.app_state()[name].until, removed[name])


def _is_state(component: Component, node: cst.BaseExpression) -> bool:
    return is_app_state(component, node, component.scope_of(node))


def _written(component: Component, names: Container[str]) -> set[str]:
    """Return the attributes that the component sets itself: what it put there is there."""
    return {
        node.attr.value
        for node in component.of(cst.Attribute)
        if node.attr.value in names
        and is_target(component, node)
        and _is_state(component, node.value)
    }


def is_app_state(
    component: Component, node: cst.BaseExpression, scope: Scope, depth: int = 0
) -> bool:
    """Whether an expression is the state of the host's application, by whatever name."""
    if isinstance(node, cst.Attribute):
        return node.attr.value == "state" and _is_app(component, node.value, scope, depth)
    return _is_named(component, node, scope, depth, is_app_state)


def _is_app(component: Component, node: cst.BaseExpression, scope: Scope, depth: int) -> bool:
    if component.qualified(node, scope) == _APP:
        return True
    if isinstance(node, cst.Attribute):
        return node.attr.value == "app" and _is_request(component, node.value, scope, depth)
    return _is_named(component, node, scope, depth, _is_app)


def _is_request(component: Component, node: cst.BaseExpression, scope: Scope, depth: int) -> bool:
    """Whether it is the request of the chat: a parameter of that name or type, or what keeps it."""
    if isinstance(node, cst.Attribute):
        return "request" in node.attr.value.lower()
    if not isinstance(node, cst.Name):
        return False
    found = scope.lookup(node.value)
    if found is None:
        return "request" in node.value.lower()
    home, bindings = found
    if bindings[0].how == "parameter" and isinstance(home, FunctionScope):
        parameter = home.parameter(node.value)
        annotation = parameter.annotation if parameter is not None else None
        typed = annotated_names(annotation) if annotation is not None else ()
        outer = home.parent or home
        if any(component.qualified(name, outer) in _REQUESTS for name in typed):
            return True
        if "request" in node.value.lower():
            return True
    return _is_named(component, node, scope, depth, _is_request)


_Test = Callable[["Component", cst.BaseExpression, Scope, int], bool]


def _is_named(
    component: Component, node: cst.BaseExpression, scope: Scope, depth: int, test: _Test
) -> bool:
    """Whether a name is only ever assigned, or a parameter only ever given, what passes the test."""
    if not isinstance(node, cst.Name) or depth > _DEEPEST:
        return False
    found = scope.lookup(node.value)
    if found is None or len(found[1]) != 1:
        return False
    home, (binding,) = found
    if binding.how in ("assign", "walrus") and binding.value is not None:
        return test(component, binding.value, home, depth + 1)
    if binding.how != "parameter" or not isinstance(home, FunctionScope):
        return False
    given = emissions_of(component).graph.given(home, node.value)
    return bool(given) and all(
        value is not None and test(component, value, component.scope_of(value), depth + 1)
        for value in given
    )
