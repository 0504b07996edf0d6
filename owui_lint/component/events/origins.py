"""From which parameters of Open WebUI's calls a channel comes that nobody tests on its way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import call_graph
from owui_lint.analysis.memo import cached
from owui_lint.analysis.origins import OUTSIDE, origins
from owui_lint.analysis.origins import Origin as ValueOrigin
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import is_none
from owui_lint.analysis.syntax.scopes import Parameter
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.component.events.channels import Channel

if TYPE_CHECKING:
    from owui_lint.component.model import Component


@dataclass(frozen=True)
class Origin:
    """Where a channel comes from that is called without a test: a parameter Open WebUI fills."""

    entry: EntryPoint
    parameter: Parameter


class Origins:
    """Follows one channel of one component from where it is called back to where it comes from.

    Args:
        component: the component
        channel: which channel
        is_guarded: whether the channel is tested where a node runs, by what its function shows
    """

    def __init__(
        self,
        component: Component,
        channel: Channel,
        is_guarded: Callable[[cst.CSTNode, Channel], bool],
    ) -> None:
        self._component = component
        self._graph = call_graph(component)
        self._channel = channel
        self._is_guarded = is_guarded
        self._safe: dict[int, bool] = {}

    def of(self, node: cst.BaseExpression, place: cst.CSTNode) -> Iterator[Origin]:
        """The parameters from which an untested channel reaches `node` at `place`."""
        ends = origins(self._component, node, place=place, until=self._is_tested)
        for end in ends:
            if end.how == OUTSIDE and end.name == self._channel.value:
                parameter = end.function.parameter(end.name) if end.function is not None else None
                for entry in entry_points(self._component):
                    if entry.function is end.function and entry.gets(end.name) and parameter:
                        yield Origin(entry, parameter)

    def _is_tested(self, _component: Component, one: ValueOrigin) -> bool:
        """Whether the channel is known to be something there, so that it need not be followed."""
        node = one.expression
        if isinstance(node, cst.BooleanOperation) and isinstance(node.operator, cst.Or):
            return not is_none(node.right) or self._is_safe(one.place)
        return self._is_safe(one.place)

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
