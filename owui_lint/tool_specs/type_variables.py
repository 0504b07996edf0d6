"""Type variables of generic models: what their fields say of them, and what is filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.component.model import Component


def variables_of(component: Component, model: ClassModel) -> list[str]:
    """The names in `Generic[T, U]`, in order; none where the class is not generic."""
    for arg in model.node.bases:
        if not isinstance(arg.value, cst.Subscript):
            continue
        name = component.qualified(arg.value.value, model.scope) or ""
        if name.split(".")[-1] == "Generic":
            slices = (e.slice for e in arg.value.slice)
            values = [s.value for s in slices if isinstance(s, cst.Index)]
            return [value.value for value in values if isinstance(value, cst.Name)]
    return []
