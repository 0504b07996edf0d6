"""Which code never runs: shadowed definitions, what follows a `return`, branches the host never takes."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.names import dotted
from owui_lint.analysis.syntax.scopes import ClassScope, FunctionScope

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_BLOCKS = frozenset({cst.Module, cst.IndentedBlock})
_DECIDING = frozenset({cst.FunctionDef, cst.If})
"""What may keep its parts from running."""
_LEAVING = (cst.Return, cst.Raise, cst.Continue, cst.Break)
_SUPPRESS = frozenset({"contextlib.suppress", "suppress"})
_TYPE_CHECKING = frozenset({"TYPE_CHECKING", "typing.TYPE_CHECKING"})


def runs(
    component: Component, node: cst.CSTNode, known: dict[int, bool], uncalled: frozenset[int]
) -> bool:
    """Whether the host can ever run `node`, as far as the file shows (true in doubt).

    `known` holds the answers for blocks, by `id`: all statements of a block share what is around it.
    `uncalled` are functions that nothing calls: see `functions_of_script`.
    """
    passed: list[int] = []
    below = node
    result = True
    for current in component.ancestors(node):
        if current.__class__ in _BLOCKS:
            if id(below) in component.behind_exits:
                result = False
                break
            if id(current) in known:
                result = known[id(current)]
                break
            passed.append(id(current))
        elif id(current) in uncalled or (
            current.__class__ in _DECIDING and _excludes(component, current, below)
        ):
            result = False
            break
        below = current
    known.update(dict.fromkeys(passed, result))
    return result


def _excludes(component: Component, holder: cst.CSTNode, below: cst.CSTNode) -> bool:
    """Whether what stands in this part of a definition or branch never runs."""
    if isinstance(holder, cst.FunctionDef):
        return is_shadowed(component, holder)
    is_branch = isinstance(holder, cst.If) and below is not holder.test
    return is_branch and _never_taken(component, cst.ensure_type(holder, cst.If), below)


def is_shadowed(component: Component, node: cst.FunctionDef) -> bool:
    """Whether a later definition or assignment in the same class body takes the method's name.

    Overloads, property setters and other decorated redefinitions are no shadowing.
    """
    function = component.function_of(node)
    if function is None or not isinstance(function.parent, ClassScope):
        return False
    bindings = function.parent.bindings.get(node.name.value, [])
    last = bindings[-1] if bindings else None
    if last is None or last.node is node or last.how not in ("def", "assign"):
        return False
    if component.parent(node) is not component.parent(last.node) and last.how == "def":
        return False  # in another branch
    if last.how == "assign":
        return not _mentions(component, last.value, node.name.value)
    later = last.node
    return not node.decorators and isinstance(later, cst.FunctionDef) and not later.decorators


def _mentions(component: Component, value: cst.BaseExpression | None, name: str) -> bool:
    if value is None:
        return True
    scope = component.scope_of(value)
    inside = scope.named(name)
    return any(n is value or value in component.ancestors(n) for n in inside)


def behind_exits(component: Component) -> frozenset[int]:
    """The `id` of each statement that stands in its block behind a `return`, `raise` …"""
    found: set[int] = set()
    for leaving in (node for node_type in _LEAVING for node in component.of(node_type)):
        line = component.parent(leaving)
        block = component.parent(line) if line is not None else None
        if (
            isinstance(line, cst.SimpleStatementLine)
            and isinstance(block, (cst.Module, cst.IndentedBlock))
            and line.body[-1] is leaving
            and id(line) not in found
        ):
            ids = [id(statement) for statement in block.body]
            found.update(ids[ids.index(id(line)) + 1 :])
    return frozenset(found)


def _never_taken(component: Component, branch: cst.If, below: cst.CSTNode) -> bool:
    value = constant_test(component, branch.test)
    return value is not None and value is not (below is branch.body)


def constant_test(component: Component, test: cst.BaseExpression) -> bool | None:
    """What a test always gives in the host; None where it depends."""
    if isinstance(test, cst.Name) and test.value in ("False", "True", "__package__"):
        return test.value == "True"  # what the host executes belongs to no package
    if isinstance(test, cst.Integer) and test.value in ("0", "1"):
        return test.value == "1"
    if isinstance(test, cst.UnaryOperation) and isinstance(test.operator, cst.Not):
        inner = constant_test(component, test.expression)
        return None if inner is None else not inner
    if (component.qualified(test) or dotted(test)) in _TYPE_CHECKING:
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


def catches(component: Component, node: cst.CSTNode, errors: frozenset[str]) -> bool:
    """Whether `node` stands in a `try`, or a `with suppress(…)`, that takes one of `errors`."""
    return any(taken & errors for _, taken in caught_around(component, node))


def caught_around(
    component: Component, node: cst.CSTNode
) -> Iterator[tuple[cst.BaseSuite, frozenset[str]]]:
    """The blocks around `node` that take errors, innermost first, each with the names of these.

    The name is "" for a bare `except:`.
    """
    below = node
    for current in component.ancestors(node):
        if isinstance(current, (cst.Try, cst.With)) and below is current.body:
            if isinstance(current, cst.Try):
                taken = {name for handler in current.handlers for name in _taken(handler.type)}
            else:
                taken = {name for item in current.items for name in _suppressed(component, item)}
            if taken:
                yield current.body, frozenset(taken)
        below = current


def _taken(node: cst.BaseExpression | None) -> list[str]:
    if node is None:
        return [""]
    types = [e.value for e in node.elements] if isinstance(node, cst.Tuple) else [node]
    return [name for t in types if (name := dotted(t)) is not None]


def _suppressed(component: Component, item: cst.WithItem) -> list[str]:
    call = item.item
    if not isinstance(call, cst.Call) or component.qualified(call.func) not in _SUPPRESS:
        return []
    return [name for argument in call.args for name in _taken(argument.value)]


def is_script(component: Component) -> bool:
    """Whether the file is meant to be run: it has an `if __name__ == "__main__":` block."""
    tests = (node.test for node in component.module.of(cst.If))
    return any(isinstance(test, cst.Comparison) and _is_main_guard(test) for test in tests)


def functions_of_script(component: Component) -> frozenset[int]:
    """`id(function.node)` of the module's functions that only an `if __name__ == "__main__":` block needs.

    What is named only there and by such functions never runs in the host.
    """
    if not is_script(component):
        return frozenset()
    module = component.module
    functions = {
        id(f.node): f for f in component.functions if f.parent is module and not f.is_lambda
    }
    known: dict[int, bool] = {}
    nobody: frozenset[int] = frozenset()
    users: dict[int, set[int]] = {}
    for key, function in functions.items():
        places = component.mentions_of(function)
        users[key] = {
            _user(component, place, functions)
            for place in places
            if runs(component, place, known, nobody)
        }
        if function.decorators or not places:
            users[key].add(id(module.node))
    running = {id(module.node)}
    before = 0
    while before != len(running):
        before = len(running)
        running |= {key for key, found in users.items() if found & running}
    return frozenset(functions.keys() - running)


def _user(component: Component, place: cst.CSTNode, functions: Container[int]) -> int:
    """Which of the functions `place` is code of; the module where it is none's."""
    scopes = component.scope_of(place).outwards()
    own = (id(scope.node) for scope in scopes if id(scope.node) in functions)
    return next(own, id(component.module.node))


def enclosing_function(component: Component, node: cst.CSTNode) -> FunctionScope | None:
    """The innermost `def` (no lambda) whose code `node` is."""
    scope = component.scope_of(node)
    return next(
        (s for s in scope.outwards() if isinstance(s, FunctionScope) and not s.is_lambda), None
    )
