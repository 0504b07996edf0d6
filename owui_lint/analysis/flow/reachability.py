"""Which code never runs whatever happens: shadowed definitions, what follows a `return`, scripts' functions."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.definitions import ClassScope, FunctionScope

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.resolution import Resolution

_LEAVING = (cst.Return, cst.Raise, cst.Continue, cst.Break)


_TEST_CASES = frozenset({"unittest.TestCase", "unittest.IsolatedAsyncioTestCase"})


def is_test_case(file: Resolution, node: cst.ClassDef) -> bool:
    """Return whether only a test runner makes the class."""
    return any(file.qualified(base.value) in _TEST_CASES for base in node.bases)


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


def leaving_statements(file: Resolution) -> frozenset[int]:
    """Return the `id` of each line that ends in a `return`, `raise` …: what follows it never runs."""
    lines = (
        (file.parent(leaving), leaving) for node_type in _LEAVING for leaving in file.of(node_type)
    )
    return frozenset(
        id(line)
        for line, leaving in lines
        if isinstance(line, cst.SimpleStatementLine) and line.body[-1] is leaving
    )


def is_main_guard(test: cst.Comparison) -> bool:
    if len(test.comparisons) != 1 or not isinstance(test.comparisons[0].operator, cst.Equal):
        return False
    sides = (test.left, test.comparisons[0].comparator)
    names = [side.value for side in sides if isinstance(side, cst.Name)]
    values = [side.evaluated_value for side in sides if isinstance(side, cst.SimpleString)]
    return names == ["__name__"] and values == ["__main__"]


def is_script(file: Resolution) -> bool:
    """Whether the file is meant to be run: it has an `if __name__ == "__main__":` block."""
    tests = (node.test for node in file.module.of(cst.If))
    return any(isinstance(test, cst.Comparison) and is_main_guard(test) for test in tests)


def functions_of_script(file: Resolution, runs: Callable[[cst.CSTNode], bool]) -> frozenset[int]:
    """`id(function.node)` of the module's functions that only an `if __name__ == "__main__":` block needs.

    What is named only there and by such functions never runs in Open WebUI.
    """
    if not is_script(file):
        return frozenset()
    module = file.module
    functions = {id(f.node): f for f in file.functions if f.parent is module and not f.is_lambda}
    users: dict[int, set[int]] = {}
    for key, function in functions.items():
        places = file.mentions_of(function)
        users[key] = {_user(file, place, functions) for place in places if runs(place)}
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
