"""Which assignment a name has its value from, where straight-line code tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.bindings import READERS
from owui_lint.analysis.syntax.scopes import Scope

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile


def reaching_value(file: PythonFile, use: cst.Name, home: Scope) -> cst.BaseExpression | None:
    """The value of the last assignment before `use`: in a block around it, with nothing between.

    `use` must be in `home` itself: a nested function may run at any time.
    """
    if file.scope_of(use) is not home:
        return None
    if any(use.value in writer.declared_elsewhere for writer in home.writers):
        return None
    binders = [n for n in home.binders if _binds(n, use.value)]
    below: cst.CSTNode = use
    for block in file.ancestors(use):
        if isinstance(block, (cst.IndentedBlock, cst.Module)):
            position = next((i for i, s in enumerate(block.body) if s is below), 0)
            own = [b for b in binders if _is_within(file, b, below)]
            if not all(_is_read_first(file, b, use) for b in own):
                return _own_walrus(file, own, below)
            for statement in reversed(block.body[:position]):
                inside = [b for b in binders if _is_within(file, b, statement)]
                if inside:
                    return _assigned(statement, use.value) if len(inside) == 1 else None
        if block is home.node:
            return None
        below = block
    return None


def _is_read_first(file: PythonFile, binder: cst.CSTNode, use: cst.Name) -> bool:
    """Whether the use is part of what is assigned: `text = text.strip()`."""
    if not isinstance(binder, (cst.Assign, cst.AnnAssign)) or binder.value is None:
        return False
    return _is_within(file, use, binder.value)


def _own_walrus(
    file: PythonFile, inside: list[cst.CSTNode], below: cst.CSTNode
) -> cst.BaseExpression | None:
    """The value of the one walrus in the test of the compound statement around the use."""
    only = inside[0] if len(inside) == 1 else None
    if isinstance(only, cst.NamedExpr) and isinstance(below, cst.If):
        return only.value if _is_within(file, only, below.test) else None
    return None


def _binds(node: cst.CSTNode, name: str) -> bool:
    return any(binding.name == name for binding in READERS[node.__class__](node))


def _is_within(file: PythonFile, node: cst.CSTNode, outer: cst.CSTNode) -> bool:
    return node is outer or any(current is outer for current in file.ancestors(node))


def _assigned(statement: cst.CSTNode, name: str) -> cst.BaseExpression | None:
    """What a statement of its own line assigns to `name`."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return None
    for part in statement.body:
        if isinstance(part, (cst.Assign, cst.AnnAssign)):
            for binding in READERS[part.__class__](part):
                if binding.name == name and binding.how == "assign":
                    return binding.value
    return None
