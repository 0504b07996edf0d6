"""Which functions of Open WebUI want a user object: they read an attribute of a parameter called `user`.

`__user__`, which components get, is a dict: `user.role` raises AttributeError there.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from owui_lint.host.generate.wheel import FunctionNode, Wheel

USER = "user"
"""What Open WebUI calls the parameter, everywhere."""

_Name = tuple[str, str]
"""A module and a function of it."""


def read_users(wheel: Wheel) -> dict[str, Any]:
    """The functions that read an attribute of `user`, or hand it on to one that does, as a reading."""
    wanting: set[_Name] = set()
    handing: dict[_Name, set[_Name]] = {}
    for module, tree in wheel.modules.items():
        known = _names(module, tree)
        for function in tree.body:
            if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            if not _takes_user(function) or _takes_dicts(function):
                continue
            name = (module, function.name)
            if _reads_attribute(function):
                wanting.add(name)
            handing[name] = {known[called] for called in _given(function) if called in known}
    growing = True
    while growing:
        more = {name for name, given in handing.items() if given & wanting} - wanting
        wanting |= more
        growing = bool(more)
    reading: dict[str, Any] = {}
    for module, function_name in sorted(wanting):
        reading.setdefault(module, {})[function_name] = True
    return {"wanted": reading}


def _names(module: str, tree: ast.Module) -> dict[str, _Name]:
    """What the names of a module's top level stand for, as far as they are functions of Open WebUI."""
    found = {
        node.name: (module, node.name)
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            for alias in node.names:
                found.setdefault(alias.asname or alias.name, (node.module, alias.name))
    return found


def _takes_user(function: FunctionNode) -> bool:
    arguments = function.args
    return any(
        arg.arg == USER for arg in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    )


def _takes_dicts(function: FunctionNode) -> bool:
    """Whether the function also takes a dict: asks for one, reads it as one, makes another thing of it."""
    return any(
        (isinstance(node, ast.Call) and _asks(node) and _names_dict(node))
        or (isinstance(node, ast.Subscript) and _is_user(node.value))
        or (isinstance(node, ast.Attribute) and _is_user(node.value) and node.attr == "get")
        or (isinstance(node, ast.Name) and node.id == USER and isinstance(node.ctx, ast.Store))
        for node in ast.walk(function)
    )


def _asks(node: ast.AST) -> bool:
    """`isinstance(user, …)`, `hasattr(user, …)`."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
        return False
    return node.func.id in ("isinstance", "hasattr") and bool(node.args) and _is_user(node.args[0])


def _names_dict(call: ast.Call) -> bool:
    return any(isinstance(node, ast.Name) and node.id == "dict" for node in ast.walk(call))


def _reads_attribute(function: FunctionNode) -> bool:
    """Whether an attribute is read anywhere but under a test of what `user` is."""
    pending: list[ast.AST] = list(function.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Attribute) and _is_user(node.value):
            return True
        if isinstance(node, ast.If | ast.IfExp) and any(map(_asks, ast.walk(node.test))):
            continue
        pending.extend(ast.iter_child_nodes(node))
    return False


def _given(function: FunctionNode) -> Iterator[str]:
    """The functions to which `user` is handed on by its name."""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            given = [*node.args, *(k.value for k in node.keywords if k.arg == USER)]
            if any(_is_user(arg) for arg in given):
                yield node.func.id


def _is_user(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == USER
