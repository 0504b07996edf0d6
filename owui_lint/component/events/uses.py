"""Which event types a component emits that not every release's pages handle."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from owui_lint.component.events.emissions import emissions_of
from owui_lint.component.host_use import HostUse

if TYPE_CHECKING:
    from owui_lint.component.model import Component


def uses(component: Component) -> Iterator[HostUse]:
    """The event types, each at the first place that sends it."""
    seen: set[str] = set()
    for event in emissions_of(component).events:
        for name in event.names:
            one = component.host.event_type(name)
            if one is not None and name not in seen:
                seen.add(name)
                yield HostUse(event.site, f"`{name}` events", one.availability)
