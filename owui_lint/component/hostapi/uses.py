"""What a component uses of Open WebUI's modules, by release: its part of `Component.uses`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from owui_lint.component.host_use import HostUse
from owui_lint.component.hostapi.names import host_imports

if TYPE_CHECKING:
    from owui_lint.component.model import Component


def uses(component: Component) -> Iterator[HostUse]:
    """The modules and names of Open WebUI that are imported, and that the target has."""
    host = component.host
    for item in host_imports(component):
        module = host.module(item.module)
        if module is None or host.has(module) is not True:
            continue  # OWU601 and OWU602 speak of it
        yield HostUse(item.node, f"`{item.module}`", module)
        member = host.member(item.module, item.name) if item.name not in (None, "*") else None
        if member is not None and host.has(member.availability):
            yield HostUse(item.node, f"`{item.module}.{item.name}`", member.availability)
