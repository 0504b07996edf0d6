"""Which of two nodes comes first."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import libcst as cst

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

_BLOCKS = frozenset({cst.Module, cst.IndentedBlock})
_UNORDERED = frozenset({cst.For, cst.While, cst.FunctionDef, cst.Lambda})
"""What runs its parts again, or later."""


def precedes(file: PythonFile, first: cst.CSTNode, second: cst.CSTNode) -> bool:
    """Return whether `first` is before `second` in a block that holds both, and no loop does."""
    held = {id(a): below for below, a in pairwise([first, *file.ancestors(first)])}
    below = second
    for current in file.ancestors(second):
        kind = current.__class__
        if kind in _UNORDERED:
            return False
        if kind in _BLOCKS and id(current) in held:
            return _is_before(current, held[id(current)], below)
        below = current
    return False


def _is_before(block: cst.CSTNode, first: cst.CSTNode, second: cst.CSTNode) -> bool:
    for statement in block.body if isinstance(block, (cst.Module, cst.IndentedBlock)) else ():
        if statement is second:
            return False  # also where both are in one statement
        if statement is first:
            return True
    return False
