"""Which keys of a chat request Open WebUI takes out before it reaches a hook.

The request is one dict, `form_data`, that `main.chat_completion` gets from the page or an API client
and hands on: `process_chat_payload` calls the filters, `generate_function_chat_completion` the pipe.
Every `form_data.pop("key")` and `del form_data["key"]` on that way is read, helpers included.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from owui_lint.host.generate.wheel import (
    FunctionNode,
    UnknownLayoutError,
    Wheel,
    called_name,
    find_function,
    functions_of,
)

REQUEST = frozenset({"form_data"})
"""What Open WebUI calls the request."""
INLET = frozenset({"chat_completion_filter_functions_handler", "process_filter_functions"})
"""What calls the filters' `inlet`."""
_AROUND = ("open_webui.main", "open_webui.utils.middleware", "open_webui.utils.payload")


def read_payload(wheel: Wheel) -> dict[str, Any]:
    """The keys that are surely gone in a hook's `body`, as a reading.

    `inlet`: taken out before the filters; `request`: after them, before the `request` hook and the
    model; `pipe`: before a pipe is called. Nothing for releases before 0.5.0, in which a stack of
    middlewares handled the request: rules are silent there.

    Raises:
        UnknownLayoutError: the way of a request through Open WebUI is not as in the known releases.
    """
    if "open_webui.utils.middleware" not in wheel.modules:
        return {}
    before, after = _of_chat(wheel)
    return {
        "taken": {
            "inlet": dict.fromkeys(sorted(before), True),
            "request": dict.fromkeys(sorted(after - before), True),
            "pipe": dict.fromkeys(sorted(_of_pipe(wheel) - after - before), True),
        }
    }


def _of_chat(wheel: Wheel) -> tuple[set[str], set[str]]:
    """What a chat request loses before the filters are called, and after that."""
    main = wheel.module("open_webui.main")
    whole = find_function(main, "chat_completion", "generate_chat_completions")
    middleware = wheel.module("open_webui.utils.middleware")
    process = find_function(middleware, "process_chat_payload")
    if whole is None or process is None:
        raise UnknownLayoutError(f"{wheel.release}: no way of a chat request")
    helpers = _helpers(wheel)
    nodes = (n for n in ast.walk(process) if isinstance(n, ast.Call))
    calls = [node.lineno for node in nodes if called_name(node) in INLET]
    if not calls:
        raise UnknownLayoutError(f"{wheel.release}: `process_chat_payload` calls no filters")
    border = min(calls)
    before = {key for key, _ in _taken(whole, helpers, 0, frozenset({"process_chat_payload"}))}
    after: set[str] = set()
    for key, line in _taken(process, helpers, 0, INLET):
        (before if line < border else after).add(key)
    return before, after


def _of_pipe(wheel: Wheel) -> set[str]:
    functions = wheel.module("open_webui.functions", "open_webui.main")
    call = find_function(functions, "generate_function_chat_completion")
    if call is None:
        raise UnknownLayoutError(f"{wheel.release}: nothing calls a pipe")
    return {key for key, _ in _taken(call, {}, 0, frozenset())}


def _helpers(wheel: Wheel) -> dict[str, FunctionNode]:
    return {
        function.name: function
        for name in _AROUND
        if name in wheel.modules
        for function in functions_of(wheel.modules[name])
    }


def _taken(
    function: FunctionNode, helpers: dict[str, FunctionNode], depth: int, left_out: frozenset[str]
) -> Iterator[tuple[str, int]]:
    """The keys that a function takes out of the request whatever happens, each with its line."""
    for node, sure in _statements(function.body, True):
        if not sure:
            continue
        for part in _parts(node):
            key = _popped(part)
            if key is not None:
                yield key, part.lineno
            name = called_name(part)
            helper = helpers.get(name) if name is not None and name not in left_out else None
            if helper is not None and depth < 3 and isinstance(part, ast.Call) and _hands_on(part):
                for inner, _ in _taken(helper, helpers, depth + 1, left_out):
                    yield inner, part.lineno


def _statements(body: list[ast.stmt], sure: bool) -> Iterator[tuple[ast.stmt, bool]]:
    """The statements below, each with whether it always runs (`try` and `with` bodies do)."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            continue
        yield node, sure
        if isinstance(node, ast.Try | ast.With | ast.AsyncWith):
            yield from _statements(node.body, sure)
        elif isinstance(node, ast.If):
            yield from _statements(node.body, False)
            yield from _statements(node.orelse, False)


def _parts(node: ast.stmt) -> Iterator[ast.expr]:
    """The expressions of a statement itself."""
    if isinstance(node, ast.Delete):
        yield from node.targets
    elif isinstance(node, ast.If | ast.While):
        yield from (p for p in ast.walk(node.test) if isinstance(p, ast.expr))
    elif not isinstance(node, ast.Try | ast.With | ast.AsyncWith | ast.For | ast.AsyncFor):
        yield from (p for p in ast.walk(node) if isinstance(p, ast.expr))


def _popped(node: ast.expr) -> str | None:
    """The key that is taken out there."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Del):
        return _key(node.slice) if _is_request(node.value) else None
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return None
    is_taken = node.func.attr == "pop" and _is_request(node.func.value) and bool(node.args)
    return _key(node.args[0]) if is_taken else None


def _key(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _is_request(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in REQUEST


def _hands_on(call: ast.Call) -> bool:
    return any(_is_request(arg) for arg in call.args) or any(
        _is_request(keyword.value) for keyword in call.keywords
    )
