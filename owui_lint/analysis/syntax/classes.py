"""Classes of the file: members, bases that are local, what they store on `self`."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.bindings import targets
from owui_lint.analysis.syntax.names import dotted
from owui_lint.analysis.syntax.scopes import Binding, ClassScope, FunctionScope, Scope

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.resolution import Resolution


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

    def __init__(self, component: Resolution, scope: ClassScope) -> None:
        self._component = component
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
            self._component.qualified(node, outer) or dotted(node) or "?"
            for node in self.base_nodes
        )

    @cached_property
    def local_bases(self) -> tuple[ClassModel, ...]:
        """Bases that are classes of this file."""
        found = map(self.base_class, self.base_nodes)
        return tuple(model for model in found if model is not None)

    def base_class(self, node: cst.BaseExpression) -> ClassModel | None:
        """The class of this file that one of the bases names; in `class X(X)` it is the one around."""
        outer = self.scope.parent or self.scope
        found = self._component.class_named(node, outer)
        if found is self:
            return self._component.class_named(node, outer.parent) if outer.parent else None
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
            if name not in HARMLESS_BASES and model.base_class(node) is None
        )

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
            return self._component.function_of(binding.node)
        if binding.how == "assign" and binding.value is not None:
            return self._component.function_named(binding.value, self.scope)
        return None

    def methods(self) -> list[tuple[str, FunctionScope]]:
        """All functions in force, by the name under which the class has them."""
        found = ((name, self.method(name)) for name in self.member_names())
        return [(name, function) for name, function in found if function is not None]

    def own_functions(self) -> list[FunctionScope]:
        """Every `def` directly in the class body, shadowed ones included."""
        nodes = self.scope.of(cst.FunctionDef)
        found = (self._component.function_of(node) for node in nodes)
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
                return self._component.class_of_binding(bindings[-1], model.scope)
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
        return tuple(item for f in functions for item in _stored_by(self._component, f))

    def may_get_unseen(self, names: Collection[str]) -> bool:
        """Whether it may have one of these members where neither its body nor its methods show it.

        By `__getattr__`, a decorator or metaclass, `setattr(self, …)`, `self.__dict__.update(…)`,
        `locals()` in the body, or an assignment from outside: `Pipe.pipe = run`. Without names, any
        public member is asked for.
        """
        if self.has_attribute("__getattr__") or self.has_attribute("__getattribute__"):
            return True
        if self.node.decorators or self.node.keywords:
            return True
        if any(_is_named(c, "locals") or _is_named(c, "vars") for c in self.scope.of(cst.Call)):
            return True
        by_name = (c for c in self._component.of(cst.Call) if _is_named(c, "setattr"))
        written = [c.args[0].value for c in by_name if c.args]
        for attribute in self._component.of(cst.Attribute):
            name = attribute.attr.value
            asked = name in names if names else not name.startswith("_")
            if self._is_dict_written(attribute) or (asked and self._is_set_outside(attribute)):
                written.append(attribute.value)
        return any(self._is_this(node) for node in written)

    def _is_dict_written(self, attribute: cst.Attribute) -> bool:
        """`self.__dict__.update(…)`, `self.__dict__["pipe"] = …`."""
        parent = self._component.parent(attribute)
        if attribute.attr.value != "__dict__":
            return False
        if isinstance(parent, cst.Attribute):
            return parent.attr.value in ("update", "setdefault")
        return isinstance(parent, cst.Subscript) and isinstance(
            self._component.parent(parent), cst.AssignTarget
        )

    def _is_set_outside(self, attribute: cst.Attribute) -> bool:
        target = isinstance(self._component.parent(attribute), cst.AssignTarget)
        scope = self._component.scope_of(attribute)
        return target and not self._component.is_self(attribute.value, scope)

    def _is_this(self, node: cst.BaseExpression) -> bool:
        """Whether the expression is the class or an instance of it."""
        scope = self._component.scope_of(node)
        named = self._component.class_named(node, scope)
        return self in (named, self._component.instance_class(node, scope))

    def has_attribute(self, name: str) -> bool:
        """Whether the class, its local bases or their instances have an attribute of that name."""
        return self.member(name) is not None or name in self.stored


HARMLESS_BASES = frozenset(
    {"object", "abc.ABC", "ABC", "Generic", "typing.Generic", "Protocol", "typing.Protocol"}
)
"""Bases that bring a component nothing."""


def _is_named(call: cst.Call, name: str) -> bool:
    return isinstance(call.func, cst.Name) and call.func.value == name


def _stored_by(component: Resolution, method: FunctionScope) -> Iterator[Stored]:
    for scope in component.with_nested(method):
        for node in scope.binders:
            for target, value in _assignments(node):
                if isinstance(target, cst.Attribute) and component.is_self(target.value, scope):
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


def is_own_scope(scope: Scope, method: FunctionScope) -> bool:
    """Whether `scope` is `method` or nested in it."""
    return any(outer is method for outer in scope.outwards())
