"""What becomes of the result of a call: thrown away, tested, or used as something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.bindings import READERS

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.scopes import Scope
    from owui_lint.component.model import Component


def holder(component: Component, node: cst.CSTNode) -> tuple[cst.CSTNode, cst.CSTNode | None]:
    """The expression as whose value `node` ends up (`x if c else node`, `c and node`), and what holds that."""
    current, parent = node, component.parent(node)
    while _hands_on(parent, current):
        assert parent is not None
        current, parent = parent, component.parent(parent)
    return current, parent


def _hands_on(parent: cst.CSTNode | None, child: cst.CSTNode) -> bool:
    """Whether the value of `child` can become the value of `parent`."""
    if isinstance(parent, cst.IfExp):
        return child is not parent.test
    return isinstance(parent, cst.BooleanOperation) and child is parent.right


def is_discarded(component: Component, call: cst.Call) -> bool:
    """Whether nothing can ever see the call's result: a statement of its own, or a name nobody reads."""
    current, parent = holder(component, call)
    if isinstance(parent, (cst.ListComp, cst.Element)):
        whole = parent if isinstance(parent, cst.ListComp) else component.parent(parent)
        return whole is not None and isinstance(component.parent(whole), cst.Expr)
    if isinstance(parent, cst.Assign) and current is parent.value and len(parent.targets) == 1:
        target = parent.targets[0].target
        return isinstance(target, cst.Name) and not _is_read(component, target)
    return isinstance(parent, cst.Expr)


def _is_read(component: Component, target: cst.Name) -> bool:
    scope = component.scope_of(target)
    if scope.parent is None or target.value in scope.declared_elsewhere:
        return True
    return any(True for _ in reads(component, target))


def reads(component: Component, target: cst.Name) -> Iterator[cst.Name]:
    """Every place where the variable of this assignment's target is read, nested functions included."""
    yield from reads_of(component, component.scope_of(target), target.value)


def reads_of(component: Component, home: Scope, variable: str) -> Iterator[cst.Name]:
    """Every place where a variable of `home` is read, nested functions included."""
    for scope in component.with_nested(home):
        for name in scope.named(variable):
            found = scope.lookup(variable)
            if found is not None and found[0] is home and not _is_target(component, name):
                yield name


def _is_target(component: Component, name: cst.Name) -> bool:
    """Whether the name is written to at this place, not read."""
    node: cst.CSTNode = name
    parent = component.parent(node)
    while isinstance(parent, (cst.Tuple, cst.List, cst.Element, cst.StarredElement)):
        node, parent = parent, component.parent(parent)
    if isinstance(parent, cst.AssignTarget):
        return True
    return parent.__class__ in READERS and getattr(parent, "target", None) is node


def is_target(component: Component, node: cst.BaseExpression) -> bool:
    """Return whether the expression is assigned to or deleted."""
    parent = component.parent(node)
    if isinstance(parent, (cst.AssignTarget, cst.Del)):
        return True
    return isinstance(parent, (cst.AnnAssign, cst.AugAssign)) and parent.target is node
