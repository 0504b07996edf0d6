"""What a component uses of Open WebUI that not every release has: parameters, hooks, event types …

Each family's model says what it knows; to add to it, write a function that yields `HostUse`s and name
it in `_CONTRIBUTORS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from owui_lint.component.entry.uses import uses as of_entry_points
from owui_lint.component.events.uses import uses as of_events
from owui_lint.component.host_use import HostUse
from owui_lint.component.hostapi.uses import uses as of_modules
from owui_lint.component.valves.input_uses import uses as of_valve_inputs

if TYPE_CHECKING:
    from owui_lint.component.model import Component


Contributor = Callable[["Component"], Iterator[HostUse]]


_CONTRIBUTORS: tuple[Contributor, ...] = (
    of_entry_points,
    of_events,
    of_modules,
    of_valve_inputs,
)


def host_uses(component: Component) -> list[HostUse]:
    """Return all that the component uses and some release lacks; code that never runs uses nothing."""
    return [
        use
        for contribute in _CONTRIBUTORS
        for use in contribute(component)
        if not use.availability.always and component.runs(use.place)
    ]
