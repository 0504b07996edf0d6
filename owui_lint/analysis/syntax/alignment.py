"""Lines of LibCST statements, read off the `ast` of the same text.

Both trees have the same statements in the same order; only `ast` knows their lines.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import cast

import libcst as cst

_Pair = tuple[cst.CSTNode, Sequence[ast.stmt]]


def statement_lines(tree: cst.Module, python_tree: ast.Module) -> dict[int, int]:
    """`id(statement)` → 1-based line of its first token (of the `def` or `class` behind decorators).

    Statements on the line of their compound statement (`if x: y`) are left out: they belong to it.
    """
    lines: dict[int, int] = {}
    pending: list[_Pair] = [(tree, python_tree.body)]
    while pending:
        block, statements = pending.pop()
        if isinstance(block, cst.SimpleStatementSuite):
            continue
        index = 0
        for node in cast("Sequence[cst.CSTNode]", getattr(block, "body", ())):
            if index >= len(statements):
                break
            statement = statements[index]
            lines[id(node)] = statement.lineno
            if isinstance(node, cst.SimpleStatementLine):
                index += len(node.body)
            else:
                index += 1
                if isinstance(node, cst.If) and isinstance(statement, ast.If):
                    lines.update((id(one), other.lineno) for one, other in _chain(node, statement))
                pending += _blocks(node, statement)
    return lines


def _blocks(node: cst.CSTNode, statement: ast.stmt) -> list[_Pair]:
    if isinstance(node, cst.If) and isinstance(statement, ast.If):
        return _if_blocks(node, statement)
    if isinstance(node, (cst.Try, cst.TryStar)):
        return _try_blocks(node, statement)
    if isinstance(node, cst.Match):
        cases = getattr(statement, "cases", [])
        return [
            (case.body, python_case.body)
            for case, python_case in zip(node.cases, cases, strict=False)
        ]
    body = getattr(node, "body", None)
    pairs: list[_Pair] = [(body, getattr(statement, "body", []))] if body is not None else []
    orelse = getattr(node, "orelse", None)
    if isinstance(orelse, cst.Else):
        pairs.append((orelse.body, getattr(statement, "orelse", [])))
    return pairs


def _if_blocks(node: cst.If, statement: ast.If) -> list[_Pair]:
    pairs: list[_Pair] = []
    for branch, python_branch in _chain(node, statement):
        pairs.append((branch.body, python_branch.body))
        if isinstance(branch.orelse, cst.Else):
            pairs.append((branch.orelse.body, python_branch.orelse))
    return pairs


def _chain(node: cst.If, statement: ast.If) -> Iterator[tuple[cst.If, ast.If]]:
    """An `if` and each of its `elif`s."""
    while True:
        yield node, statement
        following = statement.orelse[0] if statement.orelse else None
        if not isinstance(node.orelse, cst.If) or not isinstance(following, ast.If):
            return
        node, statement = node.orelse, following


def _try_blocks(node: cst.Try | cst.TryStar, statement: ast.stmt) -> list[_Pair]:
    pairs: list[_Pair] = [(node.body, getattr(statement, "body", []))]
    handlers = cast("list[ast.ExceptHandler]", getattr(statement, "handlers", []))
    pairs += [
        (node.handlers[index].body, handler.body)
        for index, handler in enumerate(handlers[: len(node.handlers)])
    ]
    if node.orelse is not None:
        pairs.append((node.orelse.body, getattr(statement, "orelse", [])))
    if node.finalbody is not None:
        pairs.append((node.finalbody.body, getattr(statement, "finalbody", [])))
    return pairs
