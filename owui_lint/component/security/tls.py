"""Connections whose server is not checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.scopes import last_name
from owui_lint.component.runtime.created_by import created_by
from owui_lint.host.store import load

if TYPE_CHECKING:
    from owui_lint.component.model import Component

Unchecked = tuple[cst.CSTNode, str]
"""An argument, assignment or constant, and how it is written."""

_FACTS = load("curated/security_calls")["unverified"]
_TAKE = {argument: frozenset(names) for argument, names in _FACTS["arguments"].items()}
"""Arguments that switch the check off → the last names of what takes them."""
_OFF = (False, "CERT_NONE", "NONE")
_CONSTANTS = frozenset(_FACTS["constants"])
_SESSIONS = frozenset(_FACTS["sessions"])


def unchecked(component: Component) -> Iterator[Unchecked]:
    """Each place that switches the check off for good: what a valve decides is none."""
    source = component.source.text
    if "verify" in source or "ssl" in source or "cert_reqs" in source:
        for call in component.of(cst.Call):
            yield from _arguments(component, call)
    if ".verify" in source:
        yield from _sessions(component)
    if "CERT_NONE" in source or "_create_unverified_context" in source:
        for node in component.of(cst.Attribute):
            name = component.qualified(node)
            if name in _CONSTANTS and not _is_compared(component, node):
                yield node, node.attr.value


def _arguments(component: Component, call: cst.Call) -> Iterator[Unchecked]:
    name = last_name(call.func)
    if component.qualified(call.func) == "functools.partial" and call.args:
        name = last_name(call.args[0].value)
    for arg in call.args:
        key = arg.keyword.value if arg.keyword is not None else ""
        if key in _TAKE and name in _TAKE[key] and component.callee(call) is None:
            value = component.literal(arg.value)
            if value is False or (key == "cert_reqs" and value in _OFF):
                yield arg, f"{key}={component.tree.code_for_node(arg.value)}"


def _sessions(component: Component) -> Iterator[Unchecked]:
    """`session.verify = False` for a session of requests."""
    for node in component.of(cst.Assign):
        target = node.targets[0].target
        if not isinstance(target, cst.Attribute) or target.attr.value != "verify":
            continue
        if component.literal(node.value) is False:
            made = created_by(component, target.value, _SESSIONS)
            if made is not None:
                yield target, "verify = False"


def _is_compared(component: Component, node: cst.Attribute) -> bool:
    return isinstance(component.parent(node), (cst.Comparison, cst.ComparisonTarget))
