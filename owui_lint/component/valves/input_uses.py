"""Which inputs the valves ask the settings page for, by release: its part of `Component.uses`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from owui_lint.component.host_use import HostUse
from owui_lint.component.valves.model import valves_of
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component


def uses(component: Component) -> Iterator[HostUse]:
    """The inputs of `json_schema_extra` that the target draws; older releases leave the field out."""
    if component.kind is Kind.PIPELINE:
        return  # the page of pipelines knows no inputs
    inputs = component.host.valve_inputs()
    for _, valve in valves_of(component).fields:
        wanted = valve.input("type")
        available = inputs.get(wanted) if isinstance(wanted, str) else None
        if available is not None and component.host.has(available):
            yield HostUse(valve.target, f"the input `{wanted}`", available)
