"""Whether the author has thought of other releases, or writes to the place instead of reading it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_GUARDS = ("version", "iscoroutine", "isawaitable", "hasattr")


def is_version_guarded(component: Component, node: cst.CSTNode) -> bool:
    """Whether a test around `node` asks for the host's version, or whether a thing is there or async."""
    below = node
    for current in component.ancestors(node):
        if isinstance(current, (cst.If, cst.IfExp)) and below is not current.test:
            code = component.tree.code_for_node(current.test).lower()
            if any(word in code for word in _GUARDS):
                return True
        below = current
    return False


def is_target(component: Component, node: cst.BaseExpression) -> bool:
    """Whether the expression is assigned to or deleted."""
    parent = component.parent(node)
    if isinstance(parent, (cst.AssignTarget, cst.Del)):
        return True
    return isinstance(parent, (cst.AnnAssign, cst.AugAssign)) and parent.target is node
