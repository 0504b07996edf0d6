"""Whether a channel that may be None is tested before it is called.

Two things make a call safe: the value is known to be something (a test around or before the call,
or where the value was handed over), or the code is only reached after such a test. A `try` whose
handler takes the `TypeError` counts too, unless the handler emits without a test itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.facts import facts_after, facts_inside, known_at
from owui_lint.analysis.guards import ANYTHING, catches_around
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.decorators import wrappers_of
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.matchers import keyed_read
from owui_lint.component.events.channels import Channel, channels_in
from owui_lint.component.events.emissions import Emission, Emissions, emissions_of
from owui_lint.component.events.origins import Origin, Origins
from owui_lint.host.store import load

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_CHAT_KEYS: frozenset[str] = frozenset(load("curated/chat")["needed_for_channels"])
"""Without one of these Open WebUI passes no channel; a test of one tells that there is a chat."""
_CATCHING = ANYTHING | {"TypeError"}


class Guards:
    """Follows channels of one component from their call back to where Open WebUI hands them in."""

    def __init__(self, component: Component, emissions: Emissions) -> None:
        self._component = component
        self._emissions = emissions
        self._local: dict[tuple[int, Channel], bool] = {}
        self._behind_tests: dict[tuple[int, Channel], frozenset[int]] = {}
        self._unguarded_functions: dict[int, bool] = {}
        self._origins = {
            channel: Origins(component, channel, self.is_guarded) for channel in Channel
        }

    def unguarded(self, emission: Emission) -> list[Origin]:
        """The parameters from which an untested channel reaches this call."""
        if not emission.is_certain:
            return []
        found: dict[int, Origin] = {}
        for channel in emission.sources:
            assert channel is not None
            for origin in self._origins[channel].of(emission.call.func, emission.call):
                found.setdefault(id(origin.parameter.node), origin)
        return list(found.values())

    def is_guarded(self, place: cst.CSTNode, channel: Channel) -> bool:
        """Whether the channel is known to be something where `place` runs, by what its function shows."""
        key = (id(place), channel)
        if key not in self._local:
            self._local[key] = self._is_tested(place, channel) or self._is_caught(place)
        return self._local[key]

    def _is_tested(self, place: cst.CSTNode, channel: Channel) -> bool:
        """By a test around or before it; what held where a function is defined holds inside."""
        below = place
        for current in self._component.ancestors(place):
            known = facts_inside(self._component, current, below)
            if any(self._tells(fact, channel) for fact in known):
                return True
            if isinstance(current, (cst.IndentedBlock, cst.Module)) and (
                id(below) in self._tested_in(current, channel)
            ):
                return True
            if isinstance(current, cst.FunctionDef) and self._is_tested_by_decorator(
                current, place
            ):
                return True
            below = current
        return False

    def _is_tested_by_decorator(self, node: cst.FunctionDef, place: cst.CSTNode) -> bool:
        """Whether a decorator of the file calls the function only where what `place` calls is something."""
        if not isinstance(place, cst.Call) or not isinstance(place.func, cst.Name):
            return False
        function = self._component.function_of(node)
        wanted = place.func.value
        if function is None or function.parameter(wanted) is None:
            return False
        wrappers = [w for d in node.decorators for w in wrappers_of(self._component, d)]
        calls = [call for wrapper in wrappers for call in wrapper.calls]
        return bool(calls) and all(
            wanted in self._tested_arguments(function, call) for call in calls
        )

    def _tested_arguments(self, function: FunctionScope, call: cst.Call) -> set[str]:
        """The parameters that a wrapper's call fills with what it knows to be something."""
        known = list(known_at(self._component, call))
        names = {fact.value for fact in known if isinstance(fact, cst.Name)}
        given = zip(function.parameters, call.args, strict=False)
        found = {
            parameter.name
            for parameter, arg in given
            if isinstance(arg.value, cst.Name) and arg.value.value in names and not arg.star
        }
        passed_on = any(arg.star == "**" for arg in call.args)
        reads = map(keyed_read, known) if passed_on else ()
        return found | {read.name for read in reads if read is not None and read.name is not None}

    def _tested_in(self, block: cst.IndentedBlock | cst.Module, channel: Channel) -> frozenset[int]:
        """The `id` of each statement of the block that stands behind a test of the channel."""
        key = (id(block), channel)
        if key not in self._behind_tests:
            body: Sequence[cst.CSTNode] = block.body
            tests = (
                index
                for index, statement in enumerate(body)
                if any(self._tells(f, channel) for f in facts_after(self._component, statement))
            )
            first = next(tests, len(body))
            self._behind_tests[key] = frozenset(map(id, body[first + 1 :]))
        return self._behind_tests[key]

    def _tells(self, fact: cst.BaseExpression, channel: Channel) -> bool:
        """Whether `fact` being something tells that the channel is."""
        if self._is_of_chat(fact):
            return True
        sources = channels_in(self._component, fact)
        # Open WebUI hands over both or none, but a component may have its own caller only
        return channel in sources or (channel is Channel.EMITTER and Channel.CALL in sources)

    def _is_of_chat(self, fact: cst.BaseExpression) -> bool:
        """`__chat_id__`, `__metadata__["chat_id"]`, `__metadata__.get("session_id")`, or a name for it."""
        if isinstance(fact, cst.Name):
            if fact.value.strip("_") in _CHAT_KEYS and fact.value.startswith("__"):
                return True
            value = self._component.scope_of(fact).sole_value(fact.value)
            return value is not None and not isinstance(value, cst.Name) and self._is_of_chat(value)
        read = keyed_read(fact)
        return read is not None and read.name in _CHAT_KEYS

    # -- tries ---------------------------------------------------------------------------------

    def _is_caught(self, place: cst.CSTNode, in_wrapper: bool = False) -> bool:
        """Whether a `try` around the call, or one in a decorator, takes what calling None raises."""
        for catch in catches_around(self._component, place):
            if catch.errors & _CATCHING and not self._emits_untested(catch.handler):
                return True
        function = self._component.function_around(place)
        if function is None or function.is_lambda or in_wrapper:
            return False
        return any(map(self._decorator_catches, function.decorators))

    def _decorator_catches(self, decorator: cst.Decorator) -> bool:
        """Whether a decorator of the file calls the function inside such a `try` only."""
        calls = [call for w in wrappers_of(self._component, decorator) for call in w.calls]
        return bool(calls) and all(self._is_caught(call, in_wrapper=True) for call in calls)

    def _emits_untested(self, block: cst.CSTNode | None) -> bool:
        if block is None:
            return False
        scope = self._component.scope_of(block)
        calls = [
            call
            for inner in self._component.with_nested(scope)
            for call in inner.of(cst.Call)
            if any(outer is block for outer in self._component.ancestors(call))
        ]
        return any(self._call_emits_untested(call) for call in calls)

    def _call_emits_untested(self, call: cst.Call) -> bool:
        emission = self._emissions.by_call.get(id(call))
        if emission is not None:
            return any(s is not None and not self.is_guarded(call, s) for s in emission.sources)
        function = self._component.callee(call)
        if function is None or id(function.node) not in self._emissions.emitting_functions:
            return False
        if self.is_guarded(call, Channel.EMITTER):
            return False
        return self._function_emits_untested(function)

    def _function_emits_untested(self, function: FunctionScope) -> bool:
        key = id(function.node)
        if key not in self._unguarded_functions:
            self._unguarded_functions[key] = False  # functions that call each other end here
            self._unguarded_functions[key] = any(
                self._call_emits_untested(call)
                for scope in self._component.with_nested(function)
                for call in scope.of(cst.Call)
            )
        return self._unguarded_functions[key]


@cached
def guards_of(component: Component) -> Guards:
    """Return whether channels that may be None are tested first."""
    return Guards(component, emissions_of(component))
