"""What becomes of the result of a call: thrown away, tested, or used as something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.bindings import READERS

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile
    from owui_lint.analysis.syntax.scopes import Scope


def holder(file: PythonFile, node: cst.CSTNode) -> tuple[cst.CSTNode, cst.CSTNode | None]:
    """The expression as whose value `node` ends up (`x if c else node`, `c and node`), and what holds that."""
    current, parent = node, file.parent(node)
    while _hands_on(parent, current):
        assert parent is not None
        current, parent = parent, file.parent(parent)
    return current, parent


def _hands_on(parent: cst.CSTNode | None, child: cst.CSTNode) -> bool:
    """Whether the value of `child` can become the value of `parent`."""
    if isinstance(parent, cst.IfExp):
        return child is not parent.test
    return isinstance(parent, cst.BooleanOperation) and child is parent.right


def is_discarded(file: PythonFile, call: cst.Call) -> bool:
    """Whether nothing can ever see the call's result: a statement of its own, or a name nobody reads."""
    current, parent = holder(file, call)
    if isinstance(parent, (cst.ListComp, cst.Element)):
        whole = parent if isinstance(parent, cst.ListComp) else file.parent(parent)
        return whole is not None and isinstance(file.parent(whole), cst.Expr)
    if isinstance(parent, cst.Assign) and current is parent.value and len(parent.targets) == 1:
        target = parent.targets[0].target
        return isinstance(target, cst.Name) and not _is_read(file, target)
    return isinstance(parent, cst.Expr)


def _is_read(file: PythonFile, target: cst.Name) -> bool:
    scope = file.scope_of(target)
    if scope.parent is None or target.value in scope.declared_elsewhere:
        return True
    return any(True for _ in reads(file, target))


def reads(file: PythonFile, target: cst.Name) -> Iterator[cst.Name]:
    """Every place where the variable of this assignment's target is read, nested functions included."""
    yield from reads_of(file, file.scope_of(target), target.value)


def reads_of(file: PythonFile, home: Scope, variable: str) -> Iterator[cst.Name]:
    """Every place where a variable of `home` is read, nested functions included."""
    for scope in file.with_nested(home):
        for name in scope.named(variable):
            found = scope.lookup(variable)
            if found is not None and found[0] is home and not is_written(file, name):
                yield name


def is_written(file: PythonFile, node: cst.BaseExpression) -> bool:
    """Return whether a name or attribute is assigned to or deleted at this place, not read.

    By any statement: `a, b = …`, `for a in …`, `with … as a`, `except … as a`, `del a`.
    """
    current: cst.CSTNode = node
    parent = file.parent(current)
    while isinstance(parent, (cst.Tuple, cst.List, cst.Element, cst.StarredElement)):
        current, parent = parent, file.parent(parent)
    if isinstance(parent, (cst.AssignTarget, cst.AsName, cst.Del)):
        return True
    return parent.__class__ in READERS and getattr(parent, "target", None) is current
