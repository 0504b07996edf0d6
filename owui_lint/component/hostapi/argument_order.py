"""Arguments of Open WebUI's functions that stand in the order of an older release.

Counting does not find them: as many are taken as before. What an argument is called, or what it is,
tells for which parameter it was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.results import kind_of
from owui_lint.analysis.syntax.matchers import keyed_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from owui_lint.component.model import Component
    from owui_lint.host import Member, Signature


def is_in_old_order(
    component: Component, member: Member, signature: Signature, call: cst.Call
) -> bool:
    """Return whether an argument was written for another parameter than it fills in the target."""
    given = [arg.value for arg in call.args if arg.keyword is None]
    keywords = frozenset(arg.keyword.value for arg in call.args if arg.keyword is not None)
    older = (
        one
        for _, one in member.signatures
        if one is not signature and one.accepts(len(given), keywords)
    )
    return any(
        _fits_better(component, given, one.positional, signature.positional) for one in older
    )


def _fits_better(
    component: Component,
    given: Sequence[cst.BaseExpression],
    old: Sequence[str],
    new: Sequence[str],
) -> bool:
    moved = [
        (value, before, now)
        for value, before, now in zip(given, old, new, strict=False)
        if before != now
    ]
    for value, before, now in moved:
        if _fits(component, value, now) is True or _fits(component, value, before) is False:
            return False
    return any(
        _fits(component, value, before) is True and _fits(component, value, now) is False
        for value, before, now in moved
    )


def _fits(component: Component, value: cst.BaseExpression, parameter: str) -> bool | None:
    """Whether an argument is what a parameter of that name takes; None where nothing tells."""
    name = _name_of(value)
    if name == parameter:
        return True
    kind = "bytes" if _is_bytes(value) else kind_of(component, value)
    taken = component.host.parameter_kind(parameter)
    given = kind or component.host.parameter_kind(name)
    return None if taken is None or given is None else given == taken


def _name_of(value: cst.BaseExpression) -> str:
    """`form_data`, and `user_id` for `user.id` and `__user__["id"]`."""
    if isinstance(value, cst.Name):
        return value.value.strip("_")
    if isinstance(value, cst.Attribute):
        return f"{_name_of(value.value)}_{value.attr.value}"
    read = keyed_read(value)
    return f"{_name_of(read.container)}_{read.name}" if read is not None and read.name else ""


def _is_bytes(value: cst.BaseExpression) -> bool:
    return isinstance(value, cst.SimpleString) and "b" in value.prefix.lower()
