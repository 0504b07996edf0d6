"""Where a variable is read, and which mentions of it write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.bindings import READERS
from owui_lint.analysis.syntax.definitions import FunctionScope

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile
    from owui_lint.analysis.syntax.scopes import Scope


def reads(file: PythonFile, target: cst.Name) -> Iterator[cst.Name]:
    """Yield every place where the variable of this assignment's target is read, nested functions included."""
    yield from reads_of(file, file.scope_of(target), target.value)


def reads_of(file: PythonFile, home: Scope, variable: str) -> Iterator[cst.Name]:
    """Yield every place where a variable of `home` is read, nested functions included."""
    if isinstance(home, FunctionScope):
        scopes = file.with_nested(home)
    else:
        scopes = file.scopes if home.parent is None else [home]
    for scope in scopes:
        names = scope.named(variable)
        found = scope.lookup(variable) if names else None
        if found is not None and found[0] is home:
            yield from (name for name in names if not is_written(file, name))


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
