"""One answer to "has the author thought of that here?", and to "does this ever run?", for one world."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.budget import MOST_LINKS
from owui_lint.analysis.call_graph import call_graph
from owui_lint.analysis.flow.conditions import (
    TESTING,
    conditions_after,
    conditions_at,
    conditions_inside,
    may_leave,
)
from owui_lint.analysis.flow.outcomes import falls_through
from owui_lint.analysis.flow.reachability import (
    functions_of_script,
    is_shadowed,
    is_test_case,
    leaving_statements,
)
from owui_lint.analysis.guards.handlers import (
    ANYTHING,
    IMPORT_ERRORS,
    caught,
    is_caught,
    is_read_alone,
    survives,
)
from owui_lint.analysis.guards.operations import Known, Unknown
from owui_lint.analysis.guards.order import precedes
from owui_lint.analysis.guards.presence import asks_for_presence
from owui_lint.analysis.guards.values import TestValues
from owui_lint.analysis.guards.world import World, has_import
from owui_lint.analysis.syntax.bindings import Binding
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import Import, dotted
from owui_lint.analysis.syntax.scopes import Scope

if TYPE_CHECKING:
    from owui_lint.analysis.file import PythonFile

_BLOCKS = (cst.Module, cst.IndentedBlock)
_EXCLUDING = TESTING | {cst.FunctionDef, cst.ClassDef, cst.Try, cst.TryStar}
"""What may keep its parts from running; a look at a set spares a dozen at classes."""
_ONLY_IMPORTS = frozenset({"ImportError", "ModuleNotFoundError"})
_FALLBACKS = frozenset({"AttributeError", "TypeError", "KeyError", "NameError"}) | IMPORT_ERRORS
"""What a handler may take that turns to another release's way of doing it."""
_PLAIN = (cst.Import, cst.ImportFrom, cst.Assign, cst.AnnAssign, cst.Pass)

_IDLING = frozenset({cst.If, cst.Try})

TryNode = cst.Try | cst.TryStar


class Guards:
    """What one file's tests and handlers say of the world it runs in."""

    def __init__(self, file: PythonFile, world: World) -> None:
        """Read `file` as it runs in `world`."""
        self._file = file
        self._world = world
        self._values = TestValues(file, world, self)
        self._blocks: dict[int, bool] = {}
        self._last: dict[int, int] = {}
        self._of_script: frozenset[int] | None = None

    # -- what runs -----------------------------------------------------------------------------

    def decided(self, test: cst.BaseExpression) -> bool | None:
        """Return what a test always gives here; None where it depends."""
        value = self._values.truth(test)
        return bool(value.value) if isinstance(value, Known) else None

    def runs(self, place: cst.CSTNode) -> bool:
        """Return whether `place` can ever run here, as far as the file shows (true in doubt)."""
        return self._runs(place, {})

    def _runs(self, place: cst.CSTNode, chains: dict[int, bool]) -> bool:
        """Answer `runs`; `chains` are the `if`s that were climbed just now: their `elif`s share them.

        They are not kept for longer, as a test may be undecided only while it is being worked out.
        """
        passed: list[int] = []
        climbed: list[int] = []
        below = place
        result = True
        for current in self._file.ancestors(place):
            if isinstance(current, _BLOCKS):
                if self._is_left_before(current, below):
                    result = False
                    break
                if id(current) in self._blocks:
                    result = self._blocks[id(current)]
                    break
                passed.append(id(current))
            elif current.__class__ in _EXCLUDING:
                if self._excludes(current, below):
                    result = False
                    break
                if id(current) in chains:
                    result = chains[id(current)]
                    break
                climbed.append(id(current))
            below = current
        chains.update(dict.fromkeys(climbed, result))
        self._blocks.update(dict.fromkeys(passed, result))
        return result

    def _excludes(self, current: cst.CSTNode, below: cst.CSTNode) -> bool:
        """Whether `below` never runs by what `current`, which holds it, tests, tries or defines."""
        if isinstance(current, cst.FunctionDef):
            return is_shadowed(self._file, current) or id(current) in self._uncalled
        if isinstance(current, cst.ClassDef):
            return below is current.body and is_test_case(self._file, current)
        if isinstance(current, (cst.Try, cst.TryStar)):
            return self._is_idle_part(current, below)
        conditions = conditions_inside(current, below)
        return any(self.decided(test) is (not holds) for test, holds in conditions)

    @property
    def _uncalled(self) -> frozenset[int]:
        if self._of_script is None:
            self._of_script = frozenset()  # asked while it is worked out
            blocks, self._blocks = self._blocks, {}
            self._of_script = functions_of_script(self._file, self.runs)
            self._blocks = blocks
        return self._of_script

    def _is_left_before(self, block: cst.Module | cst.IndentedBlock, below: cst.CSTNode) -> bool:
        """Whether the block is surely left before it comes to `below`."""
        last = self._last.get(id(block))
        if last is None:
            self._last[id(block)] = len(block.body)  # asked while it is worked out
            last = self._last[id(block)] = self._last_run(block)
        if last >= len(block.body):
            return False
        return any(statement is below for statement in block.body[last + 1 :])

    def _last_run(self, block: cst.Module | cst.IndentedBlock) -> int:
        """The index of the statement at which the block is left for sure; its length where none is."""
        in_try = isinstance(self._file.parent(block), (cst.Try, cst.TryStar))
        for index, statement in enumerate(block.body):
            if id(statement) in self._leaving or self._fails(statement):
                return index
            if isinstance(statement, cst.If) and self._leaves(statement):
                return index
            if isinstance(statement, cst.Try) and self._leaves_when_missing(statement):
                return index
            if in_try and any(
                has_import(self._world, item) is False for item in self._imports_in(statement)
            ):
                return index
        return len(block.body)

    @cached_property
    def _leaving(self) -> frozenset[int]:
        return leaving_statements(self._file)

    def _fails(self, statement: cst.CSTNode) -> bool:
        """Whether an `assert` of the line never holds."""
        if not isinstance(statement, cst.SimpleStatementLine):
            return False
        tests = [part.test for part in statement.body if isinstance(part, cst.Assert)]
        return any(self.decided(test) is False for test in tests)

    def _leaves(self, statement: cst.If) -> bool:
        if not may_leave(statement.body) and not isinstance(statement.orelse, cst.Else):
            return False
        return any(
            self.decided(test) is (not holds)
            for test, holds in conditions_after(self._file, statement)
        )

    def _leaves_when_missing(self, statement: cst.Try) -> bool:
        """Whether a failing import always ends in a handler that returns."""
        if not self._tried(statement) or self._import_state(statement) is not False:
            return False
        handlers = [h for h in statement.handlers if set(caught(h)) & IMPORT_ERRORS]
        return bool(handlers) and all(
            survives(self._file, h) and not falls_through(self._file, h.body) for h in handlers
        )

    # -- tries ---------------------------------------------------------------------------------

    @cached_property
    def _tried_imports(self) -> dict[int, list[Import]]:
        """`id(try)` → the imports in its body."""
        found: dict[int, list[Import]] = {}
        for item in self._file.imports:
            below: cst.CSTNode = item.statement
            for current in self._file.ancestors(below):
                if isinstance(current, (cst.FunctionDef, cst.Lambda)):
                    break
                if isinstance(current, (cst.Try, cst.TryStar)) and below is current.body:
                    found.setdefault(id(current), []).append(item)
                below = current
        return found

    def _tried(self, node: TryNode) -> list[Import]:
        return self._tried_imports.get(id(node), [])

    def _imports_in(self, statement: cst.CSTNode) -> list[Import]:
        if not isinstance(statement, cst.SimpleStatementLine):
            return []
        parts = {id(part) for part in statement.body}
        if not any(isinstance(part, (cst.Import, cst.ImportFrom)) for part in statement.body):
            return []
        return [item for item in self._file.imports if id(item.statement) in parts]

    def _import_state(self, node: TryNode) -> bool | None:
        """Whether the imports of a `try` succeed; None where that is not known."""
        found = [has_import(self._world, item) for item in self._tried(node)]
        return False if False in found else None if None in found else True

    def _is_idle_part(self, node: TryNode, below: cst.CSTNode) -> bool:
        """Whether a handler or the `else` of a `try` never runs, as its imports succeed or fail."""
        if below is node.body or not self._tried(node):
            return False
        state = self._import_state(node)
        if below is node.orelse:
            return state is False
        if isinstance(below, (cst.ExceptHandler, cst.ExceptStarHandler)) and state:
            taken = set(caught(below))
            if taken <= _ONLY_IMPORTS:
                return True
            return bool(taken & ANYTHING) and self._cannot_fail_otherwise(node.body)
        return False

    def _cannot_fail_otherwise(self, body: cst.BaseSuite) -> bool:
        """Whether a block holds imports and what is known to work only."""
        for line in body.body:
            if not isinstance(line, cst.SimpleStatementLine):
                return isinstance(line, (cst.ClassDef, cst.FunctionDef))
            for part in line.body:
                if isinstance(part, (cst.Return, cst.Assign, cst.AnnAssign)):
                    known = part.value is None or self._is_known(part.value)
                else:
                    known = isinstance(part, _PLAIN)
                if not known:
                    return False
        return True

    def _is_known(self, value: cst.BaseExpression) -> bool:
        return not isinstance(self._values.value(value, {}, 0), Unknown)

    # -- names ---------------------------------------------------------------------------------

    def may_be_idle(self, node: cst.CSTNode) -> bool:
        """Return whether what a node does may not happen, by what is around it in its scope."""
        scope = self._file.scope_of(node)
        return any(a.__class__ in _IDLING for a in self._around(node, scope))

    def in_force(
        self, bindings: Sequence[Binding], home: Scope, use: cst.CSTNode | None = None
    ) -> list[Binding]:
        """Return the bindings that a name may stand for: those that run, from the last sure one on.

        In a function, a binding after the `use`, or in a loop around it, may come before it as well.
        """
        chains: dict[int, bool] = {}
        found = [b for b in bindings if self._runs(b.node, chains)]
        if isinstance(home, FunctionScope) and not all(
            use is not None and precedes(self._file, b.node, use) for b in found
        ):
            return found
        for index in range(len(found) - 1, -1, -1):
            if self._file.scope_of(found[index].node) is home and self.is_certain(
                found[index].node, home
            ):
                return found[index:]
        return found

    def is_certain(self, node: cst.CSTNode, home: Scope) -> bool:
        """Return whether a node of a scope surely runs whenever the scope's code does."""
        below = node
        for current in self._around(node, home):
            if isinstance(current, (cst.Try, cst.TryStar)):
                in_handler = below is not current.body
                state = self._import_state(current) if self._tried(current) else None
                if below is not current.finalbody and state is not (not in_handler):
                    return False
            elif isinstance(current, (cst.For, cst.While, cst.FunctionDef, cst.ClassDef)):
                return False
            elif isinstance(current, (cst.If, cst.Match)):
                conditions = conditions_inside(current, below)
                if not conditions or any(self.decided(t) is not h for t, h in conditions):
                    return below is getattr(current, "test", None)
            below = current
        return True

    def _around(self, node: cst.CSTNode, home: Scope) -> Iterable[cst.CSTNode]:
        for current in self._file.ancestors(node):
            if current is home.node:
                return
            yield current

    # -- guards --------------------------------------------------------------------------------

    def is_in_question(self, place: cst.CSTNode) -> bool:
        """Return whether a test or handler around `place`, or a test before it, asks for what is not known."""
        if any(
            self._values.truth(test) is Unknown.ASKS for test, _ in conditions_at(self._file, place)
        ):
            return True
        below = place
        for current in self._file.ancestors(place):
            if isinstance(current, (cst.Try, cst.TryStar)) and self._is_fallback(current, below):
                return True
            below = current
        return False

    def _is_fallback(self, node: TryNode, below: cst.CSTNode) -> bool:
        """Whether `below` is a handler of a `try` that first tries what another release has."""
        if not isinstance(below, (cst.ExceptHandler, cst.ExceptStarHandler)):
            return False
        taken = set(caught(below))
        if not taken & _FALLBACKS:
            return False
        tried = [item for item in self._tried(node) if self._world.changes(item.module)]
        if taken & IMPORT_ERRORS and tried:
            return self._import_state(node) is None or not taken <= _ONLY_IMPORTS
        if taken <= _ONLY_IMPORTS:
            return False
        used = self._worldly_names(node.body)
        if taken & _FALLBACKS - IMPORT_ERRORS:
            return bool(used)
        return bool(used & self._worldly_names(below.body))

    def _worldly_names(self, block: cst.CSTNode) -> set[str]:
        """The dotted names in a block that differ by release."""
        scope = self._file.scope_of(block)
        found: set[str] = set()
        for node in (*scope.of(cst.Attribute), *scope.of(cst.Name)):
            name = self._file.qualified(node) if dotted(node) else None
            if name is None or not self._world.changes(name):
                continue
            if any(outer is block for outer in self._file.ancestors(node)):
                found.add(name)
        return found

    def _is_called_from_outside(self, function: FunctionScope) -> bool:
        """Whether others than this file call a function: the framework, or Python itself."""
        is_special = function.name[:2] == function.name[-2:] == "__"
        return (is_special and function.owner is not None) or self._file.framework.calls(function)

    def is_guarded(
        self,
        place: cst.CSTNode,
        errors: frozenset[str] = frozenset(),
        is_owner: Callable[[cst.BaseExpression], bool] | None = None,
        name: str | None = None,
    ) -> bool:
        """Return whether `place` never runs here, or its author has thought of the release that lacks it.

        Args:
            place: the use
            errors: what it raises where the thing is not there: a handler that names one is prepared
            is_owner: whether an expression is the object whose attribute or key `name` is used
            name: that attribute or key
        """
        return self._is_guarded(place, errors, is_owner, name, frozenset())

    def _is_guarded(
        self,
        place: cst.CSTNode,
        errors: frozenset[str],
        is_owner: Callable[[cst.BaseExpression], bool] | None,
        name: str | None,
        seen: frozenset[int],
    ) -> bool:
        if not self.runs(place) or self.is_in_question(place):
            return True
        if errors and (is_caught(self._file, place, errors) or is_read_alone(self._file, place)):
            return True
        if is_owner is not None and name is not None:
            held = conditions_at(self._file, place)
            if any(asks_for_presence(self._file, c, is_owner, name) for c in held):
                return True
        function = self._file.function_around(place)
        if function is None or id(function) in seen or len(seen) > MOST_LINKS:
            return False
        graph = call_graph(self._file)
        callers = graph.callers(function)
        if not self._file.calls_of(function) and not callers:
            return False
        if self._is_called_from_outside(function) or graph.escapes(function):
            return False
        seen |= {id(function)}  # without callers left, all its calls are where nothing runs
        return all(self._is_guarded(call, errors, None, None, seen) for call in callers)


__all__ = ["Guards"]
