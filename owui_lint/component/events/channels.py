"""Which expressions are Open WebUI's emitter (`__event_emitter__`) or its caller (`__event_call__`).

By whatever name and through whatever helpers they are reached: see `analysis.origins`.
"""

from __future__ import annotations

import functools
from enum import Enum
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import call_graph
from owui_lint.analysis.memo import cached
from owui_lint.analysis.origins import OUTSIDE, PARAMETER, Origin, origins
from owui_lint.analysis.syntax.matchers import keyed_read
from owui_lint.host import Host

if TYPE_CHECKING:
    from owui_lint.component.model import Component


class Channel(str, Enum):
    """A way to the page; the value is the name of the parameter by which Open WebUI hands it over."""

    EMITTER = "__event_emitter__"
    CALL = "__event_call__"

    @property
    def other(self) -> Channel:
        """The other one."""
        return Channel.CALL if self is Channel.EMITTER else Channel.EMITTER


Source = Channel | None
"""None stands for anything that is no channel, or is not known."""
Sources = frozenset[Source]


@cached
def channels_in(component: Component, node: cst.BaseExpression) -> Sources:
    """Return what the expression can be, `None` itself left out: a guard's business, not ours."""
    ends = origins(component, node, until=_is_named)
    return frozenset(named_channel(end) for end in ends if not _is_called_elsewhere(component, end))


@functools.cache
def _by_name() -> dict[str, Channel]:
    """Return the channels by all names under which releases pass them."""
    return {name: channel for channel in Channel for name in Host.names_of(channel.value)}


def _is_named(_component: Component, one: Origin) -> bool:
    return named_channel(one) is not None


def named_channel(one: Origin) -> Source:
    """Return the channel that a parameter, an attribute or a key of that name holds."""
    if one.how in (PARAMETER, OUTSIDE):
        return _by_name().get(one.name)
    node = one.expression
    if type(node) is cst.Attribute:
        return _by_name().get(node.attr.value)
    read = keyed_read(node)  # `extra["__event_emitter__"]`: a dict of what Open WebUI injects
    return _by_name().get(read.name or "") if read is not None else None


def _is_called_elsewhere(component: Component, end: Origin) -> bool:
    """Whether a helper that the file calls may be called from outside too, where nobody has a channel."""
    function = end.function
    return end.how == OUTSIDE and bool(function and call_graph(component).callers(function))
