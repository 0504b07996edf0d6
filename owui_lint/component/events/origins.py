"""From which parameters of the host's calls a channel comes that nobody tests on its way.

Every parameter of a helper is read once, whoever asks: helpers that call each other have more ways
through them than can be walked one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import call_graph
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.scopes import Parameter
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.component.events.channels import Channel, Channels

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.component.model import Component

Place = tuple[cst.BaseExpression, cst.CSTNode]
"""An expression that holds a channel, and where it is read."""


@dataclass(frozen=True)
class Origin:
    """Where a channel comes from that is called without a test: a parameter the host fills."""

    entry: EntryPoint
    parameter: Parameter


@dataclass
class _Filled:
    """What fills one parameter: the host itself, and parameters of the functions that call."""

    origins: dict[int, Origin] = field(default_factory=dict)
    """By `id(parameter.node)`."""
    feeds: list[_Filled] = field(default_factory=list)
    """The parameters that get what this one has."""


class Origins:
    """Follows one channel of one component from where it is called back to where it comes from.

    Args:
        component: the component
        channels: what is put into fields of objects, and who calls whom
        channel: which channel
        is_guarded: whether the channel is tested where a node runs, by what its function shows
    """

    def __init__(
        self,
        component: Component,
        channels: Channels,
        channel: Channel,
        is_guarded: Callable[[cst.CSTNode, Channel], bool],
    ) -> None:
        self._component = component
        self._channels = channels
        self._graph = call_graph(component)
        self._channel = channel
        self._is_guarded = is_guarded
        self._filled: dict[tuple[int, str], _Filled] = {}
        self._safe: dict[int, bool] = {}

    def of(self, node: cst.BaseExpression, place: cst.CSTNode) -> Iterator[Origin]:
        """The parameters from which an untested channel reaches `node` at `place`."""
        for function, name in self._parameters_in((node, place)):
            yield from self._filling(function, name).origins.values()

    def _filling(self, function: FunctionScope, name: str) -> _Filled:
        key = (id(function.node), name)
        if key not in self._filled:
            self._fill(function, name)
        return self._filled[key]

    def _fill(self, function: FunctionScope, name: str) -> None:
        """Read a parameter and all that feed it, then hand on what the host puts into them."""
        first = self._filled[(id(function.node), name)] = _Filled()
        pending = [(function, name, first)]
        new: list[_Filled] = []
        while pending:
            function, name, filled = pending.pop()
            new.append(filled)
            filled.origins.update(self._from_host(function, name))
            for argument in self._arguments(function, name):
                for outer, its_name in self._parameters_in(argument):
                    key = (id(outer.node), its_name)
                    if key not in self._filled:
                        self._filled[key] = _Filled()
                        pending.append((outer, its_name, self._filled[key]))
                    self._filled[key].feeds.append(filled)
                    filled.origins.update(self._filled[key].origins)
        while new:
            filled = new.pop()
            for fed in filled.feeds:
                if not filled.origins.keys() <= fed.origins.keys():
                    fed.origins.update(filled.origins)
                    new.append(fed)

    def _from_host(self, function: FunctionScope, name: str) -> dict[int, Origin]:
        parameter = function.parameter(name)
        if parameter is None or name != self._channel.value:
            return {}
        entries = (e for e in entry_points(self._component) if e.function is function)
        return {id(parameter.node): Origin(e, parameter) for e in entries if e.gets(name)}

    def _arguments(self, function: FunctionScope, name: str) -> Iterator[Place]:
        """What the callers in the file give for a parameter."""
        parameter = function.parameter(name)
        for call in self._graph.callers(function) if parameter is not None else ():
            assert parameter is not None
            argument = self._graph.argument(function, call, parameter)
            if (
                argument.node is not None
                and not argument.from_default
                and self._component.runs(call)
            ):
                yield argument.node, call

    def _parameters_in(self, start: Place) -> list[tuple[FunctionScope, str]]:
        """The parameters whose untested value an expression can have, by what its function shows."""
        found: dict[tuple[int, str], tuple[FunctionScope, str]] = {}
        pending = [start]
        seen: set[int] = set()
        while pending:
            node, place = pending.pop()
            if id(node) in seen or self._is_safe(place):
                continue
            seen.add(id(node))
            if isinstance(node, cst.Name):
                home, bindings = self._component.scope_of(node).lookup(node.value) or (None, ())
                if isinstance(home, FunctionScope) and any(b.how == "parameter" for b in bindings):
                    found[(id(home.node), node.value)] = (home, node.value)
                pending += [
                    (b.value, b.node)
                    for b in bindings
                    if b.how in ("assign", "walrus") and b.value is not None
                ]
            else:
                pending += self._inside(node, place)
        return list(found.values())

    def _inside(self, node: cst.BaseExpression, place: cst.CSTNode) -> Iterator[Place]:
        """The expressions whose value another one, no name, can have."""
        if isinstance(node, cst.Attribute):
            owner = self._component.instance_class(node.value, self._component.scope_of(node))
            if owner is not None:
                yield from self._stored(owner, node.attr.value)
        elif isinstance(node, cst.BooleanOperation):
            side = _nullable_side(node)
            if side is not None:
                yield side, place
        elif isinstance(node, cst.IfExp):
            yield node.body, node.body
            yield node.orelse, node.orelse
        elif isinstance(node, cst.NamedExpr):
            yield node.value, place

    def _stored(self, owner: ClassModel, name: str) -> Iterator[Place]:
        """What an attribute is set to, and where: by methods, or as a field when the object is made."""
        items = owner.stored.get(name, ())
        yield from ((item.value, item.node) for item in items if item.value is not None)
        if not items:
            given = self._channels.given_to_field(owner, name)
            yield from ((value, call) for call, value in given if value is not None)

    def _is_safe(self, place: cst.CSTNode) -> bool:
        """Whether the code at `place` is only reached after a test of the channel."""
        if self._is_guarded(place, self._channel):
            return True
        function = self._component.function_around(place)
        if function is None:
            return False
        known = self._safe.get(id(function.node))
        return self._is_called_safely(function) if known is None else known

    def _is_called_safely(self, function: FunctionScope) -> bool:
        """Whether every way to a function leads through a test: none goes on where one is known not to."""
        came_from: dict[int, int | None] = {id(function.node): None}
        pending = [function]
        while pending:
            current = pending.pop()
            key = id(current.node)
            if self._safe.get(key) is True:
                continue
            outer = self._untested_callers(current)
            if outer is None or any(self._safe.get(id(one.node)) is False for one in outer):
                step: int | None = key
                while step is not None:
                    self._safe[step] = False
                    step = came_from[step]
                return False
            for caller in outer:
                if id(caller.node) not in came_from:
                    came_from[id(caller.node)] = key
                    pending.append(caller)
        self._safe.update(dict.fromkeys(came_from, True))
        return True

    @cached
    def _untested_callers(self, function: FunctionScope) -> list[FunctionScope] | None:
        """The functions that call it without a test; None where it is reached without one."""
        if any(entry.function is function for entry in entry_points(self._component)):
            return None
        if isinstance(function.parent, FunctionScope) and not function.is_lambda:
            handed = function.parent.named(function.name)  # `return send if emitter else None`
            if handed and all(self._is_guarded(name, self._channel) for name in handed):
                return []
        calls = self._graph.callers(function)
        if not calls or self._graph.escapes(function):
            return None
        untested = [call for call in calls if not self._is_guarded(call, self._channel)]
        around = [self._component.function_around(call) for call in untested]
        return None if None in around else [outer for outer in around if outer is not None]


def _nullable_side(node: cst.BooleanOperation) -> cst.BaseExpression | None:
    """`emitter or None` may be None, `emitter or quiet` is not."""
    if isinstance(node.operator, cst.And):
        return node.right
    right = node.right
    return node.left if isinstance(right, cst.Name) and right.value == "None" else None
