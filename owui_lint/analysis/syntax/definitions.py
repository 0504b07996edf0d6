"""The functions and classes of a file: signatures, members, local bases, what they store on `self`.

Functions know the class they are methods of and classes know their methods, so both are here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Protocol

import libcst as cst

from owui_lint.analysis.syntax.bindings import Binding, targets
from owui_lint.analysis.syntax.names import dotted
from owui_lint.analysis.syntax.scopes import (
    Parameter,
    Scope,
    docstring_node,
    last_name,
    parameters_of,
)

FunctionNode = cst.FunctionDef | cst.Lambda

EMPTY_BASES = frozenset(
    {"object", "abc.ABC", "ABC", "Generic", "typing.Generic", "Protocol", "typing.Protocol"}
)
"""Bases that bring a class no members."""


class Names(Protocol):
    """What a class asks about the names of its file: see `resolution`."""

    def qualified(self, node: cst.CSTNode, scope: Scope | None = None) -> str | None:
        """Return the dotted name with its import resolved."""

    def class_named(self, node: cst.CSTNode, scope: Scope) -> ClassModel | None:
        """Return the class of this file that an expression names."""

    def class_of_binding(self, binding: Binding, scope: Scope) -> ClassModel | None:
        """Return the class of this file that a binding stands for."""

    def function_named(self, node: cst.CSTNode, scope: Scope) -> FunctionScope | None:
        """Return the function of this file that an expression names."""

    def function_of(self, node: FunctionNode) -> FunctionScope | None:
        """Return the scope of a function's node."""

    def is_self(self, node: cst.CSTNode, scope: Scope) -> bool:
        """Whether the expression is the instance of the method around `scope`."""

    def with_nested(self, scope: Scope) -> list[Scope]:
        """Return `scope` and its nested functions."""


class ClassScope(Scope):
    """A class body."""

    node: cst.ClassDef
    hides_its_names: ClassVar[bool] = True
    model: ClassModel
    """Set by the reader for every class."""


class FunctionScope(Scope):
    """A function, method or lambda."""

    node: FunctionNode

    def own_bindings(self) -> Iterator[Binding]:
        """Yield the parameters, then the bindings made by the body, in source order."""
        for parameter in self.parameters:
            yield Binding(parameter.name, "parameter", parameter.node)
        yield from super().own_bindings()

    @property
    def is_lambda(self) -> bool:
        """Whether this is a lambda."""
        return isinstance(self.node, cst.Lambda)

    @property
    def is_async(self) -> bool:
        """Whether it is an `async def`."""
        return isinstance(self.node, cst.FunctionDef) and self.node.asynchronous is not None

    @property
    def owner(self) -> ClassModel | None:
        """The class whose body holds this method; None for other functions."""
        return self.parent.model if isinstance(self.parent, ClassScope) else None

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """All parameters in the order of the signature, `self` included."""
        return tuple(parameters_of(self.node.params))

    def parameter(self, name: str) -> Parameter | None:
        """The parameter of that name."""
        return next((p for p in self.parameters if p.name == name), None)

    @cached_property
    def decorators(self) -> Sequence[cst.Decorator]:
        """The decorators, outermost first."""
        return self.node.decorators if isinstance(self.node, cst.FunctionDef) else ()

    @cached_property
    def decorator_names(self) -> frozenset[str]:
        """Last parts of the decorators' names (`staticmethod`, `wraps` for `@functools.wraps(f)`)."""
        return frozenset(filter(None, (last_name(d.decorator) for d in self.decorators)))

    @property
    def is_static(self) -> bool:
        """Whether it is a static method."""
        return "staticmethod" in self.decorator_names

    @property
    def is_property(self) -> bool:
        """Whether reading the attribute calls it."""
        return bool(self.decorator_names & {"property", "cached_property"})

    @property
    def is_accessor(self) -> bool:
        """Whether it is a part of a property: what reads, sets or deletes it."""
        return self.is_property or bool(self.decorator_names & {"getter", "setter", "deleter"})

    @cached_property
    def self_name(self) -> str | None:
        """What the method calls its instance; None for functions, static and class methods."""
        if self.owner is None or self.decorator_names & {"staticmethod", "classmethod"}:
            return None
        first = next(iter(self.parameters), None)
        return first.name if first is not None and first.star == "" else None

    @cached_property
    def is_generator(self) -> bool:
        """Whether it yields (a `yield` in a nested function does not count)."""
        return bool(self.of(cst.Yield))

    @cached_property
    def docstring(self) -> cst.SimpleString | cst.ConcatenatedString | None:
        """The docstring's node."""
        return docstring_node(self.node.body) if isinstance(self.node, cst.FunctionDef) else None


@dataclass(frozen=True)
class Stored:
    """One assignment to an attribute of the instance: `self.name = value` in `method`.

    `value` is None where the assigned expression is not known (unpacking, `for`, `+=`).
    """

    name: str
    method: FunctionScope
    target: cst.Attribute
    value: cst.BaseExpression | None
    node: cst.CSTNode


class ClassModel:
    """A class of the file."""

    def __init__(self, names: Names, scope: ClassScope) -> None:
        self._names = names
        self.scope = scope
        self.node = scope.node
        self.name = scope.node.name.value

    @property
    def is_top_level(self) -> bool:
        """Whether it stands at module level (inside `if` or `try` too)."""
        return self.scope.parent is not None and self.scope.parent.parent is None

    @cached_property
    def base_nodes(self) -> tuple[cst.BaseExpression, ...]:
        """The expressions in the parentheses, `Generic[T]` as `Generic`."""
        values = (arg.value for arg in self.node.bases)
        return tuple(v.value if isinstance(v, cst.Subscript) else v for v in values)

    @cached_property
    def base_names(self) -> tuple[str, ...]:
        """Dotted names of the bases with imports resolved (`pydantic.BaseModel`), "?" where unknown."""
        outer = self.scope.parent or self.scope
        return tuple(
            self._names.qualified(node, outer) or dotted(node) or "?" for node in self.base_nodes
        )

    @cached_property
    def local_bases(self) -> tuple[ClassModel, ...]:
        """Bases that are classes of this file."""
        found = map(self.base_class, self.base_nodes)
        return tuple(model for model in found if model is not None)

    def base_class(self, node: cst.BaseExpression) -> ClassModel | None:
        """The class of this file that one of the bases names; in `class X(X)` it is the one around."""
        outer = self.scope.parent or self.scope
        found = self._names.class_named(node, outer)
        if found is self:
            return self._names.class_named(node, outer.parent) if outer.parent else None
        return found

    @cached_property
    def lineage(self) -> tuple[ClassModel, ...]:
        """The class and its local bases, nearest first (depth first, no repeats)."""
        found: list[ClassModel] = []
        pending = [self]
        while pending:
            model = pending.pop(0)
            if model not in found:
                found.append(model)
                pending = [*model.local_bases, *pending]
        return tuple(found)

    @cached_property
    def foreign_bases(self) -> tuple[str, ...]:
        """Names of all bases in the lineage that are not classes of this file, `object`, `ABC` … left out."""
        return tuple(
            name
            for model in self.lineage
            for node, name in zip(model.base_nodes, model.base_names, strict=True)
            if name not in EMPTY_BASES and model.base_class(node) is None
        )

    @cached_property
    def base_kinds(self) -> frozenset[str]:
        """The last parts of the names of all bases in the lineage: `Enum`, `TypedDict`, `BaseModel`."""
        return frozenset(base.split(".")[-1] for one in self.lineage for base in one.base_names)

    @property
    def has_unknown_bases(self) -> bool:
        """Whether members may come from classes that this file does not show."""
        return bool(self.foreign_bases)

    def member(self, name: str) -> Binding | None:
        """The binding of a class-level name that is in force: the last one, looked up through local bases."""
        for model in self.lineage:
            bindings = model.scope.bindings.get(name)
            if bindings:
                return bindings[-1]
        return None

    def member_names(self) -> list[str]:
        """Names of all class-level members, own first, then inherited from local bases."""
        names: dict[str, None] = {}
        for model in self.lineage:
            names.update(dict.fromkeys(model.scope.bindings))
        return list(names)

    def method(self, name: str) -> FunctionScope | None:
        """The function in force under that name: defined here, inherited, or assigned from one of this file."""
        binding = self.member(name)
        if binding is None:
            return None
        if binding.how == "def" and isinstance(binding.node, cst.FunctionDef):
            return self._names.function_of(binding.node)
        if binding.how == "assign" and binding.value is not None:
            return self._names.function_named(binding.value, self.scope)
        return None

    def methods(self) -> list[tuple[str, FunctionScope]]:
        """All functions in force, by the name under which the class has them."""
        found = ((name, self.method(name)) for name in self.member_names())
        return [(name, function) for name, function in found if function is not None]

    def own_functions(self) -> list[FunctionScope]:
        """Every `def` directly in the class body, shadowed ones included."""
        nodes = self.scope.of(cst.FunctionDef)
        found = (self._names.function_of(node) for node in nodes)
        return [function for function in found if function is not None]

    @property
    def annotated_names(self) -> list[str]:
        """The names that the class body itself annotates, in source order: a dataclass's own fields."""
        nodes = self.scope.of(cst.AnnAssign)
        return [node.target.value for node in nodes if isinstance(node.target, cst.Name)]

    def inner_class(self, name: str) -> ClassModel | None:
        """The class in force under that name in the class body (nested, or assigned from one of this file)."""
        for model in self.lineage:
            bindings = model.scope.bindings.get(name)
            if bindings:
                return self._names.class_of_binding(bindings[-1], model.scope)
        return None

    @cached_property
    def stored(self) -> dict[str, list[Stored]]:
        """What the methods of the lineage assign to attributes of their instance, by attribute."""
        found: dict[str, list[Stored]] = {}
        for model in self.lineage:
            for item in model.own_stored:
                found.setdefault(item.name, []).append(item)
        return found

    @cached_property
    def own_stored(self) -> tuple[Stored, ...]:
        """What the methods of its own body assign to attributes of their instance."""
        functions = self.own_functions()
        return tuple(item for f in functions for item in _stored_by(self._names, f))

    def has_attribute(self, name: str) -> bool:
        """Whether the class, its local bases or their instances have an attribute of that name."""
        return self.member(name) is not None or name in self.stored


def _stored_by(names: Names, method: FunctionScope) -> Iterator[Stored]:
    for scope in names.with_nested(method):
        for node in scope.binders:
            for target, value in _assignments(node):
                if isinstance(target, cst.Attribute) and names.is_self(target.value, scope):
                    yield Stored(target.attr.value, method, target, value, node)


def _assignments(
    node: cst.CSTNode,
) -> Iterator[tuple[cst.BaseExpression, cst.BaseExpression | None]]:
    if isinstance(node, cst.Assign):
        for target in node.targets:
            yield from targets(target.target, node.value)
    elif isinstance(node, cst.AnnAssign) and node.value is not None:
        yield node.target, node.value
    elif isinstance(node, (cst.AugAssign, cst.For)):
        yield from targets(node.target, None)
    elif isinstance(node, cst.WithItem) and node.asname is not None:
        yield from targets(node.asname.name, None)
