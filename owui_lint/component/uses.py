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
    """Everything the component uses that some release lacks, and that it does not guard.

    Inside `try` with a handler, and under a test that asks for a version, the author has thought of
    it; code that never runs uses nothing.
    """
    return [
        use
        for contribute in _contributors()
        for use in contribute(component)
        if not use.availability.always and not _is_guarded(component, use.place)
    ]


def _is_guarded(component: Component, place: cst.CSTNode) -> bool:
    if not component.runs(place):
        return True
    below = place
    for current in component.ancestors(place):
        if (
            isinstance(current, (cst.Try, cst.TryStar))
            and current.handlers
            and below is current.body
        ):
            return True
        below = current
    return is_under_version_test(component, place)


def is_under_version_test(component: Component, place: cst.CSTNode) -> bool:
    """Whether a test around the place asks for a version: its author knows that not all have it."""
    below = place
    for current in component.ancestors(place):
        if (
            isinstance(current, (cst.If, cst.IfExp))
            and below is not current.test
            and "version" in component.tree.code_for_node(current.test).lower()
        ):
            return True
        below = current
    return False
