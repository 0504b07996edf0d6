"""When the annotations of a component are evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from owui_lint.component.model import Component
    from owui_lint.host import Host


def are_evaluated_in_place(component: Component, host: Host) -> bool | None:
    """Whether annotations are evaluated with their `def`, not as strings; None where that is not known."""
    late = host.has(host.fact("future_annotations"))
    return None if late is None else not late and not _is_postponed(component)


def _is_postponed(component: Component) -> bool:
    return any(item.target == "__future__.annotations" for item in component.imports)
