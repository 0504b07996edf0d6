"""The modules of a release and what is in them, read off their statements.

A reading is a tree by module. Names a module defines are under `functions`, `classes`, `values`;
`objects` are its instances of a class of Open WebUI (`Users = UsersTable()`), each with the methods
of that class, and `settings` those that wrap one setting. `imports` come from other packages and
`shared` from other modules of Open WebUI, under the module they were taken from (`NAME=ORIGINAL` for
another name, also of the module's own). A leaf is a fact that holds in the release.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from typing import Any

from owui_lint.host.generate.wheel import PACKAGE, FunctionNode, Wheel, called_name
from owui_lint.host.members import ANY_NAME

PLAIN_BASES = {"object", "ABC", "Protocol"}

CONFIG_WRAPPERS = {"PersistentConfig", "ConfigVar"}
"""Classes of Open WebUI whose instances hold one setting, read as `NAME.value`."""


def signature_text(function: FunctionNode, *, bound: bool) -> str:
    """The parameters of a function: `request form_data bypass= *args only= **kwargs`.

    A name with a default ends in `=`. `bound` leaves out the first one, `self` or `cls`.
    """
    args = function.args
    positional = [*args.posonlyargs, *args.args]
    defaults = len(positional) - len(args.defaults)
    words = [arg.arg + ("=" if index >= defaults else "") for index, arg in enumerate(positional)]
    if args.posonlyargs:
        words.insert(len(args.posonlyargs), "/")
    if bound and positional:
        words = words[1:] if words[1:2] != ["/"] else words[2:]
    if args.vararg:
        words.append(f"*{args.vararg.arg}")
    elif args.kwonlyargs:
        words.append("*")
    for arg, default in zip(args.kwonlyargs, args.kw_defaults, strict=True):
        words.append(arg.arg + ("=" if default is not None else ""))
    if args.kwarg:
        words.append(f"**{args.kwarg.arg}")
    return " ".join(words)


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when a module is imported, those under `if` and `try` included."""
    for node in body:
        yield node
        if isinstance(node, ast.If) and _is_type_checking(node.test):
            yield from statements(node.orelse)
        elif isinstance(node, ast.If | ast.For | ast.While | ast.With | ast.Try):
            yield from statements(node.body)
            yield from statements(getattr(node, "orelse", []))
            yield from statements(getattr(node, "finalbody", []))
            for handler in getattr(node, "handlers", []):
                yield from statements(handler.body)


def _is_type_checking(test: ast.expr) -> bool:
    return isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"


def targets(node: ast.stmt) -> Iterator[str]:
    """The names a statement binds by assignment."""
    found: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        found = list(node.targets)
    elif isinstance(node, ast.AnnAssign | ast.AugAssign | ast.For):
        found = [node.target] if not isinstance(node, ast.AnnAssign) or node.value else []
    elif isinstance(node, ast.With):
        found = [item.optional_vars for item in node.items if item.optional_vars]
    for target in found:
        for part in ast.walk(target):
            if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
                yield part.id


class ModuleReader:
    """Reads one module; the classes of other modules are asked from the wheel."""

    def __init__(self, wheel: Wheel, module: str) -> None:
        self.wheel = wheel
        self.module = module
        self.tree = wheel.modules[module]
        self.origins = dict(self._shared())
        self.defined = {
            node.name
            for node in statements(self.tree.body)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        }

    def read(self) -> dict[str, Any]:
        """The names of the module, as a reading."""
        found: dict[str, dict[str, Any]] = {}
        for node in statements(self.tree.body):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.setdefault("functions", {})[node.name] = callable_facts(node, bound=False)
            elif isinstance(node, ast.ClassDef):
                found.setdefault("classes", {})[node.name] = {
                    "at": True,
                    "methods": self._class_methods(node),
                }
            elif isinstance(node, ast.Import | ast.ImportFrom):
                self._read_import(node, found)
            else:
                self._read_assignment(node, found)
        return found

    def _read_assignment(self, node: ast.stmt, found: dict[str, dict[str, Any]]) -> None:
        value = getattr(node, "value", None)
        for name in targets(node):
            methods = self._instance_methods(node)
            if called_name(value or node) in CONFIG_WRAPPERS:
                found.setdefault("settings", {})[name] = True
            elif isinstance(value, ast.Name) and value.id in self.defined:
                alias = f"{name}={value.id}"
                found.setdefault("shared", {}).setdefault(self.module, {})[alias] = True
            elif methods is None:
                found.setdefault("values", {})[name] = True
            else:
                found.setdefault("objects", {})[name] = {"at": True, "methods": methods}

    def _read_import(
        self, node: ast.Import | ast.ImportFrom, found: dict[str, dict[str, Any]]
    ) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            if name in self.origins and not isinstance(node, ast.Import):
                module, _, original = self.origins[name].partition(":")
                local = name if name == original else f"{name}={original}"
                found.setdefault("shared", {}).setdefault(module, {})[local] = True
            else:
                found.setdefault("imports", {})[name] = True

    def _shared(self) -> Iterator[tuple[str, str]]:
        """The names taken from other modules of Open WebUI, with `module:name` of their origin."""
        package = self.module if self._is_package() else self.module.rpartition(".")[0]
        for node in statements(self.tree.body):
            if not isinstance(node, ast.ImportFrom):
                continue
            source = node.module or ""
            if node.level:
                parts = package.split(".")
                base = ".".join(parts[: len(parts) - node.level + 1])
                source = f"{base}.{source}" if source else base
            if source.split(".")[0] == PACKAGE:
                for alias in node.names:
                    yield alias.asname or alias.name, f"{source}:{alias.name}"

    def _is_package(self) -> bool:
        return any(name.startswith(f"{self.module}.") for name in self.wheel.modules)

    def _instance_methods(self, node: ast.stmt) -> dict[str, Any] | None:
        """The methods of what `NAME = Class()` makes; None when it is no instance of Open WebUI's."""
        value = getattr(node, "value", None)
        if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Name):
            return None
        owner = self.find_class(value.func.id)
        return owner[0].methods_of(owner[1]) if owner else None

    def find_class(self, name: str) -> tuple[ModuleReader, ast.ClassDef] | None:
        """A class of Open WebUI, by the name it has in this module."""
        for node in self.tree.body:
            if isinstance(node, ast.ClassDef) and node.name == name:
                return self, node
        module, _, original = self.origins.get(name, "").partition(":")
        if module in self.wheel.modules and module != self.module:
            return ModuleReader(self.wheel, module).find_class(original)
        return None

    def methods_of(self, node: ast.ClassDef) -> dict[str, Any]:
        """The public and inherited methods of an instance of the class."""
        methods: dict[str, Any] = {}
        for base in reversed(node.bases):
            name = base.id if isinstance(base, ast.Name) else None
            owner = self.find_class(name) if name else None
            if owner:
                methods |= owner[0].methods_of(owner[1])
            elif name not in PLAIN_BASES:
                methods[ANY_NAME] = {"at": True}
        for inner in statements(node.body):
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef):
                if inner.name.startswith("__") or "property" in decorators(inner):
                    continue
                static = "staticmethod" in decorators(inner)
                methods[inner.name] = callable_facts(inner, bound=not static)
        return methods

    def _class_methods(self, node: ast.ClassDef) -> dict[str, Any]:
        """What can be called on the class itself: its static and class methods."""
        return {
            inner.name: callable_facts(inner, bound="classmethod" in decorators(inner))
            for inner in statements(node.body)
            if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
            and {"staticmethod", "classmethod"} & decorators(inner)
            and "validator" not in " ".join(decorators(inner))
        }


def decorators(function: FunctionNode) -> set[str]:
    """The last names of a function's decorators."""
    names = set()
    for node in function.decorator_list:
        target = node.func if isinstance(node, ast.Call) else node
        names.add(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
    return names


def callable_facts(function: FunctionNode, *, bound: bool) -> dict[str, Any]:
    """A function or method, as a reading: whether it is a coroutine, and what it takes.

    An async generator is no coroutine: it is not awaited. A context manager made of one neither.
    """
    facts: dict[str, Any] = {"at": True, "takes": {signature_text(function, bound=bound): True}}
    if isinstance(function, ast.AsyncFunctionDef) and not _is_generator(function):
        facts["async"] = True
    return facts


def _is_generator(function: FunctionNode) -> bool:
    waiting: list[ast.AST] = list(function.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))
    return False


def read_modules(wheel: Wheel) -> dict[str, Any]:
    """Which modules can be imported, namespace packages included, as a reading."""
    names = set()
    for module in wheel.modules:
        parts = module.split(".")
        names |= {".".join(parts[:end]) for end in range(1, len(parts) + 1)}
    return dict.fromkeys(sorted(names), True)


def read_api(wheel: Wheel) -> Mapping[str, dict[str, Any]]:
    """The names of every module of the release, as readings by module."""
    return {module: ModuleReader(wheel, module).read() for module in wheel.modules}
