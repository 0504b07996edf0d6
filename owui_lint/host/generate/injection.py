"""Which parameters Open WebUI passes to which hook: read off the dicts its call sites build.

Every release calls a hook the same way: a dict of what it could pass is reduced to what the hook's
signature names (`{k: v for k, v in extra.items() if k in sig.parameters}`). Those filters are the
sinks; the dicts that reach them are followed back through names, unpacking, later assignments of
single keys, and parameters of the functions in between.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from owui_lint.host.generate.call_graph import CallGraph, NeedsCallerError, Place, argument
from owui_lint.host.generate.wheel import FunctionNode, UnknownLayoutError, Wheel

HOOK_BY_FUNCTION = {
    "get_function_params": ("pipe", "pipe"),
    "chat_completion_filter_functions_handler": ("filter", "inlet"),
    "chat_completed": ("filter", "outlet"),
    "chat_action": ("action", "action"),
    "process_filter_functions": ("filter", None),
    "get_filter_params": ("filter", None),
    "dispatch_event_functions": ("event", "event"),
    "apply_extra_params_to_tool_function": ("tools", "*"),
    "get_async_tool_function_and_apply_extra_params": ("tools", "*"),
}
"""The functions of Open WebUI that reduce a dict to a signature, and for which hook they do it.

None stands for the hook that the caller names as `filter_type`.
"""

PAYLOADS = {"body"}
"""Passed without looking at the signature: not an injected parameter, wherever it stands."""


def keys_of(node: ast.expr | None, place: Place, line: int) -> set[str]:
    """The string keys of an expression for a dict, as it is at `line` of the place.

    Raises:
        NeedsCallerError: it comes from a parameter, and the place is not bound to a call.
    """
    if isinstance(node, ast.Dict):
        keys = set()
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                keys |= keys_of(value, place, line)
            elif isinstance(key, ast.Constant):
                keys.add(str(key.value))
        return keys
    if isinstance(node, ast.IfExp):
        return keys_of(node.body, place, line)
    if isinstance(node, ast.Name):
        return _keys_of_name(node.id, place, line)
    return set()


def _keys_of_name(name: str, place: Place, line: int) -> set[str]:
    for scope in place.scopes:
        assigned = _last_assignment(scope, name, line)
        if assigned is not None:
            keys = keys_of(assigned.value, place, assigned.lineno)
            return keys | _keys_set_later(scope, name, assigned.lineno, line)
        if scope is place.function and name in {arg.arg for arg in _parameters(scope)}:
            if place.call is None or place.caller is None:
                raise NeedsCallerError
            passed_in = argument(place.call, scope, name)
            return _keys_set_later(scope, name, 0, line) | keys_of(
                passed_in, place.caller, place.call.lineno
            )
    return set()


def _parameters(function: FunctionNode) -> list[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _last_assignment(scope: FunctionNode, name: str, line: int) -> ast.Assign | None:
    """The last dict `name` is set to before `line`; `{}` for a parameter is only its default."""
    is_parameter = name in {arg.arg for arg in _parameters(scope)}
    found = None
    for node in _own_statements(scope):
        if (
            isinstance(node, ast.Assign)
            and node.lineno < line
            and any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
            and isinstance(node.value, ast.Dict | ast.IfExp)
            and not (is_parameter and isinstance(node.value, ast.Dict) and not node.value.keys)
            and (found is None or node.lineno > found.lineno)
        ):
            found = node
    return found


def _keys_set_later(scope: FunctionNode, name: str, after: int, before: int) -> set[str]:
    """The keys of `name["key"] = …` between two lines of the function."""
    keys = set()
    for node in _own_statements(scope):
        if not (isinstance(node, ast.Assign) and after < node.lineno < before):
            continue
        for target in node.targets:
            if (
                isinstance(target, ast.Subscript)
                and isinstance(target.value, ast.Name)
                and target.value.id == name
                and isinstance(target.slice, ast.Constant)
            ):
                keys.add(str(target.slice.value))
    return keys


def _own_statements(scope: FunctionNode) -> tuple[ast.stmt, ...]:
    """The statements of a function, without those of functions inside it."""
    found: list[ast.stmt] = []
    waiting: list[ast.AST] = list(scope.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            continue
        if isinstance(node, ast.stmt):
            found.append(node)
        waiting.extend(ast.iter_child_nodes(node))
    return tuple(found)


@dataclass(frozen=True)
class Sink:
    """Where a dict is reduced to what a signature names: the dict, and what is added around it."""

    place: Place
    source: ast.expr
    line: int


def sinks(graph: CallGraph) -> Iterator[Sink]:
    """Every reduction of a dict to a signature.

    Raises:
        UnknownLayoutError: a function does it that is not known to.
    """
    for places in graph.places.values():
        for place in places:
            for node in _own_statements(place.function):
                source = _reduced(node)
                if source is None:
                    continue
                if place.function.name not in HOOK_BY_FUNCTION:
                    raise UnknownLayoutError(f"Unknown call site: `{place.function.name}`")
                yield Sink(place, source, node.lineno)


def _reduced(node: ast.stmt) -> ast.expr | None:
    """The dict whose items a statement holds against `sig.parameters`."""
    if isinstance(node, ast.For):
        tests = [inner.test for inner in node.body if isinstance(inner, ast.If)]
        return _items_of(node.iter) if _tests_signature(tests) else None
    if isinstance(node, ast.Assign | ast.Return) and node.value is not None:
        for part in ast.walk(node.value):
            if isinstance(part, ast.DictComp) and _tests_signature(part.generators[0].ifs):
                return _items_of(part.generators[0].iter)
    return None


def _items_of(node: ast.expr) -> ast.expr | None:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return node.func.value if node.func.attr == "items" else None
    return None


def _tests_signature(nodes: list[ast.expr]) -> bool:
    """Whether `key in sig.parameters` is asked somewhere in the nodes."""
    return any(
        isinstance(part, ast.Compare)
        and isinstance(part.ops[0], ast.In)
        and isinstance(part.left, ast.Name)
        and isinstance(part.comparators[0], ast.Attribute)
        and part.comparators[0].attr == "parameters"
        for node in nodes
        for part in ast.walk(node)
    )


def added_by_name(function: FunctionNode) -> set[str]:
    """What a hook gets besides: `if "__user__" in sig.parameters: params = {**params, …}`."""
    keys = set()
    for node in _own_statements(function):
        if isinstance(node, ast.If) and _names_signature(node.test):
            for inner in ast.walk(node):
                if isinstance(inner, ast.Dict) and None in inner.keys:
                    keys |= {key.value for key in inner.keys if isinstance(key, ast.Constant)}
    return {str(key) for key in keys}


def _names_signature(test: ast.expr) -> bool:
    return (
        isinstance(test, ast.Compare)
        and isinstance(test.left, ast.Constant)
        and isinstance(test.comparators[0], ast.Attribute)
        and test.comparators[0].attr == "parameters"
    )


@dataclass(frozen=True)
class Passed:
    """What reaches a hook through one chain of calls."""

    kind: str
    hook: str
    keys: frozenset[str]


def passed(graph: CallGraph) -> Iterator[Passed]:
    """What each chain of calls passes to each hook."""
    for sink in sinks(graph):
        kind, hook = HOOK_BY_FUNCTION[sink.place.function.name]

        def read(
            place: Place, sink: Sink = sink, kind: str = kind, hook: str | None = hook
        ) -> Passed:
            keys = keys_of(sink.source, place, sink.line) | added_by_name(sink.place.function)
            return Passed(kind, hook or _filter_type(place), frozenset(keys - PAYLOADS))

        for found in graph.chains(sink.place, read):
            if kind != "tools" or "__id__" in found.keys:
                yield found  # without an `__id__` it is one of Open WebUI's own tools or servers


def _filter_type(place: Place) -> str:
    """The literal that a chain of calls passes as `filter_type`."""
    if place.call is None or place.caller is None:
        raise NeedsCallerError
    value = argument(place.call, place.function, "filter_type")
    if isinstance(value, ast.Constant):
        return str(value.value)
    return _filter_type(place.caller)


def read_entry_points(wheel: Wheel) -> dict[str, Any]:
    """The hooks of each kind and what is injected into them, as a reading.

    `at` holds for a parameter that some call site passes, `always` for one that all of them pass.
    """
    chains: dict[tuple[str, str], list[frozenset[str]]] = {}
    for found in passed(CallGraph.of(wheel)):
        chains.setdefault((found.kind, found.hook), []).append(found.keys)
    reading: dict[str, Any] = {}
    for (kind, hook), keys in sorted(chains.items()):
        every = frozenset.intersection(*keys)
        reading.setdefault(kind, {})[hook] = {
            "at": True,
            "injected": {
                name: {"at": True, **({"always": True} if name in every else {})}
                for name in sorted(frozenset.union(*keys))
            },
        }
    reading["pipe"]["pipes"] = {"at": True, "injected": {}}
    return reading
