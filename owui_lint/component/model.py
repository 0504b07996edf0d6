"""`Component`: what one file says, for rules to read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import libcst as cst

from owui_lint.component.classes import ClassModel
from owui_lint.component.detect import Detection, detect
from owui_lint.component.header import Header, find_header
from owui_lint.component.names import Import, annotated_names, dotted, imports_of, literal
from owui_lint.component.positions import Positions
from owui_lint.component.reach import IMPORT_ERRORS, catches, runs
from owui_lint.component.scopes import Binding, ClassScope, FunctionScope, Scope
from owui_lint.component.walk import walk
from owui_lint.finding import Span
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.emissions import Emissions
    from owui_lint.component.entry_points import EntryPoint
    from owui_lint.component.runtime import Runtime
    from owui_lint.component.tool_methods import ToolMethod
    from owui_lint.component.uses import Use
    from owui_lint.component.valves import ValvesModel
    from owui_lint.host import Host
    from owui_lint.source import SourceFile

Node = TypeVar("Node", bound=cst.CSTNode)


class Component:
    """One file as a component: its tree, walked once, and answers about it worked out on demand.

    Attributes:
        source: the text
        tree: the LibCST module
        module: the module's scope
        scopes: all scopes, outer before inner
        host: the release the component is read for
        kind: what the component is; None where the file holds none
        main: the class the host instantiates (or is meant to); None where the file shows none
    """

    def __init__(
        self,
        source: SourceFile,
        tree: cst.Module,
        host: Host,
        kind: Kind | None,
        python_tree: ast.AST | None,
    ) -> None:
        self.source = source
        self.tree = tree
        self.host = host
        self._forced_kind = kind
        self.module, self.scopes, self._parents = walk(tree)
        self.positions = Positions(source, tree, self._parents, python_tree)
        self._by_node: dict[int, Scope] = {id(scope.node): scope for scope in self.scopes}
        self.classes: list[ClassModel] = []
        for scope in self.scopes:
            if isinstance(scope, ClassScope):
                scope.model = ClassModel(self, scope)
                self.classes.append(scope.model)
        self.header: Header | None = find_header(source, tree, self.positions)
        self.detection: Detection = detect(self, kind)

    @property
    def kind(self) -> Kind | None:
        """What the component is; None where the file holds none."""
        return self.detection.kind

    @property
    def main(self) -> ClassModel | None:
        """The component's class."""
        return self.detection.main

    # -- nodes ---------------------------------------------------------------------------------

    @property
    def functions(self) -> list[FunctionScope]:
        """All functions, methods and lambdas."""
        return [scope for scope in self.scopes if isinstance(scope, FunctionScope)]

    def of(self, node_type: type[Node]) -> Iterator[Node]:
        """All nodes of exactly this type in the file, scope by scope."""
        for scope in self.scopes:
            yield from scope.of(node_type)

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
        previous = node
        for current in self.ancestors(node):
            scope = self._by_node.get(id(current))
            if scope is not None and (
                current is self.tree or previous is getattr(current, "body", None)
            ):
                return scope
            previous = current
        return self.module

    def function_around(self, node: cst.CSTNode) -> FunctionScope | None:
        """The innermost function (or lambda) whose code `node` is."""
        return next(
            (s for s in self.scope_of(node).outwards() if isinstance(s, FunctionScope)), None
        )

    def function_of(self, node: cst.FunctionDef | cst.Lambda) -> FunctionScope | None:
        """The scope of a function's node."""
        scope = self._by_node.get(id(node))
        return scope if isinstance(scope, FunctionScope) else None

    def nested_in(self, scope: Scope) -> list[Scope]:
        """The scopes inside `scope`, at any depth."""
        return [
            inner
            for inner in self.scopes
            if inner is not scope and any(o is scope for o in inner.outwards())
        ]

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

    # -- names ---------------------------------------------------------------------------------

    @cached_property
    def imports(self) -> list[Import]:
        """Every import of the file, at any depth."""
        return [item for scope in self.scopes for item in imports_of(scope, self.kind)]

    @cached_property
    def _imports_by_node(self) -> dict[int, Import]:
        return {id(item.node): item for item in self.imports}

    def import_of(self, binding: Binding) -> Import | None:
        """The import that a binding is."""
        return self._imports_by_node.get(id(binding.node)) if binding.how == "import" else None

    def qualified(self, node: cst.CSTNode, scope: Scope | None = None) -> str | None:
        """The dotted name of a name or attribute with its import resolved, in the scope where it stands.

        `r.get` is `requests.get` after `import requests as r`. None when the first name is bound
        by anything but imports, or is imported under more than one target. A builtin or undefined
        name stands for itself.
        """
        name = dotted(node)
        if name is None:
            return None
        first, _, rest = name.partition(".")
        found = (scope or self.scope_of(node)).lookup(first)
        if found is None:
            return name
        resolved = {
            item.target if (item := self.import_of(binding)) is not None else None
            for binding in found[1]
        }
        if len(resolved) != 1:
            return None
        target = resolved.pop()
        return f"{target}.{rest}" if target is not None and rest else target

    def literal(self, node: cst.BaseExpression | None) -> object:
        """The value of a constant expression, names assigned once followed; else `names.UNKNOWN`."""
        return literal(node, self.scope_of(node)) if node is not None else literal(None)

    # -- functions and classes by name -----------------------------------------------------------

    def class_of_binding(self, binding: Binding, scope: Scope, depth: int = 0) -> ClassModel | None:
        """The class of this file that a binding stands for."""
        if binding.how == "class":
            inner = self._by_node.get(id(binding.node))
            return inner.model if isinstance(inner, ClassScope) else None
        if binding.how == "assign" and binding.value is not None and depth < 8:
            return self.class_named(binding.value, scope, depth + 1)
        return None

    def class_named(self, node: cst.CSTNode, scope: Scope, depth: int = 0) -> ClassModel | None:
        """The class of this file that an expression (`Name`, `Outer.Inner`, `self.Valves`) names in `scope`."""
        if isinstance(node, cst.Name):
            found = scope.lookup(node.value)
            return (
                self.class_of_binding(found[1][-1], found[0], depth) if found is not None else None
            )
        if isinstance(node, cst.Attribute):
            outer = self.instance_class(node.value, scope, depth + 1) or self.class_named(
                node.value, scope, depth + 1
            )
            return outer.inner_class(node.attr.value) if outer is not None else None
        return None

    def function_named(self, node: cst.CSTNode, scope: Scope) -> FunctionScope | None:
        """The function of this file that an expression names in `scope`, as far as the file shows.

        `helper`, `self.method`, `Class.method`, `instance.method` for an instance made once.
        """
        if isinstance(node, cst.Name):
            found = scope.lookup(node.value)
            if found is None:
                return None
            binding = found[1][-1]
            if binding.how == "def" and isinstance(binding.node, cst.FunctionDef):
                return self.function_of(binding.node)
            if binding.how == "assign" and isinstance(binding.value, cst.Lambda):
                return self.function_of(binding.value)
            return None
        if isinstance(node, cst.Attribute):
            owner = self.instance_class(node.value, scope) or self.class_named(node.value, scope)
            return owner.method(node.attr.value) if owner is not None else None
        return None

    def callee(self, call: cst.Call) -> FunctionScope | None:
        """The function of this file that a call runs; `__init__` for a class of this file."""
        scope = self.scope_of(call)
        function = self.function_named(call.func, scope)
        if function is not None:
            return function
        model = self.class_named(call.func, scope)
        return model.method("__init__") if model is not None else None

    def is_self(self, node: cst.CSTNode, scope: Scope) -> bool:
        """Whether the expression is the instance of the method around `scope` (nested functions included)."""
        return isinstance(node, cst.Name) and self._method_with_self(node.value, scope) is not None

    def _method_with_self(self, name: str, scope: Scope) -> FunctionScope | None:
        for outer in scope.outwards():
            if isinstance(outer, FunctionScope) and name in outer.bindings:
                bindings = outer.bindings[name]
                is_first = outer.self_name == name and len(bindings) == 1
                return outer if is_first else None
        return None

    def instance_class(self, node: cst.CSTNode, scope: Scope, depth: int = 0) -> ClassModel | None:
        """The class of this file of which an expression is an instance, as far as the file shows.

        `self`, `Class()`, a name or an attribute of `self` that is only ever `Class()`, a parameter
        annotated with the class.
        """
        if depth > 8:
            return None
        if isinstance(node, cst.Name):
            method = self._method_with_self(node.value, scope)
            if method is not None:
                return method.owner
            value = scope.sole_value(node.value)
            if value is None:
                return self._class_of_parameter(node.value, scope)
            return self.instance_class(value, scope, depth + 1)
        if isinstance(node, cst.Call):
            return self.class_named(node.func, scope, depth + 1)
        if isinstance(node, cst.Await):
            return None
        if isinstance(node, cst.Attribute):
            owner = self.instance_class(node.value, scope, depth + 1)
            stored = owner.stored.get(node.attr.value, []) if owner is not None else []
            if len(stored) == 1 and stored[0].value is not None:
                return self.instance_class(stored[0].value, stored[0].method, depth + 1)
        return None

    def _class_of_parameter(self, name: str, scope: Scope) -> ClassModel | None:
        """The class of this file that annotates a parameter (`Emitter`, `"Emitter"`, `Emitter | None`)."""
        found = scope.lookup(name)
        if found is None or len(found[1]) != 1 or found[1][0].how != "parameter":
            return None
        parameter = found[0].parameter(name) if isinstance(found[0], FunctionScope) else None
        if parameter is None or parameter.annotation is None or parameter.star:
            return None
        outer = found[0].parent or found[0]
        for node in annotated_names(parameter.annotation):
            model = self.class_named(node, outer)
            if model is not None:
                return model
        return None

    @cached_property
    def callers(self) -> dict[int, list[cst.Call]]:
        """`id(function.node)` → the calls of it in this file."""
        found: dict[int, list[cst.Call]] = {}
        for call in self.of(cst.Call):
            function = self.callee(call)
            if function is not None:
                found.setdefault(id(function.node), []).append(call)
        return found

    def calls_of(self, function: FunctionScope) -> list[cst.Call]:
        """The calls of a function in this file."""
        return self.callers.get(id(function.node), [])

    # -- what it is to the host -------------------------------------------------------------------

    @cached_property
    def _entry_points(self) -> dict[str, EntryPoint]:
        from owui_lint.component.entry_points import entry_points_of

        return entry_points_of(self)

    def entry_points(self, *names: str) -> list[EntryPoint]:
        """The entry points of the component's class with these names; without names, all of them.

        Those that the class inherits from classes of the file or gets by assignment are included;
        of `Tools`, every public method is one.
        """
        found = self._entry_points
        return [found[name] for name in names or found if name in found]

    @cached_property
    def emissions(self) -> Emissions:
        """The events the component sends."""
        from owui_lint.component.emissions import Emissions

        return Emissions(self)

    @cached_property
    def tool_methods(self) -> tuple[ToolMethod, ...]:
        """The tools that a `Tools` class offers to the model."""
        from owui_lint.component.tool_methods import tool_methods

        return tuple(tool_methods(self))

    @cached_property
    def runtime(self) -> Runtime:
        """What runs on the host's event loop, and what blocks it."""
        from owui_lint.component.runtime import Runtime

        return Runtime(self)

    @cached_property
    def valves(self) -> ValvesModel:
        """The component's `Valves` and `UserValves`."""
        from owui_lint.component.valves import ValvesModel

        return ValvesModel(self)

    def uses(self) -> list[Use]:
        """What the component uses of the host that not every release has: see `uses`."""
        from owui_lint.component.uses import uses_of

        return uses_of(self)

    def runs(self, place: cst.CSTNode | Span) -> bool:
        """Whether the host can ever run what stands there (true in doubt): see `reach`."""
        return isinstance(place, Span) or runs(self, place)

    def survives_import_error(self, statement: cst.CSTNode) -> bool:
        """Whether a failing import there is caught (a handler takes `ImportError`), or never runs."""
        return catches(self, statement, IMPORT_ERRORS) or not self.runs(statement)

    def survives(self, node: cst.CSTNode, error: str) -> bool:
        """Whether a handler around `node` names this very error: its author knows that it may come."""
        return catches(self, node, frozenset({error}))
