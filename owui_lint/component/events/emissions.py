"""Emissions: every call of Open WebUI's emitter or caller in a file, and the events they send.

A call in a helper sends as many events as the helper's callers differ in; each `Event` knows the
call at which what is wrong with it was written (`site`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import CallContext, UnboundParameterError, call_graph, reached
from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import text
from owui_lint.analysis.values.evaluator import Evaluator
from owui_lint.analysis.values.path_conditions import PathConditions
from owui_lint.analysis.values.value import UNKNOWN, DictValue, Ref, StrValue, Value
from owui_lint.component.events.channels import Channel, Sources, channels_in

if TYPE_CHECKING:
    from owui_lint.component.model import Component


_CALLED = frozenset({cst.Name, cst.Attribute, cst.Subscript})
"""What a channel is called by."""
_HARMLESS = frozenset(
    {"bool", "callable", "isinstance", "print", "str", "repr", "type", "id", "hasattr"}
)
"""Calls that do nothing with a channel but look at it."""


@dataclass(frozen=True)
class Emission:
    """One call of a channel: `await __event_emitter__({…})`, under whatever name.

    Attributes:
        call: the call
        sources: what is called; None among them where it may be something else
        event: what is sent; None where the call gives no or several arguments
        function: the innermost function around it, None at module level
    """

    call: cst.Call
    sources: Sources
    event: cst.BaseExpression | None
    function: FunctionScope | None

    @property
    def is_certain(self) -> bool:
        """Whether nothing but a channel can be called here."""
        return None not in self.sources


@dataclass(frozen=True)
class Event:
    """What one emission sends when it is reached through certain calls.

    Attributes:
        emission: the call that sends it
        calls: the calls under which it was read
        channel: by which channel it goes; None where that is not known
        value: the event
        types: the values of its `type`; empty without one
        site: the outermost of the calls that say what is sent; the emission's own if it is all there
    """

    emission: Emission
    calls: CallContext
    channel: Channel | None
    value: Value
    types: tuple[Value, ...]
    site: cst.Call

    @property
    def table(self) -> DictValue | None:
        """The event, if it is a dict."""
        return self.value if isinstance(self.value, DictValue) else None

    @property
    def names(self) -> tuple[str, ...]:
        """The types that are known in full."""
        return names_of(self.types)

    def may_be(self, name: str) -> bool:
        """Whether its type can be `name` (true in doubt)."""
        if self.table is None:
            return self.value is UNKNOWN
        if not self.types:
            return self.table.may_have_more_keys
        return any(
            (name == t.start if t.exact else name.startswith(t.start))
            if isinstance(t, StrValue)
            else True
            for t in self.types
        )


class Emissions:
    """All emissions of one component, and questions about them."""

    def __init__(self, component: Component) -> None:
        self._component = component
        self.graph = call_graph(component)
        self.evaluator = Evaluator(component, self.graph)
        self._conditions = PathConditions(component, self.graph)

    @cached_property
    def all(self) -> tuple[Emission, ...]:
        """The emissions that can run, in the order of the scopes."""
        source = self._component.source.text
        if not any(channel.value in source for channel in Channel):
            return ()
        return tuple(self._find())

    def _find(self) -> Iterator[Emission]:
        for call in self._component.of(cst.Call):
            func = call.func
            if func.__class__ not in _CALLED or (type(func) is cst.Name and self._is_defined(func)):
                continue
            sources = channels_in(self._component, func)
            if any(sources) and not self.graph.is_dead(call):
                function = self._component.function_around(call)
                yield Emission(call, sources, _sole_argument(call), function)

    def _is_defined(self, name: cst.Name) -> bool:
        """Whether the name is a function, a class, an import or a builtin: most calls are."""
        found = self._component.scope_of(name).lookup(name.value)
        return found is None or all(b.how in ("def", "class", "import") for b in found[1])

    @cached_property
    def by_call(self) -> Mapping[int, Emission]:
        """`id(call)` → the emission."""
        return {id(emission.call): emission for emission in self.all}

    # -- events --------------------------------------------------------------------------------

    @cached_property
    def events(self) -> tuple[Event, ...]:
        """Every event of every emission, each emission's in the order of its callers."""
        return tuple(event for emission in self.all for event in self._events_of(emission))

    def _events_of(self, emission: Emission) -> Iterator[Event]:
        sent = emission.event
        if sent is None:
            return

        def read(calls: CallContext) -> list[tuple[Channel | None, Value, tuple[Value, ...]]]:
            channel = self._channel(emission, calls)
            found: list[tuple[Channel | None, Value, tuple[Value, ...]]] = []
            for value in self.evaluator.values(Ref(sent, calls)):
                types = (
                    tuple(self.evaluator.entry(value, "type"))
                    if isinstance(value, DictValue)
                    else ()
                )
                found.append((channel, value, types))
            return found

        for calls, result in self.graph.contexts(read):
            if self._conditions.exclude(emission.call, calls):
                continue
            site = self.graph.call_site(emission.call, calls)
            for channel, value, types in result:
                yield Event(emission, calls, channel, value, types, site)

    def _channel(self, emission: Emission, calls: CallContext) -> Channel | None:
        """The channel under these calls.

        Raises:
            NeedsCallError: several are possible, and a further call tells
        """
        if not emission.is_certain:
            return None
        if len(emission.sources) == 1:
            return next(iter(emission.sources))
        func = emission.call.func
        home = self._component.scope_of(func)
        found = home.lookup(func.value) if isinstance(func, cst.Name) else None
        if (
            found is None
            or not isinstance(found[0], FunctionScope)
            or not isinstance(func, cst.Name)
        ):
            return None
        function, parameter = found[0], found[0].parameter(func.value)
        if parameter is None or len(found[1]) != 1:
            return None
        if id(function.node) not in calls:
            raise UnboundParameterError(function)
        call = calls[id(function.node)]
        node = self.graph.argument(function, call, parameter).node if call is not None else None
        sources = channels_in(self._component, node) if node is not None else frozenset()
        return next(iter(sources)) if len(sources) == 1 else None

    def data(self, event: Event, calls: CallContext) -> list[Value]:
        """The values of the event's `data` under `calls`.

        Raises:
            NeedsCallError: a further call tells
        """
        sent = event.emission.event
        assert sent is not None
        found: list[Value] = []
        for value in self.evaluator.values(Ref(sent, calls)):
            if isinstance(value, DictValue):
                found += self.evaluator.entry(value, "data")
        return found

    def field(self, event: Event, key: str) -> Iterator[tuple[CallContext, Value | None]]:
        """Every value that the data can have under `key`; None where it is missing."""

        def read(calls: CallContext) -> list[Value | None]:
            found: list[Value | None] = []
            for data in self.data(event, calls):
                if not isinstance(data, DictValue):
                    found.append(UNKNOWN)
                elif key in data.entries:
                    found += self.evaluator.entry(data, key)
                else:
                    found.append(
                        UNKNOWN if data.may_have_more_keys or key in data.nested_updates else None
                    )
            return found

        for calls, values in self.graph.contexts(read, event.calls):
            for value in values:
                yield calls, value

    @cached_property
    def leaves_the_file(self) -> bool:
        """Whether a channel is handed to code that the file does not show, which may emit too."""
        nodes: list[cst.BaseExpression] = [
            *self._component.of(cst.Name),
            *self._component.of(cst.Attribute),
        ]
        return any(self._is_handed_out(n) for n in nodes if any(channels_in(self._component, n)))

    def _is_handed_out(self, node: cst.BaseExpression) -> bool:
        parent = self._component.parent(node)
        if isinstance(parent, cst.Arg):
            call = self._component.parent(parent)
            if not isinstance(call, cst.Call):
                return True
            known = self._component.qualified(call.func) in _HARMLESS
            return not known and self._component.callee(call) is None
        return isinstance(
            parent, (cst.DictElement, cst.Element, cst.Return, cst.StarredDictElement)
        ) or (
            isinstance(parent, cst.Assign) and isinstance(parent.targets[0].target, cst.Subscript)
        )

    def is_sent_unseen(self, name: str) -> bool:
        """Whether an event of that type is written somewhere, and who sends it is not shown."""
        known = {id(e.table.node) for e in self.events if e.table is not None}
        return any(
            id(node) not in known and not self.graph.is_dead(node)
            for node in self._component.of(cst.Dict)
            for element in node.elements
            if isinstance(element, cst.DictElement)
            and text(element.key) == "type"
            and text(element.value) == name
        )

    # -- helpers that emit ---------------------------------------------------------------------

    @cached_property
    def emitting_functions(self) -> frozenset[int]:
        """`id(function.node)` of the functions that emit, directly or through functions they await."""
        emitting = (e.function for e in self.all if e.function is not None)
        found = reached(
            emitting, lambda f: map(self._component.function_around, self.graph.callers(f))
        )
        return frozenset(id(function.node) for function in found)


def names_of(types: Iterable[Value]) -> tuple[str, ...]:
    """Return the types of events that are known in full."""
    return tuple(one.start for one in types if isinstance(one, StrValue) and one.exact)


def _sole_argument(call: cst.Call) -> cst.BaseExpression | None:
    if len(call.args) != 1 or call.args[0].star:
        return None
    return call.args[0].value


@cached
def emissions_of(component: Component) -> Emissions:
    """Return the events the component sends."""
    return Emissions(component)
