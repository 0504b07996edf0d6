"""Which kinds, hooks, parameters and attributes a component uses that not every release knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from owui_lint.component.entry.points import entry_points
from owui_lint.component.host_use import HostUse
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component


def uses(component: Component) -> Iterator[HostUse]:
    """The uses in the order of the class: the kind, its entry points, what it sets."""
    main, kind = component.main, component.kind
    if main is None or kind is None or kind in (Kind.PIPELINE, Kind.FUNCTION):
        return
    known = component.host.all_kinds()
    if kind in known and not known[kind].always:
        yield HostUse(main.node, f"`{kind.class_name}` functions", known[kind])
        return  # whatever else it uses came with them
    for entry in entry_points(component):
        if kind is not Kind.TOOLS:
            yield HostUse(entry.node, f"`{entry.name}`", entry.facts.availability)
        for parameter in entry.parameters:
            injection = entry.injected.get(parameter.name)
            shown = entry.shows_signature and not entry.is_passed_in_file(parameter)
            shown = shown and not entry.takes_other_name(parameter.name)
            if injection is not None and shown:
                what = f"`{parameter.name}` of `{entry.name}`"
                yield HostUse(parameter.node, what, injection.availability)
    for name, availability in component.host.attributes(kind).items():
        for stored in main.stored.get(name, ())[:1]:
            yield HostUse(stored.node, f"`{name}`", availability)
        binding = main.member(name)
        if binding is not None and binding.how == "assign":
            yield HostUse(binding.node, f"`{name}`", availability)
