"""Which assignment or loop a name has its value from, where straight-line code tells."""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import chain
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.bindings import READERS
from owui_lint.analysis.syntax.scopes import Scope

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

_BLOCKS = frozenset({cst.IndentedBlock, cst.Module})
Loop = cst.For | cst.CompFor


def reaching_value(file: PythonFile, use: cst.Name, home: Scope) -> cst.BaseExpression | None:
    """The value of the last assignment before `use`: in a block around it, with nothing between.

    `use` must be in `home` itself: a nested function may run at any time.
    """
    if file.scope_of(use) is not home:
        return None
    if any(use.value in writer.declared_elsewhere for writer in home.writers):
        return None
    binders = _binders(file, home).get(use.value, {})
    below: cst.CSTNode = use
    for block in file.ancestors(use):
        if block.__class__ in _BLOCKS:
            own = binders.get(id(below), [])
            if not all(_is_read_first(file, b, use) for b in own):
                return _own_walrus(file, own, below)
            last = _last_before(block, below, binders)
            if last is not None:
                only = len(binders[id(last)]) == 1
                return _assigned(last, use.value) if only else None
        if block is home.node:
            return None
        below = block
    return None


def is_straight_before(file: PythonFile, place: cst.CSTNode, use: cst.CSTNode) -> bool:
    """Return whether a simple statement with `place` in it is always run before `use`.

    It stands in a block around `use`, before it; a part of it that may be skipped does not count.
    """
    statement: cst.CSTNode | None = place
    while statement is not None and not isinstance(statement, cst.SimpleStatementLine):
        if isinstance(statement, (cst.IfExp, cst.BooleanOperation, cst.Lambda, cst.BaseComp)):
            return False
        statement = file.parent(statement)
    block = file.parent(statement) if statement is not None else None
    below: cst.CSTNode = use
    for current in file.ancestors(use):
        if current is block and isinstance(block, (cst.IndentedBlock, cst.Module)):
            first = next((s for s in block.body if s is statement or s is below), None)
            return first is statement and statement is not below
        below = current
    return False


def reaching_loop(file: PythonFile, use: cst.Name, home: Scope) -> Loop | None:
    """Return the loop around `use` whose variable it is, where nothing in its body binds the name anew.

    `use` must be in `home` itself: a nested function may run after the loop.
    """
    if use.value not in _loop_variables(file, home) or file.scope_of(use) is not home:
        return None
    below: cst.CSTNode = use
    entered: cst.CSTNode | None = None
    for current in file.ancestors(use):
        if current.__class__ is cst.CompFor and below is current.iter:
            entered = current  # what it loops over is worked out before its variable is bound
        for loop in _loops_of(current, below):
            if loop is not entered and _binds(loop, use.value):
                return None if _is_rebound(file, loop, use.value, home) else loop
        if current is home.node:
            return None
        below = current
    return None


def _loops_of(current: cst.CSTNode, below: cst.CSTNode) -> Iterator[Loop]:
    """Yield the loops that `current` is, for code that stands in its part `below`."""
    if isinstance(current, cst.For):
        if below is not current.iter:
            yield current
        return
    loop = getattr(current, "for_in", None)
    while isinstance(loop, cst.CompFor):
        yield loop
        loop = loop.inner_for_in


def _binds(loop: Loop, name: str) -> bool:
    return any(binding.name == name for binding in READERS[loop.__class__](loop))


def _is_rebound(file: PythonFile, loop: Loop, name: str, home: Scope) -> bool:
    """Whether the body of a loop binds its variable too; a comprehension's own one is another."""
    inside = _binders(file, home).get(name, {}).get(id(loop), ())
    return any(binder is not loop and binder.__class__ is not cst.CompFor for binder in inside)


@cached
def _loop_variables(_file: PythonFile, home: Scope) -> frozenset[str]:
    loops = (*home.of(cst.For), *home.of(cst.CompFor))
    return frozenset(b.name for loop in loops for b in READERS[loop.__class__](loop))


@cached
def _binders(file: PythonFile, home: Scope) -> dict[str, dict[int, list[cst.CSTNode]]]:
    """A name → `id` of a statement in a block → the nodes in it that bind the name.

    What holds a node is remembered for all nodes below: a long chain of `elif` is climbed once.
    """
    around: dict[int, tuple[cst.CSTNode, ...]] = {}
    found: dict[str, dict[int, list[cst.CSTNode]]] = {}
    for binder in home.binders:
        statements = _around(file, binder, around)
        for name in {binding.name for binding in READERS[binder.__class__](binder)}:
            by_statement = found.setdefault(name, {})
            for statement in statements:
                by_statement.setdefault(id(statement), []).append(binder)
    return found


def _around(
    file: PythonFile, node: cst.CSTNode, known: dict[int, tuple[cst.CSTNode, ...]]
) -> tuple[cst.CSTNode, ...]:
    """The statements of blocks that hold `node` or are it."""
    climbed: list[cst.CSTNode] = []
    statements: tuple[cst.CSTNode, ...] = ()
    for current in chain((node,), file.ancestors(node)):
        if id(current) in known:
            statements = known[id(current)]
            break
        climbed.append(current)
    for current in reversed(climbed):
        if file.parent(current).__class__ in _BLOCKS:
            statements = (current, *statements)
        known[id(current)] = statements
    return statements


def _last_before(
    block: cst.CSTNode, below: cst.CSTNode, binders: Container[int]
) -> cst.CSTNode | None:
    """The last statement of a block before `below` that binds the name."""
    last: cst.CSTNode | None = None
    for statement in block.body if isinstance(block, (cst.IndentedBlock, cst.Module)) else ():
        if statement is below:
            break
        if id(statement) in binders:
            last = statement
    else:
        return None
    return last


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


def _is_within(file: PythonFile, node: cst.CSTNode, outer: cst.CSTNode) -> bool:
    """Whether `outer`, an expression, holds `node` or is it."""
    for current in chain((node,), file.ancestors(node)):
        if current is outer:
            return True
        if current.__class__ in _BLOCKS:
            break
    return False


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
