"""Where a function ends without a value, and where with one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.outcomes import outcome_of
from owui_lint.analysis.flow.results import Absence, absence
from owui_lint.analysis.syntax.definitions import FunctionScope

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile


@dataclass(frozen=True)
class Exit:
    """A way out of a function.

    Attributes:
        node: the `return`, or the `def` where the body runs off its end
        after: for the latter, the statement or branch behind which it does; None: the whole body
        always: it always gives None there, and not on some path of a helper only
    """

    node: cst.CSTNode
    after: cst.CSTNode | None = None
    always: bool = True


def exits_without_value(file: PythonFile, function: FunctionScope) -> list[Exit]:
    """Return the exits that give None, or can: `return`, a helper that returns nothing, the end."""
    if not isinstance(function.node, cst.FunctionDef) or function.is_generator:
        return []
    outcome = outcome_of(file, function)
    found = [(node, absence(file, node.value)) for node in outcome.returns]
    exits = [
        Exit(node, always=what is Absence.ALWAYS)
        for node, what in found
        if what is not Absence.NEVER
    ]
    return [*exits, Exit(function.node, outcome.after)] if outcome.falls else exits


def returned_values(file: PythonFile, function: FunctionScope) -> list[cst.Return]:
    """Return the `return` statements that can be reached and give a value, at least sometimes."""
    if not isinstance(function.node, cst.FunctionDef):
        return []
    returns = outcome_of(file, function).returns
    return [node for node in returns if absence(file, node.value) is not Absence.ALWAYS]
