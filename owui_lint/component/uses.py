"""What a component uses of the host that not every release has: parameters, hooks, event types …

Each family's model says what it knows; to add to it, write a function that yields `Use`s and name
it in `_contributors`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.host import Availability

if TYPE_CHECKING:
    from owui_lint.component.model import Component


@dataclass(frozen=True)
class Use:
    """One thing of the host, where the component uses it.

    Attributes:
        place: the parameter, method, import or value that uses it
        what: how a message names it, code in backticks: "`__oauth_token__` of `inlet`"
        availability: the releases that have it
    """

    place: cst.CSTNode
    what: str
    availability: Availability


Contributor = Callable[["Component"], Iterator[Use]]


def _contributors() -> tuple[Contributor, ...]:
    from owui_lint.component.entry.uses import uses as of_entry_points
    from owui_lint.component.events.uses import uses as of_events
    from owui_lint.component.hostapi.uses import uses as of_modules
    from owui_lint.component.valves.input_uses import uses as of_valve_inputs

    return (of_entry_points, of_events, of_modules, of_valve_inputs)


def uses_of(component: Component) -> list[Use]:
    """Return everything the component uses that some release lacks; code that never runs uses nothing."""
    return [
        use
        for contribute in _contributors()
        for use in contribute(component)
        if not use.availability.always and component.runs(use.place)
    ]
