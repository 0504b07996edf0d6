"""What names and calls of a file stand for: imports, functions, classes, instances.

Answers about nodes of the tree are remembered: rules ask the same questions about the same calls
again and again.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar, cast

import libcst as cst

from owui_lint.analysis.budget import MOST_LINKS
from owui_lint.analysis.framework import Framework, NoFramework
from owui_lint.analysis.syntax.bindings import Binding
from owui_lint.analysis.syntax.definitions import ClassModel, ClassScope, FunctionScope
from owui_lint.analysis.syntax.names import (
    Import,
    annotated_names,
    dotted,
    imports_of,
    is_none,
    literal,
)
from owui_lint.analysis.syntax.nodes import Nodes
from owui_lint.analysis.syntax.scopes import Scope, last_name

Answer = TypeVar("Answer")

_ALIASES = (cst.Name, cst.Attribute, cst.Lambda)
"""Values that give a function or class a further name."""
_NOT_ASKED = object()


class Resolution(Nodes):
    """Finds what a name, an attribute or a call stands for, as far as the file shows.

    Attributes:
        framework: what loads and calls the file
        classes: the classes of the file
    """

    framework: Framework = NoFramework()

    def __init__(self, tree: cst.Module) -> None:
        super().__init__(tree)
        self._answers: dict[tuple[str, int, int], object] = {}
        self._followed: set[int] = set()
        self.classes: list[ClassModel] = []
        for scope in self.scopes:
            if isinstance(scope, ClassScope):
                scope.model = ClassModel(self, scope)
                self.classes.append(scope.model)

    def _remember(
        self,
        what: str,
        node: cst.CSTNode,
        scope: Scope,
        find: Callable[[cst.CSTNode, Scope], Answer],
    ) -> Answer:
        """The answer to a question about a node, found once where the node is one of the tree.

        The `id` of any other node may come again for another one, but not while the tree lives.
        """
        key = (what, id(node), id(scope))
        known = self._answers.get(key, _NOT_ASKED)
        if known is not _NOT_ASKED:
            return cast("Answer", known)
        found = find(node, scope)
        if self.is_in_tree(node):
            self._answers[key] = found
        return found

    @cached_property
    def imports(self) -> list[Import]:
        """Every import of the file, at any depth."""
        return [
            item
            for scope in self.scopes
            for item in imports_of(scope, self.framework.imported_module)
        ]

    @cached_property
    def _imports_by_node(self) -> dict[int, Import]:
        return {id(item.node): item for item in self.imports}

    def import_of(self, binding: Binding) -> Import | None:
        """Return the import that a binding is."""
        return self.import_at(binding.node) if binding.how == "import" else None

    def import_at(self, node: cst.CSTNode) -> Import | None:
        """Return the import that a node is: an alias, or a whole `from … import *`."""
        return self._imports_by_node.get(id(node))

    @staticmethod
    def non_none_bindings(bindings: list[Binding]) -> list[Binding]:
        """The bindings by which a name is more than None: `x = None` beside an import is its absence.

        All of them where there are no others.
        """
        return [b for b in bindings if b.how != "assign" or not is_none(b.value)] or bindings

    def qualified(self, node: cst.CSTNode, scope: Scope | None = None) -> str | None:
        """The dotted name of a name or attribute with its import resolved, in the scope where it stands.

        `r.get` is `requests.get` after `import requests as r`. None when the first name is bound
        by anything but imports (and None), or is imported under more than one target. A builtin or undefined
        name stands for itself.
        """
        return self._remember("qualified", node, scope or self.scope_of(node), self._qualified)

    def _qualified(self, node: cst.CSTNode, scope: Scope) -> str | None:
        name = dotted(node)
        if name is None:
            return None
        first, _, rest = name.partition(".")
        found = scope.lookup(first)
        if found is None:
            return name
        resolved = {
            item.target if (item := self.import_of(binding)) is not None else None
            for binding in self.non_none_bindings(found[1])
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
        if binding.how == "assign" and binding.value is not None and depth < MOST_LINKS:
            named = binding.value.value if isinstance(binding.value, cst.Name) else None
            if named == binding.name and isinstance(scope, ClassScope) and scope.parent is not None:
                scope = scope.parent  # `Valves = Valves` gives the class that of the module
            return self.class_named(binding.value, scope, depth + 1)
        return None

    def class_named(self, node: cst.CSTNode, scope: Scope, depth: int = 0) -> ClassModel | None:
        """The class of this file that an expression (`Name`, `Outer.Inner`, `self.Valves`) names in `scope`."""
        if depth == 0:
            return self._remember("class", node, scope, self._class_named)
        return self._class_named(node, scope, depth)

    def _class_named(self, node: cst.CSTNode, scope: Scope, depth: int = 0) -> ClassModel | None:
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
            value = scope.sole_value(node.value)
            if isinstance(value, (cst.Name, cst.Attribute)) and id(value) not in self._followed:
                return self._aliased(value)
            return self._made_function(value)
        if isinstance(node, cst.Attribute):
            if isinstance(node.value, cst.Call) and last_name(node.value) == "super":
                return self._inherited(node.attr.value, scope)
            owner = self.instance_class(node.value, scope) or self.class_named(node.value, scope)
            if owner is None:
                return None
            stored = owner.stored.get(node.attr.value, [])
            made = self._made_function(stored[0].value) if len(stored) == 1 else None
            return made or owner.method(node.attr.value)
        return None

    def _inherited(self, name: str, scope: Scope) -> FunctionScope | None:
        """What `super().name` is in a method of a class with bases of this file."""
        methods = (s for s in scope.outwards() if isinstance(s, FunctionScope))
        owner = next((method.owner for method in methods if method.owner is not None), None)
        for model in owner.lineage[1:] if owner is not None else ():
            if name in model.scope.bindings:
                return model.method(name)
        return None

    def _aliased(self, value: cst.Name | cst.Attribute) -> FunctionScope | None:
        """The function for which a name or an attribute is a further name: `run = self._run`."""
        self._followed.add(id(value))  # `a = b; b = a` ends here
        try:
            return self.function_named(value, self.scope_of(value))
        finally:
            self._followed.discard(id(value))

    def _made_function(self, value: cst.BaseExpression | None) -> FunctionScope | None:
        """The function that a value surely is: the nested one that a helper returns, `__call__` of an object.

        `emit = self.emitter_for(__event_emitter__)`, `emit = Emitter(__event_emitter__)`.
        """
        call = value.expression if isinstance(value, cst.Await) else value
        if not isinstance(call, cst.Call) or id(call) in self._followed:
            return None
        self._followed.add(id(call))  # `emit = emit()` ends here
        try:
            maker = self.callee(call)
        finally:
            self._followed.discard(id(call))
        if maker is None or maker.name == "__init__" or maker.is_generator:
            model = self.class_named(call.func, self.scope_of(call))
            return model.method("__call__") if model is not None else None
        results = [r.value for r in maker.of(cst.Return)]
        only = results[0] if len(results) == 1 and not maker.decorators else None
        if not isinstance(only, cst.Name) or maker.is_async is not isinstance(value, cst.Await):
            return None
        binding = maker.bindings.get(only.value, [])
        node = binding[0].node if len(binding) == 1 else None
        return self.function_of(node) if isinstance(node, cst.FunctionDef) else None

    def callee(self, call: cst.Call) -> FunctionScope | None:
        """The function of this file that a call runs; `__init__` for a class of this file."""
        func = call.func
        name = func.attr.value if type(func) is cst.Attribute else getattr(func, "value", None)
        if name not in self._own_names:
            return None  # most calls: `.get()`, `print()` …
        return self._remember("callee", call, self.scope_of(call), self._callee)

    def _callee(self, node: cst.CSTNode, scope: Scope) -> FunctionScope | None:
        call = cst.ensure_type(node, cst.Call)
        function = self.function_named(call.func, scope)
        if function is not None:
            return function
        model = self.class_named(call.func, scope)
        return model.method("__init__") if model is not None else None

    @cached_property
    def _own_names(self) -> frozenset[str]:
        """Every name under which the file may have a function or class of its own."""
        found = {node.name.value for node in self.of(cst.FunctionDef)}
        found.update(model.name for model in self.classes)
        known = frozenset(found)
        for scope in self.scopes:
            for node in scope.of(cst.Assign):
                value = node.value.expression if isinstance(node.value, cst.Await) else node.value
                makes = isinstance(value, cst.Call) and last_name(value) in known
                if makes or isinstance(value, _ALIASES):
                    found.update(name for t in node.targets if (name := last_name(t.target)))
            for annotated in scope.of(cst.AnnAssign):
                if isinstance(annotated.value, _ALIASES):
                    found.update(filter(None, [last_name(annotated.target)]))
        return frozenset(found)

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
        if depth == 0:
            return self._remember("instance", node, scope, self._instance_class)
        return self._instance_class(node, scope, depth) if depth <= MOST_LINKS else None

    def _instance_class(self, node: cst.CSTNode, scope: Scope, depth: int = 0) -> ClassModel | None:
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

    def mentions_of(self, function: FunctionScope) -> list[cst.Name | cst.Attribute]:
        """Where the file reads a function by its name, called or not (in doubt, it is this function).

        Of a method, that is an attribute of its name on whatever is not known to be something else.
        """
        if function.owner is not None:
            return [
                attribute
                for attribute in self.attributes_named.get(function.name, ())
                if self.function_named(attribute, self.scope_of(attribute)) in (function, None)
            ]
        return [
            name
            for name in self._names_written.get(function.name, ())
            if (found := self.scope_of(name).lookup(name.value)) and found[0] is function.parent
        ]

    @cached_property
    def _names_written(self) -> dict[str, list[cst.Name]]:
        found: dict[str, list[cst.Name]] = {}
        for name in self.of(cst.Name):
            found.setdefault(name.value, []).append(name)
        return found

    @cached_property
    def attributes_named(self) -> dict[str, list[cst.Attribute]]:
        """The attributes of the file, read or assigned, by their last name."""
        found: dict[str, list[cst.Attribute]] = {}
        for attribute in self.of(cst.Attribute):
            found.setdefault(attribute.attr.value, []).append(attribute)
        return found

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
