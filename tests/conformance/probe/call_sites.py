"""The names the host has at hand where it calls filters and tools, read off its own source.

A pipe, an action and an event get their parameters inside a function the probe can call. Filters
and tools get them from `utils/middleware.py`, out of dictionaries built along a whole chat. So
those are read: every call of the functions below, and the keys of what it passes.
"""

from __future__ import annotations

import ast
import importlib
import inspect
from collections import defaultdict
from functools import lru_cache

MODULES = ("open_webui.utils.middleware", "open_webui.utils.chat", "open_webui.functions")
FUNCTIONS = ("process_filter_functions", "get_tools")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@lru_cache(maxsize=1)
def call_sites() -> dict[str, list[frozenset[str]]]:
    """Return hook name → parameters available at each call, with `tool` for the tools' methods."""
    found: dict[str, set[frozenset[str]]] = defaultdict(set)
    for name in MODULES:
        tree = ast.parse(inspect.getsource(importlib.import_module(name)))
        for function in tree.body:
            if isinstance(function, Function):
                for call in _calls(function):
                    entry, extra = _arguments(call)
                    found[entry].add(frozenset(_keys(extra, function, call.lineno)))
    return {entry: sorted(sites, key=sorted) for entry, sites in found.items()}


def _calls(function: Function) -> list[ast.Call]:
    """The calls in a function of the module, with those in the functions inside it."""
    return [
        node
        for node in ast.walk(function)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in FUNCTIONS
    ]


def _arguments(call: ast.Call) -> tuple[str, ast.expr | None]:
    """Which entry point a call leads to, and the expression of its extra parameters."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    assert isinstance(call.func, ast.Name)
    if call.func.id == "process_filter_functions":
        hook = given["filter_type"]
        assert isinstance(hook, ast.Constant)
        return str(hook.value), given["extra_params"]
    extra = given.get("extra_params")
    return "tool", extra if extra is not None or len(call.args) < 4 else call.args[3]


def _keys(value: ast.expr | None, function: Function, before: int) -> set[str]:
    """The keys a dictionary expression has, following names back inside `function`."""
    if isinstance(value, ast.IfExp):
        return _keys(value.body, function, before)
    if isinstance(value, ast.Dict):
        found = set()
        for key, item in zip(value.keys, value.values, strict=False):
            if key is None:
                found |= _keys(item, function, before)
            elif isinstance(key, ast.Constant):
                found.add(str(key.value))
        return found
    if isinstance(value, ast.Name):
        return _assigned(value.id, function, before)
    return set()


def _assigned(name: str, function: Function, before: int) -> set[str]:
    """The keys of the dictionary last bound to `name` above a line, and those set on it since."""
    binding: ast.Assign | None = None
    later: list[tuple[int, str]] = []
    for node in ast.walk(function):
        if not isinstance(node, ast.Assign) or node.lineno >= before:
            continue
        match node.targets[0], node.value:
            case ast.Name(id=bound), ast.Dict() | ast.IfExp() if bound == name:
                if binding is None or node.lineno > binding.lineno:
                    binding = node
            case ast.Subscript(ast.Name(id=bound), ast.Constant(value=key)), _ if bound == name:
                later.append((node.lineno, str(key)))
    if binding is None:
        return set()
    since = {key for line, key in later if line > binding.lineno}
    return _keys(binding.value, function, binding.lineno) | since
