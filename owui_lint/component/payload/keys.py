"""Reads of keys of a hook's body, and whether the author has thought of their absence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.guards import ANYTHING, is_caught
from owui_lint.component.payload.paths import Paths, is_empty, paths_of
from owui_lint.component.world import release_guards

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_WRITERS = frozenset({"update", "setdefault"})
_LOOKING = frozenset({"print", "debug", "info", "warning", "error", "exception", "log", "critical"})
"""Calls that only show what they are given: a missing value does no harm."""


@dataclass(frozen=True)
class KeyRead:
    """One read of a literal key.

    Attributes:
        node: the whole expression: `body["key"]`, `body.get("key")`
        key: the key
        paths: what it is read from
        raises: whether a missing key raises KeyError
    """

    node: cst.BaseExpression
    key: str
    paths: Paths
    raises: bool


def key_reads(component: Component) -> Iterator[KeyRead]:
    """Yield every read of a literal key of what a hook gets, assignments left out."""
    for node in component.of(cst.Subscript):
        parent = component.parent(node)
        if isinstance(parent, (cst.AssignTarget, cst.AnnAssign)) or len(node.slice) != 1:
            continue
        index = node.slice[0].slice
        key = component.literal(index.value) if isinstance(index, cst.Index) else None
        paths = paths_of(component, node.value) if isinstance(key, str) else None
        if paths and isinstance(key, str):
            yield KeyRead(node, key, paths, True)
    for call in component.of(cst.Call):
        func = call.func
        if not isinstance(func, cst.Attribute) or func.attr.value not in ("get", "pop"):
            continue
        key = component.literal(call.args[0].value) if call.args else None
        if not isinstance(key, str):
            continue
        is_pop = func.attr.value == "pop"
        if is_pop and len(call.args) > 1:
            continue  # takes away what may be there
        paths = paths_of(component, func.value)
        if paths:
            yield KeyRead(call, key, paths, is_pop)


def fails_on_none(component: Component, read: KeyRead) -> bool:
    """Whether a missing key fails at once all the same: `body.get("key")["part"]`."""
    node, parent = read.node, component.parent(read.node)
    has_default = isinstance(node, cst.Call) and len(node.args) > 1
    used = isinstance(parent, (cst.Subscript, cst.Attribute)) and parent.value is node
    return used and not has_default


def writes_key(component: Component, key: str) -> bool:
    """Whether the file itself puts the key into anything: the dict may be of its own making."""
    for node in component.of(cst.Subscript):
        parent = component.parent(node)
        if isinstance(parent, (cst.AssignTarget, cst.AugAssign, cst.AnnAssign)):
            index = node.slice[0].slice
            if isinstance(index, cst.Index) and component.literal(index.value) == key:
                return True
    return any(
        isinstance(call.func, cst.Attribute)
        and call.func.attr.value in _WRITERS
        and _mentions(component, call, key)
        for call in component.of(cst.Call)
    )


def _mentions(component: Component, call: cst.Call, key: str) -> bool:
    if any(arg.keyword is not None and arg.keyword.value == key for arg in call.args):
        return True
    first = call.args[0].value if call.args else None
    if isinstance(first, cst.Dict):
        return any(
            isinstance(element, cst.DictElement) and component.literal(element.key) == key
            for element in first.elements
        )
    return first is not None and component.literal(first) == key


def asks_for_key(component: Component, read: KeyRead) -> bool:
    """Whether the file asks whether the key is there: `"key" in body`, a `.get` beside a subscript."""
    for test in component.of(cst.Comparison):
        operators = (target.operator for target in test.comparisons)
        if any(isinstance(one, (cst.In, cst.NotIn)) for one in operators) and (
            component.literal(test.left) == read.key
        ):
            return True
    return read.raises and any(
        isinstance(call.func, cst.Attribute)
        and call.func.attr.value == "get"
        and bool(call.args)
        and call is not read.node
        and component.literal(call.args[0].value) == read.key
        and component.function_around(call) is component.function_around(read.node)
        for call in component.of(cst.Call)
    )


def catches_missing(component: Component, node: cst.CSTNode) -> bool:
    """Whether a handler around the read names KeyError, or LookupError."""
    return is_caught(component, node, frozenset({"KeyError", "LookupError"}))


def catches_anything(component: Component, node: cst.CSTNode) -> bool:
    """Whether a handler around the read takes every error."""
    return is_caught(component, node, ANYTHING)


def is_only_source(component: Component, node: cst.BaseExpression) -> bool:
    """Whether nothing else can give the value where `.get` finds no key.

    A default that is no empty literal, an `or` with something else, a name that other places assign
    too, or a value that is only shown or tested: the author has thought of it.
    """
    if isinstance(node, cst.Call) and len(node.args) > 1 and not is_empty(node.args[1].value):
        return False
    current: cst.BaseExpression = node
    parent = component.parent(node)
    while isinstance(parent, (cst.BooleanOperation, cst.Subscript, cst.Await)):
        if isinstance(parent, cst.BooleanOperation) and not _is_without_other(parent, current):
            return False
        current, parent = parent, component.parent(parent)
    if isinstance(parent, cst.Arg):
        call = component.parent(parent)
        return not (isinstance(call, cst.Call) and _is_looking(component, call))
    if isinstance(parent, cst.Assign):
        return _is_assigned_once(component, parent)
    if isinstance(parent, cst.Attribute):
        call = component.parent(parent)
        is_get = isinstance(call, cst.Call) and parent.attr.value == "get"
        return is_only_source(component, call) if is_get and isinstance(call, cst.Call) else True
    return isinstance(parent, cst.Return)


def _is_without_other(choice: cst.BooleanOperation, side: cst.BaseExpression) -> bool:
    """`x or ""`: the other side is an empty literal, so it gives no value either."""
    return isinstance(choice.operator, cst.Or) and choice.left is side and is_empty(choice.right)


def _is_looking(component: Component, call: cst.Call) -> bool:
    func = call.func
    name = func.attr.value if isinstance(func, cst.Attribute) else getattr(func, "value", "")
    return name in _LOOKING or component.callee(call) is not None


def _is_assigned_once(component: Component, assign: cst.Assign) -> bool:
    """Whether the name has no other value, and is not tested before it is used."""
    target = assign.targets[0].target if len(assign.targets) == 1 else None
    if not isinstance(target, cst.Name):
        return False
    scope = component.scope_of(assign)
    if len(scope.bindings.get(target.value, ())) != 1:
        return False
    names = [
        name
        for inner in component.with_nested(scope)
        for name in inner.named(target.value)
        if name is not target
    ]
    return not any(_is_tested(component, name) or _falls_back(component, name) for name in names)


def _falls_back(component: Component, name: cst.Name) -> bool:
    """`metadata.get("chat_id") or "none"`: what is read of the value has another source."""
    attribute = component.parent(name)
    call = component.parent(attribute) if isinstance(attribute, cst.Attribute) else None
    if not isinstance(call, cst.Call) or call.func is not attribute:
        return False
    return not is_only_source(component, call)


def _is_tested(component: Component, name: cst.Name) -> bool:
    """Whether the name is part of a test: what is done without the value is seen to."""
    below: cst.CSTNode = name
    for current in component.ancestors(name):
        if isinstance(current, (cst.If, cst.IfExp, cst.While, cst.Assert)):
            return below is current.test
        if isinstance(current, cst.BooleanOperation):
            return True
        if isinstance(current, (cst.BaseStatement, cst.BaseSmallStatement, cst.Lambda)):
            return False
        below = current
    return False


def knows_releases(component: Component, node: cst.CSTNode) -> bool:
    """Whether a test around the read asks for the release."""
    return release_guards(component).is_guarded(node)
