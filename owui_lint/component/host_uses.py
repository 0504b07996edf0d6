"""What a component uses of the host that not every release has: parameters, hooks, event types …

Each family's model says what it knows; to add to it, write a function that yields `HostUse`s and name
it in `_CONTRIBUTORS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import libcst as cst

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
    """Everything the component uses that some release lacks, and that it does not guard.

    Inside `try` with a handler, and under a test that asks for a version, the author has thought of
    it; code that never runs uses nothing.
    """
    return [
        use
        for contribute in _CONTRIBUTORS
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
