"""Branches that name every value that a name can have: what follows them never runs.

`if kind not in KINDS: return body`, and then a branch for each of the literal keys of `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.matchers import method_receiver
from owui_lint.analysis.syntax.names import literal

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

Falls = Callable[["cst.BaseSuite"], bool]
_MOST_BINDINGS = 2
"""A name that is assigned more often may be something else by then."""


def covers_everything(file: PythonFile, node: cst.If, falls: Falls) -> bool:
    """Return whether the tests of a chain without `else`, and those before it, leave no value over.

    `falls` tells whether a block is run to its end.
    """
    name = _compared_name(node.test)
    if name is None:
        return False
    covered: set[object] = set()
    rest: cst.If | cst.Else | None = node
    while isinstance(rest, cst.If):
        values = _values(file, rest.test, name)
        if values is None:
            return False
        covered |= values
        rest = rest.orelse
    home = file.scope_of(node).lookup(name)
    if home is None or len(home[1]) > _MOST_BINDINGS:
        return False
    domains = [domain for domain in _domains(file, node, name, falls) if domain]
    if domains and not any(domain <= covered for domain in domains):
        covered |= _left_before(file, node, name, falls)
    return any(domain <= covered for domain in domains)


def _compared_name(test: cst.BaseExpression) -> str | None:
    if not isinstance(test, cst.Comparison) or len(test.comparisons) != 1:
        return None
    return test.left.value if isinstance(test.left, cst.Name) else None


def _values(file: PythonFile, test: cst.BaseExpression, name: str) -> set[object] | None:
    """The literals for which `name == "a"` or `name in ("a", "b")` holds."""
    if _compared_name(test) != name or not isinstance(test, cst.Comparison):
        return None
    operator, other = test.comparisons[0].operator, test.comparisons[0].comparator
    if isinstance(operator, (cst.Equal, cst.Is)):
        value = literal(other, file.scope_of(test))
        return {value} if isinstance(value, (str, int)) else None
    return _keys(file, other) if isinstance(operator, cst.In) else None


def _keys(file: PythonFile, node: cst.BaseExpression) -> set[object] | None:
    """The literals in a list, tuple or set, or the keys of a dict, that an expression names."""
    receiver = method_receiver(node, "keys")
    node = receiver if receiver is not None else node
    scope = file.scope_of(node)
    if isinstance(node, cst.Name):
        node = scope.sole_value(node.value) or node
    elif isinstance(node, cst.Attribute):
        owner = file.instance_class(node.value, scope) or file.class_named(node.value, scope)
        member = owner.member(node.attr.value) if owner is not None else None
        is_only = owner is not None and node.attr.value not in owner.stored
        node = member.value if member is not None and member.value is not None and is_only else node
    keys: list[cst.BaseExpression] = []
    if isinstance(node, (cst.List, cst.Tuple, cst.Set)):
        keys = [e.value for e in node.elements if isinstance(e, cst.Element)]
    elif isinstance(node, cst.Dict):
        keys = [e.key for e in node.elements if isinstance(e, cst.DictElement)]
    else:
        return None
    if len(keys) != len(node.elements):
        return None
    found = {literal(key, scope) for key in keys}
    return found if all(isinstance(one, (str, int)) for one in found) else None


def _left_before(file: PythonFile, node: cst.If, name: str, falls: Falls) -> set[object]:
    """The values for which an earlier `if` of the same block leaves it."""
    found: set[object] = set()
    block = file.parent(node)
    for statement in block.body if isinstance(block, cst.IndentedBlock) else ():
        if statement is node:
            break
        if isinstance(statement, cst.If) and statement.orelse is None:
            values = _values(file, statement.test, name)
            if values is not None and not falls(statement.body):
                found |= values
    return found


@cached
def _refusals(file: PythonFile, block: cst.IndentedBlock) -> Sequence[tuple[int, cst.If]]:
    """The `if name not in …:` without `else` that a block holds, each with its place there."""
    return [
        (place, statement)
        for place, statement in enumerate(block.body)
        if isinstance(statement, cst.If)
        and statement.orelse is None
        and isinstance(statement.test, cst.Comparison)
        and isinstance(statement.test.comparisons[0].operator, cst.NotIn)
    ]


def _refusals_before(file: PythonFile, node: cst.CSTNode) -> Iterator[cst.If]:
    block = file.parent(node)
    refusals = _refusals(file, block) if isinstance(block, cst.IndentedBlock) else ()
    if refusals and isinstance(block, cst.IndentedBlock):
        end = next(place for place, one in enumerate(block.body) if one is node)
        yield from (statement for place, statement in refusals if place < end)


def _domains(file: PythonFile, node: cst.If, name: str, falls: Falls) -> Iterator[set[object]]:
    """Yield sets of which the name is certainly one, by tests around and before it."""
    below: cst.CSTNode = node
    for current in (node, *file.ancestors(node)):
        if isinstance(current, cst.If) and below is current.body:
            yield from filter(None, [_values(file, current.test, name)])
        for statement in _refusals_before(file, current):
            yield from _by_guard(file, statement, name, falls)
        if isinstance(current, (cst.FunctionDef, cst.Lambda)):
            break
        below = current
    value = file.scope_of(node).sole_value(name)
    if isinstance(value, cst.IfExp):
        scope = file.scope_of(node)
        sides = {literal(side, scope) for side in (value.body, value.orelse)}
        if all(isinstance(side, (str, int)) for side in sides):
            yield sides


def _by_guard(
    file: PythonFile, statement: cst.If, name: str, falls: Falls
) -> Iterator[set[object]]:
    """Yield the keys in `if name not in KEYS:`, whose body leaves or gives the name one of them."""
    test = statement.test
    if _compared_name(test) != name or not isinstance(test, cst.Comparison):
        return
    keys = _keys(file, test.comparisons[0].comparator)
    if keys is None:
        return
    if not falls(statement.body):
        yield keys
        return
    for line in statement.body.body:
        for small in line.body if isinstance(line, cst.SimpleStatementLine) else ():
            target = small.targets[0].target if isinstance(small, cst.Assign) else None
            if isinstance(target, cst.Name) and target.value == name:
                assert isinstance(small, cst.Assign)
                value = literal(small.value, file.scope_of(statement))
                if isinstance(value, (str, int)):
                    yield keys | {value}
