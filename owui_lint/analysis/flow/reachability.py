"""Which code never runs: shadowed definitions, what follows a `return`, branches the host never takes."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.memo import cached
from owui_lint.analysis.syntax.definitions import ClassScope, FunctionScope
from owui_lint.analysis.syntax.names import dotted

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.resolution import Resolution

_BLOCKS = frozenset({cst.Module, cst.IndentedBlock})
_DECIDING = frozenset({cst.FunctionDef, cst.If})
"""What may keep its parts from running."""
_LEAVING = (cst.Return, cst.Raise, cst.Continue, cst.Break)
_SUPPRESS = frozenset({"contextlib.suppress", "suppress"})
_TYPE_CHECKING = frozenset({"TYPE_CHECKING", "typing.TYPE_CHECKING"})


def runs(file: Resolution, node: cst.CSTNode) -> bool:
    """Whether `node` can ever run when the file is imported, as far as it shows (true in doubt)."""
    return _runs(file, node, _known_blocks(file), functions_of_script(file))


@cached
def _known_blocks(file: Resolution) -> dict[int, bool]:
    """Whether blocks run, by `id`: all statements of a block share what is around it."""
    return {}


def _runs(
    file: Resolution, node: cst.CSTNode, known: dict[int, bool], uncalled: frozenset[int]
) -> bool:
    """Whether `node` can ever run where the functions `uncalled` are never called."""
    passed: list[int] = []
    below = node
    result = True
    for current in file.ancestors(node):
        if current.__class__ in _BLOCKS:
            if id(below) in unreachable_statements(file):
                result = False
                break
            if id(current) in known:
                result = known[id(current)]
                break
            passed.append(id(current))
        elif id(current) in uncalled or (
            current.__class__ in _DECIDING and _excludes(file, current, below)
        ):
            result = False
            break
        below = current
    known.update(dict.fromkeys(passed, result))
    return result


def _excludes(file: Resolution, holder: cst.CSTNode, below: cst.CSTNode) -> bool:
    """Whether what stands in this part of a definition or branch never runs."""
    if isinstance(holder, cst.FunctionDef):
        return is_shadowed(file, holder)
    is_branch = isinstance(holder, cst.If) and below is not holder.test
    return is_branch and _never_taken(file, cst.ensure_type(holder, cst.If), below)


def is_shadowed(file: Resolution, node: cst.FunctionDef) -> bool:
    """Whether a later definition or assignment in the same class body takes the method's name.

    Overloads, property setters and other decorated redefinitions are no shadowing.
    """
    function = file.function_of(node)
    if function is None or not isinstance(function.parent, ClassScope):
        return False
    bindings = function.parent.bindings.get(node.name.value, [])
    last = bindings[-1] if bindings else None
    if last is None or last.node is node or last.how not in ("def", "assign"):
        return False
    if file.parent(node) is not file.parent(last.node) and last.how == "def":
        return False  # in another branch
    if last.how == "assign":
        return not _mentions(file, last.value, node.name.value)
    later = last.node
    return not node.decorators and isinstance(later, cst.FunctionDef) and not later.decorators


def _mentions(file: Resolution, value: cst.BaseExpression | None, name: str) -> bool:
    if value is None:
        return True
    scope = file.scope_of(value)
    inside = scope.named(name)
    return any(n is value or value in file.ancestors(n) for n in inside)


@cached
def unreachable_statements(file: Resolution) -> frozenset[int]:
    """The `id` of each statement that stands in its block behind a `return`, `raise` …"""
    found: set[int] = set()
    for leaving in (node for node_type in _LEAVING for node in file.of(node_type)):
        line = file.parent(leaving)
        block = file.parent(line) if line is not None else None
        if (
            isinstance(line, cst.SimpleStatementLine)
            and isinstance(block, (cst.Module, cst.IndentedBlock))
            and line.body[-1] is leaving
            and id(line) not in found
        ):
            ids = [id(statement) for statement in block.body]
            found.update(ids[ids.index(id(line)) + 1 :])
    return frozenset(found)


def _never_taken(file: Resolution, branch: cst.If, below: cst.CSTNode) -> bool:
    value = constant_test(file, branch.test)
    return value is not None and value is not (below is branch.body)


def constant_test(file: Resolution, test: cst.BaseExpression) -> bool | None:
    """What a test always gives in the host; None where it depends."""
    if isinstance(test, cst.Name) and test.value in ("False", "True", "__package__"):
        return test.value == "True"  # what the host executes belongs to no package
    if isinstance(test, cst.Integer) and test.value in ("0", "1"):
        return test.value == "1"
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        inner = constant_test(file, test.expression)
        return None if inner is None else not inner
    if (file.qualified(test) or dotted(test)) in _TYPE_CHECKING:
        return False
    if isinstance(test, cst.Comparison) and _is_main_guard(test):
        return False
    return None


def _is_main_guard(test: cst.Comparison) -> bool:
    if len(test.comparisons) != 1 or not isinstance(test.comparisons[0].operator, cst.Equal):
        return False
    sides = (test.left, test.comparisons[0].comparator)
    names = [side.value for side in sides if isinstance(side, cst.Name)]
    values = [side.evaluated_value for side in sides if isinstance(side, cst.SimpleString)]
    return names == ["__name__"] and values == ["__main__"]


IMPORT_ERRORS = frozenset({"", "ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
"""What a handler of a failing import may name; "" is a bare `except:`."""


def catches(file: Resolution, node: cst.CSTNode, errors: frozenset[str]) -> bool:
    """Whether `node` stands in a `try`, or a `with suppress(…)`, that takes one of `errors`."""
    return any(taken & errors for _, taken in caught_around(file, node))


def caught_around(
    file: Resolution, node: cst.CSTNode
) -> Iterator[tuple[cst.BaseSuite, frozenset[str]]]:
    """The blocks around `node` that take errors, innermost first, each with the names of these.

    The name is "" for a bare `except:`.
    """
    below = node
    for current in file.ancestors(node):
        if isinstance(current, (cst.Try, cst.With)) and below is current.body:
            if isinstance(current, cst.Try):
                taken = {name for handler in current.handlers for name in _taken(handler.type)}
            else:
                taken = {name for item in current.items for name in _suppressed(file, item)}
            if taken:
                yield current.body, frozenset(taken)
        below = current


def _taken(node: cst.BaseExpression | None) -> list[str]:
    if node is None:
        return [""]
    types = [e.value for e in node.elements] if isinstance(node, cst.Tuple) else [node]
    return [name for t in types if (name := dotted(t)) is not None]


def _suppressed(file: Resolution, item: cst.WithItem) -> list[str]:
    call = item.item
    if not isinstance(call, cst.Call) or file.qualified(call.func) not in _SUPPRESS:
        return []
    return [name for argument in call.args for name in _taken(argument.value)]


def is_script(file: Resolution) -> bool:
    """Whether the file is meant to be run: it has an `if __name__ == "__main__":` block."""
    tests = (node.test for node in file.module.of(cst.If))
    return any(isinstance(test, cst.Comparison) and _is_main_guard(test) for test in tests)


@cached
def functions_of_script(file: Resolution) -> frozenset[int]:
    """`id(function.node)` of the module's functions that only an `if __name__ == "__main__":` block needs.

    What is named only there and by such functions never runs in the host.
    """
    if not is_script(file):
        return frozenset()
    module = file.module
    functions = {id(f.node): f for f in file.functions if f.parent is module and not f.is_lambda}
    known: dict[int, bool] = {}
    nobody: frozenset[int] = frozenset()
    users: dict[int, set[int]] = {}
    for key, function in functions.items():
        places = file.mentions_of(function)
        users[key] = {
            _user(file, place, functions) for place in places if _runs(file, place, known, nobody)
        }
        if function.decorators or not places:
            users[key].add(id(module.node))
    running = {id(module.node)}
    before = 0
    while before != len(running):
        before = len(running)
        running |= {key for key, found in users.items() if found & running}
    return frozenset(functions.keys() - running)


def _user(file: Resolution, place: cst.CSTNode, functions: Container[int]) -> int:
    """Which of the functions `place` is code of; the module where it is none's."""
    scopes = file.scope_of(place).outwards()
    own = (id(scope.node) for scope in scopes if id(scope.node) in functions)
    return next(own, id(file.module.node))


def enclosing_function(file: Resolution, node: cst.CSTNode) -> FunctionScope | None:
    """The innermost `def` (no lambda) whose code `node` is."""
    scope = file.scope_of(node)
    return next(
        (s for s in scope.outwards() if isinstance(s, FunctionScope) and not s.is_lambda), None
    )
