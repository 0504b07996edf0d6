"""Scopes of a file: what they hold, which names they bind, and the parameters of signatures.

A scope is filled by the walk; everything that only some rules need is worked out when asked for.
Comprehensions are no scopes of their own here: their names count as the function's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, TypeVar, cast

import libcst as cst

from owui_lint.analysis.syntax.bindings import Binding, bindings_by

Node = TypeVar("Node", bound=cst.CSTNode)


class Scope:
    """A piece of code with names of its own, filled by the walk.

    Attributes:
        nodes: its nodes by type, each list in source order
        binders: the nodes that bind names, in source order
        writers: the scopes inside that declare names of this one `global` or `nonlocal`
    """

    node: cst.CSTNode
    hides_its_names: ClassVar[bool] = False
    """Whether scopes inside do not see its names."""

    def __init__(self, node: cst.CSTNode, parent: Scope | None) -> None:
        self.node = node
        self.parent = parent
        self.nodes: dict[type, list[cst.CSTNode]] = {}
        self.binders: list[cst.CSTNode] = []
        self.writers: list[Scope] = []

    def of(self, node_type: type[Node]) -> list[Node]:
        """The nodes of exactly this type in this scope (not in scopes inside it), in source order."""
        return cast("list[Node]", self.nodes.get(node_type, []))

    @cached_property
    def _names(self) -> dict[str, list[cst.Name]]:
        found: dict[str, list[cst.Name]] = {}
        for node in self.of(cst.Name):
            found.setdefault(node.value, []).append(node)
        return found

    def named(self, name: str) -> list[cst.Name]:
        """The nodes in this scope that are that name, read or assigned, in source order."""
        return self._names.get(name, [])

    @property
    def name(self) -> str:
        """The scope's own name; a lambda's is `<lambda>`, the module's is empty."""
        name = getattr(self.node, "name", None)
        return name.value if isinstance(name, cst.Name) else ""

    @property
    def module(self) -> Scope:
        """The module's scope."""
        scope = self
        while scope.parent is not None:
            scope = scope.parent
        return scope

    def outwards(self) -> Iterator[Scope]:
        """This scope, then each around it up to the module."""
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.parent

    def own_bindings(self) -> Iterator[Binding]:
        """Yield the bindings made by this scope's own code, in source order."""
        return bindings_by(self.binders)

    @cached_property
    def bindings(self) -> dict[str, list[Binding]]:
        """The bindings of each name of this scope, in source order, those by scopes inside last."""
        found: dict[str, list[Binding]] = {}
        for binding in self.own_bindings():
            found.setdefault(binding.name, []).append(binding)
        for writer in self.writers:
            for binding in writer.own_bindings():
                if binding.name in writer.declared_elsewhere and binding.name in found:
                    found[binding.name].append(binding)
        return found

    @cached_property
    def declared_elsewhere(self) -> frozenset[str]:
        """Names declared `global` or `nonlocal` here."""
        names = {item.name.value for node in self.of(cst.Global) for item in node.names}
        return frozenset(
            names | {i.name.value for node in self.of(cst.Nonlocal) for i in node.names}
        )

    def lookup(self, name: str) -> tuple[Scope, list[Binding]] | None:
        """The scope in which `name`, used here, is bound, and its bindings there (Python's rules).

        None for a builtin or an undefined name.
        """
        for scope in self.outwards():
            if scope.hides_its_names and scope is not self:
                continue  # names of a class body are not seen from its methods
            if name in scope.declared_elsewhere:
                continue
            if name in scope.bindings:
                return scope, scope.bindings[name]
        return None

    def sole_value(self, name: str) -> cst.BaseExpression | None:
        """The one expression `name` stands for when used here: bound once, by assignment, anywhere outwards."""
        found = self.lookup(name)
        if found is None or len(found[1]) != 1:
            return None
        binding = found[1][0]
        return binding.value if binding.how in ("assign", "walrus") else None


class ModuleScope(Scope):
    """The file's top level."""

    node: cst.Module


@dataclass(frozen=True)
class Parameter:
    """One parameter of a signature."""

    name: str
    node: cst.Param
    star: str
    """"", "*" or "**"."""
    positional_only: bool = False
    keyword_only: bool = False

    @property
    def default(self) -> cst.BaseExpression | None:
        """The default value."""
        return self.node.default

    @property
    def annotation(self) -> cst.BaseExpression | None:
        """The annotated type."""
        return self.node.annotation.annotation if self.node.annotation is not None else None

    @property
    def is_required(self) -> bool:
        """Whether a call must pass it."""
        return self.default is None and self.star == ""

    @property
    def is_dunder(self) -> bool:
        """Whether the name is `__like_this__`."""
        return len(self.name) > 4 and self.name.startswith("__") and self.name.endswith("__")


def parameters_of(node: cst.Parameters) -> Iterator[Parameter]:
    """Yield the parameters in the order of the signature."""
    for param in node.posonly_params:
        yield Parameter(param.name.value, param, "", positional_only=True)
    for param in node.params:
        yield Parameter(param.name.value, param, "")
    if isinstance(node.star_arg, cst.Param):
        yield Parameter(node.star_arg.name.value, node.star_arg, "*")
    for param in node.kwonly_params:
        yield Parameter(param.name.value, param, "", keyword_only=True)
    if node.star_kwarg is not None:
        yield Parameter(node.star_kwarg.name.value, node.star_kwarg, "**")


def last_name(node: cst.BaseExpression) -> str | None:
    """The last part of a decorator's name: `wraps` for `functools.wraps(f)`."""
    if isinstance(node, cst.Call):
        node = node.func
    if isinstance(node, cst.Attribute):
        return node.attr.value
    return node.value if isinstance(node, cst.Name) else None


def docstring_node(
    body: cst.BaseSuite | cst.Module,
) -> cst.SimpleString | cst.ConcatenatedString | None:
    """The string that is the first statement of `body`."""
    first = body.body[0] if body.body else None
    if isinstance(first, cst.SimpleStatementLine):
        first = first.body[0]
    value = first.value if isinstance(first, cst.Expr) else None
    if isinstance(value, cst.SimpleString):
        return value if "b" not in value.prefix else None
    return value if isinstance(value, cst.ConcatenatedString) else None
