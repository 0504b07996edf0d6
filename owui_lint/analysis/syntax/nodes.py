"""The nodes of one file: by type, with what holds them and the scope they are in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TypeVar, cast

import libcst as cst

from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.analysis.syntax.walk import walk

Node = TypeVar("Node", bound=cst.CSTNode)


class Nodes:
    """One tree, walked once.

    Attributes:
        tree: the LibCST module
        module: the module's scope
        scopes: all scopes, outer before inner
    """

    def __init__(self, tree: cst.Module) -> None:
        self.tree = tree
        self.module, self.scopes, self._parents, self._homes = walk(tree)
        self._of: dict[type, list[cst.CSTNode]] = {}
        self._by_node: dict[int, Scope] = {id(scope.node): scope for scope in self.scopes}

    @property
    def functions(self) -> list[FunctionScope]:
        """All functions, methods and lambdas."""
        return [scope for scope in self.scopes if isinstance(scope, FunctionScope)]

    def of(self, node_type: type[Node]) -> Sequence[Node]:
        """All nodes of exactly this type in the file, scope by scope."""
        found = self._of.get(node_type)
        if found is None:
            found = self._of[node_type] = [n for scope in self.scopes for n in scope.of(node_type)]
        return cast("list[Node]", found)

    def parent(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The node that holds `node` (layout nodes and `Arg`s of the walk included, punctuation not)."""
        return self._parents.get(id(node))

    def ancestors(self, node: cst.CSTNode) -> Iterator[cst.CSTNode]:
        """The nodes around `node`, innermost first, up to the module."""
        current = self._parents.get(id(node))
        while current is not None:
            yield current
            current = self._parents.get(id(current))

    def statement_of(self, node: cst.CSTNode) -> cst.CSTNode | None:
        """The innermost statement that holds `node` (or is it): a line, a compound statement."""
        for current in (node, *self.ancestors(node)):
            if isinstance(
                current,
                (cst.SimpleStatementLine, cst.BaseCompoundStatement, cst.SimpleStatementSuite),
            ):
                return current
        return None

    def scope_of(self, node: cst.CSTNode) -> Scope:
        """The scope whose code `node` is; decorators, defaults and annotations belong to the scope around."""
        return self._homes.get(id(node), self.module)

    def is_in_tree(self, node: cst.CSTNode) -> bool:
        """Whether the walk entered this very node (and not one that a caller has made for itself)."""
        return id(node) in self._homes

    def function_around(self, node: cst.CSTNode) -> FunctionScope | None:
        """The innermost function (or lambda) whose code `node` is."""
        return next(
            (s for s in self.scope_of(node).outwards() if isinstance(s, FunctionScope)), None
        )

    def function_of(self, node: cst.FunctionDef | cst.Lambda) -> FunctionScope | None:
        """The scope of a function's node."""
        scope = self._by_node.get(id(node))
        return scope if isinstance(scope, FunctionScope) else None

    def with_nested(self, scope: Scope) -> list[Scope]:
        """`scope` and its nested functions and lambdas (not classes), at any depth."""
        return [scope, *self._nested_functions.get(id(scope), ())]

    @cached_property
    def _nested_functions(self) -> dict[int, list[Scope]]:
        found: dict[int, list[Scope]] = {}
        for scope in self.scopes:
            outer = scope.parent if isinstance(scope, FunctionScope) else None
            while isinstance(outer, FunctionScope):
                found.setdefault(id(outer), []).append(scope)
                outer = outer.parent
        return found
