"""When the annotations of a component are evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component
    from owui_lint.host import Host


def are_evaluated_in_place(component: Component, host: Host) -> bool | None:
    """Return whether annotations are evaluated where they stand, not kept as strings; None where unknown.

    Since 0.9.6 components inherit `from __future__ import annotations` from utils/plugin.py; the
    Pipelines server imports files as Python does.
    """
    if any(item.target == "__future__.annotations" for item in component.imports):
        return False
    if component.kind is Kind.PIPELINE:
        return True
    late = host.has(host.fact("future_annotations"))
    return None if late is None else not late
