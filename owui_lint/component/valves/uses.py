"""Where a component reads its valves: `self.valves.x`, `__user__["valves"].x`, and names for either."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import call_graph
from owui_lint.analysis.memo import cached
from owui_lint.analysis.origins import PARAMETER, Origin, origins
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.matchers import keyed_read, subscript_key
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.component.entry.points import entry_points
from owui_lint.host import USER, Host

if TYPE_CHECKING:
    from owui_lint.component.model import Component

KEY = "valves"
"""Where the user's valves are in `__user__`."""


@dataclass(frozen=True)
class ValveUse:
    """One place where the valves, or the user's valves, are used.

    Attributes:
        node: the expression that stands for the valves object: `self.valves`, or a name for it
        origin: where that object comes from: `self.valves`, `__user__["valves"]`
        holder: the node around it that takes something out of it: an attribute, a subscript, a `.get(…)` call;
            None where the object itself is used
        name: the valve that is taken, where the file shows it
        how: "attribute", "subscript", "get" or "whole"
    """

    node: cst.BaseExpression
    origin: cst.BaseExpression
    holder: cst.BaseExpression | None
    name: str | None
    how: str

    @property
    def place(self) -> cst.BaseExpression:
        """Where a finding about it stands."""
        return self.holder if self.holder is not None else self.node


class ValveUses:
    """The uses of a component's valves."""

    def __init__(self, component: Component, attribute: str) -> None:
        self._component = component
        self._attribute = attribute

    def own(self) -> Iterator[ValveUse]:
        """Uses of `self.valves`, where that is the component itself."""
        if f".{self._attribute}" not in self._component.source.text:
            return
        for node in self._component.of(cst.Attribute):
            if node.attr.value == self._attribute and self._is_component(node.value):
                yield from self._uses(node, node)

    def user(self) -> Iterator[ValveUse]:
        """Uses of `__user__["valves"]`."""
        names = self._component.host.names_of(USER)
        if not any(name in self._component.source.text for name in names):
            return
        for subscript in self._component.of(cst.Subscript):
            if self.is_user_valves(subscript):
                yield from self._uses(subscript, subscript)
        for call in self._component.of(cst.Call):
            if self.is_user_valves(call):
                yield from self._uses(call, call)

    def _is_component(self, node: cst.BaseExpression) -> bool:
        main = self._component.main
        if main is None or not isinstance(node, cst.Name):
            return False
        scope = self._component.scope_of(node)
        if not self._component.is_self(node, scope):
            return False
        model = self._component.instance_class(node, scope)
        return model is not None and model in main.lineage

    def is_user_valves(self, node: cst.BaseExpression) -> bool:
        """Whether an expression is `__user__["valves"]` or `__user__.get("valves", …)`."""
        read = keyed_read(node)
        return read is not None and read.name == KEY and is_user(self._component, read.container)

    def _given(self, scope: Scope, name: str) -> list[cst.BaseExpression | None]:
        """What the calls of a helper give its parameter; empty where others than the file may call it."""
        component = self._component
        function = scope if isinstance(scope, FunctionScope) else None
        parameter = function.parameter(name) if function is not None else None
        if function is None or parameter is None or not is_sole(function, name):
            return []
        main = component.main
        is_hook = main is not None and function.owner in main.lineage
        if is_hook and entry_points(component, function.name):
            return []
        graph = call_graph(component)
        if function.decorators or graph.escapes(function):
            return []
        calls = graph.callers(function)
        return [graph.argument(function, call, parameter).node for call in calls]

    def with_helpers(self, uses: list[ValveUse]) -> Iterator[ValveUse]:
        """The uses, and those in helpers of the file that are given the valves in every call."""
        yield from uses
        whole = {id(use.node): use for use in uses if use.how == "whole"}
        seen: set[tuple[int, str]] = set()
        for use in whole.values():
            arg = self._component.parent(use.node)
            call = self._component.parent(arg) if isinstance(arg, cst.Arg) else None
            function = self._component.callee(call) if isinstance(call, cst.Call) else None
            for parameter in function.parameters if function is not None else ():
                assert function is not None
                key = (id(function), parameter.name)
                given = [] if key in seen else self._given(function, parameter.name)
                seen.add(key)
                if given and all(id(node) in whole for node in given):
                    yield from self._of_name(parameter.name, function, use.origin, 1)

    def _uses(
        self, node: cst.BaseExpression, origin: cst.BaseExpression, depth: int = 0
    ) -> Iterator[ValveUse]:
        component = self._component
        parent = component.parent(node)
        if isinstance(parent, cst.Attribute):
            yield self._attribute_use(node, origin, parent)
            return
        if isinstance(parent, cst.Subscript) and parent.value is node:
            yield ValveUse(node, origin, parent, subscript_key(parent), "subscript")
            return
        got = self._got(node, parent)
        if got is not None:
            yield ValveUse(node, origin, got, text(got.args[1].value), "attribute")
            return
        alias = self._alias(node)
        if alias is None or depth > 2:
            if not is_written(component, node):
                yield ValveUse(node, origin, None, None, "whole")
            return
        if isinstance(parent, cst.NamedExpr):  # `(valves := self.valves).host`
            held = component.parent(parent)
            if isinstance(held, (cst.Attribute, cst.Subscript)):
                yield from self._uses(parent, origin, depth + 1)
        yield from self._of_name(*alias, origin, depth + 1)

    def _of_name(
        self, name: str, home: FunctionScope, origin: cst.BaseExpression, depth: int
    ) -> Iterator[ValveUse]:
        """The uses of a name of `home` that stands for the valves."""
        for scope in (home, *self._component.nested_in(home)):
            for other in scope.named(name):
                if not is_written(self._component, other):
                    found = scope.lookup(name)
                    if found is not None and found[0] is home:
                        yield from self._uses(other, origin, depth)

    def _attribute_use(
        self, node: cst.BaseExpression, origin: cst.BaseExpression, parent: cst.Attribute
    ) -> ValveUse:
        call = self._component.parent(parent)
        if parent.attr.value == "get" and isinstance(call, cst.Call) and call.func is parent:
            key = text(call.args[0].value) if call.args else None
            return ValveUse(node, origin, call, key, "get")
        return ValveUse(node, origin, parent, parent.attr.value, "attribute")

    def _got(self, node: cst.BaseExpression, parent: cst.CSTNode | None) -> cst.Call | None:
        """The `getattr(valves, "name")` around a node, with a value to fall back to or without."""
        call = self._component.parent(parent) if isinstance(parent, cst.Arg) else None
        if (
            not isinstance(call, cst.Call)
            or len(call.args) not in (2, 3)
            or call.args[0].value is not node
        ):
            return None
        is_getattr = isinstance(call.func, cst.Name) and call.func.value == "getattr"
        return call if is_getattr and text(call.args[1].value) is not None else None

    def _alias(self, node: cst.BaseExpression) -> tuple[str, FunctionScope] | None:
        """The local name that stands for the valves and nothing else, when `node` is assigned to one."""
        parent = self._component.parent(node)
        if isinstance(parent, cst.BooleanOperation) and parent.left is node:
            node, parent = parent, self._component.parent(parent)
        if isinstance(parent, cst.IfExp) and parent.test is not node and not _asks(parent.test):
            node, parent = parent, self._component.parent(parent)
        if (
            not isinstance(parent, (cst.Assign, cst.AnnAssign, cst.NamedExpr))
            or parent.value is not node
        ):
            return None
        scope = self._component.scope_of(node)
        if not isinstance(scope, FunctionScope):
            return None
        target = parent.targets[0].target if isinstance(parent, cst.Assign) else parent.target
        if not isinstance(target, cst.Name) or len(getattr(parent, "targets", [1])) != 1:
            return None
        return (target.value, scope) if is_sole(scope, target.value) else None


@cached
def is_user(component: Component, node: cst.BaseExpression) -> bool:
    """Whether an expression is Open WebUI's `__user__`, by whatever name."""
    ends = origins(component, node, until=_is_user_parameter)
    named = [end for end in ends if not _is_empty_dict(end.node)]  # `__user__ or {}`
    return bool(named) and all(_is_user_parameter(component, end) for end in named)


def _is_user_parameter(_component: Component, one: Origin) -> bool:
    return one.how == PARAMETER and one.name in Host.names_of(USER)


def _is_empty_dict(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Dict) and not node.elements


def as_attribute(use: ValveUse) -> str:
    """Return how a message names the attribute to read instead of a key: "`.city`"."""
    return f"`.{use.name}`" if use.name is not None else "its attributes"


def _asks(test: cst.BaseExpression) -> bool:
    """Whether a test may look at what the valves are: whether `__user__` is there it may ask."""
    if isinstance(test, cst.BooleanOperation):
        return _asks(test.left) or _asks(test.right)
    if isinstance(test, cst.Comparison):
        return text(test.left) != KEY and _asks(test.left)
    return not (isinstance(test, cst.Name) and test.value in Host.names_of(USER))


def is_sole(scope: Scope, name: str) -> bool:
    """Whether the scope binds the name once only."""
    return len(scope.bindings.get(name, [])) == 1


def is_written(component: Component, node: cst.BaseExpression) -> bool:
    """Whether the expression is what an assignment fills, or what `del` removes."""
    parent = component.parent(node)
    while isinstance(parent, (cst.Element, cst.Tuple, cst.List)):
        parent = component.parent(parent)
    if isinstance(parent, cst.AssignTarget):
        return True
    if isinstance(parent, (cst.AnnAssign, cst.NamedExpr, cst.AugAssign)):
        return parent.target is node
    return isinstance(parent, cst.Del)
