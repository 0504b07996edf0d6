"""Events among the pieces of an answer: `yield {"event": {"type": …, "data": …}}`.

Open WebUI sends what stands under `event` to the page (utils/middleware.py, 0.12.4 line 4862), for a
`Pipe` as for a `Pipeline`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import call_graph
from owui_lint.analysis.memo import cached
from owui_lint.analysis.values.value import DictValue, Ref, Value
from owui_lint.component.entry.points import entry_points
from owui_lint.component.events.emissions import emissions_of

if TYPE_CHECKING:
    from owui_lint.analysis.call_graph import CallContext
    from owui_lint.analysis.syntax.definitions import FunctionScope
    from owui_lint.component.model import Component

_KEY = "event"


@dataclass(frozen=True)
class YieldedEvent:
    """An event that an answer holds.

    Attributes:
        node: the `yield`
        value: the event
        types: the values of its `type`; empty without one
    """

    node: cst.Yield
    value: DictValue
    types: tuple[Value, ...]


@cached
def yielded_events(component: Component) -> tuple[YieldedEvent, ...]:
    """Return the events that `pipe`, and the generators it hands on, yield."""
    if _KEY not in component.source.text:
        return ()
    return tuple(_find(component))


def _find(component: Component) -> Iterator[YieldedEvent]:
    evaluator = emissions_of(component).evaluator
    graph = call_graph(component)
    for function in _answering(component):
        for node in function.of(cst.Yield):
            piece = node.value
            if piece is None or isinstance(piece, cst.From) or not component.runs(node):
                continue

            def read(calls: CallContext, piece: cst.BaseExpression = piece) -> list[Value]:
                found: list[Value] = []
                for value in evaluator.values(Ref(piece, calls)):
                    if isinstance(value, DictValue) and not value.may_have_more_keys:
                        found += evaluator.entry(value, _KEY)
                return found

            for _, values in graph.contexts(read):
                for value in values:
                    if isinstance(value, DictValue):
                        yield YieldedEvent(node, value, tuple(evaluator.entry(value, "type")))


def _answering(component: Component) -> list[FunctionScope]:
    """Return `pipe` and the generators of the file whose pieces it yields or returns."""
    found = [e.function for e in entry_points(component, "pipe") if e.function is not None]
    for function in found:
        handed = [node.value for node in function.of(cst.Return)]
        handed += [n.value.item for n in function.of(cst.Yield) if isinstance(n.value, cst.From)]
        handed += [node.iter for node in function.of(cst.For)]
        for value in handed:
            called = value.expression if isinstance(value, cst.Await) else value
            helper = component.callee(called) if isinstance(called, cst.Call) else None
            if helper is not None and helper.is_generator and helper not in found:
                found.append(helper)
    return found
