"""Loader, stored events, event names, `app.state`, requirements, and the named facts."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from packaging.requirements import Requirement

from owui_lint.host.generate.wheel import (
    UnknownLayoutError,
    Wheel,
    called_name,
    constants,
    find_function,
    functions_of,
)
from owui_lint.host.packages import normalised

PLUGIN = ("open_webui.utils.plugin", "open_webui.apps.webui.utils")
MIDDLEWARE = ("open_webui.utils.middleware", "open_webui.main")
SOCKET = ("open_webui.socket.main", "open_webui.apps.socket.main")
TOOLS = "open_webui.utils.tools"
IMAGE = {
    "extra": "",
    "python_version": "3.11",
    "python_full_version": "3.11.0",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
    "os_name": "posix",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
}
"""Where Open WebUI runs as far as its requirements can tell: its Docker image."""
PIPES = ("open_webui.functions", "open_webui.apps.webui.main")


def read_loader(wheel: Wheel) -> dict[str, Any]:
    """The classes the loaders look for, in order: Functions first, then `Tools`."""
    plugin = wheel.module(*PLUGIN)
    classes: list[str] = []
    for function in functions_of(plugin):
        looked_for = [
            node.args[1].value
            for node in ast.walk(function)
            if called_name(node) == "hasattr"
            and isinstance(node, ast.Call)
            and isinstance(node.args[1], ast.Constant)
        ]
        names = [str(name) for name in looked_for if str(name)[:1].isupper()]
        if "Pipe" in names:
            classes = names + classes
        elif names == ["Tools"]:
            classes += names
    if "Pipe" not in classes or "Tools" not in classes:
        raise UnknownLayoutError(f"{wheel.release}: no loader found")
    return {" ".join(name.lower() for name in classes): True}


def read_persisted(wheel: Wheel) -> dict[str, Any]:
    """The event types whose content the emitter writes into the stored chat."""
    emitter = find_function(wheel.module(*SOCKET), "get_event_emitter")
    if emitter is None:
        raise UnknownLayoutError(f"{wheel.release}: no `get_event_emitter`")
    found = set()
    for node in ast.walk(emitter):
        if isinstance(node, ast.If) and _writes_chat(node.body):
            found |= set(_compared_types(node.test))
    return dict.fromkeys(sorted(found), True)


def _writes_chat(body: list[ast.stmt]) -> bool:
    return any(
        isinstance(node, ast.Attribute)
        and node.attr.startswith(("upsert_message_to_chat", "add_message_"))
        for statement in body
        for node in ast.walk(statement)
    )


def _compared_types(test: ast.expr) -> Iterator[str]:
    """The literals that a test holds against the `type` of an event."""
    for node in ast.walk(test):
        if (
            isinstance(node, ast.Compare)
            and isinstance(node.ops[0], ast.Eq | ast.In)
            and "type" in ast.unparse(node.left)
        ):
            yield from constants(node.comparators[0])


def read_event_names(wheel: Wheel) -> dict[str, Any]:
    """The names of the events that Event functions receive."""
    tree = wheel.modules.get("open_webui.events")
    if tree is None:
        return {}
    names = {
        str(keyword.value.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called_name(node) == "EventDefinition"
        for keyword in node.keywords
        if keyword.arg == "name" and isinstance(keyword.value, ast.Constant)
    }
    if not names:
        raise UnknownLayoutError(f"{wheel.release}: no event definitions found")
    return dict.fromkeys(sorted(names), True)


def read_app_state(wheel: Wheel) -> dict[str, Any]:
    """The attributes Open WebUI sets on `app.state`, those made on first use included."""
    names = set()
    for tree in wheel.modules.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
                if ast.unparse(node.value).endswith("app.state"):
                    names.add(node.attr)
            elif isinstance(node, ast.Call) and called_name(node) == "_state_cache":
                names |= set(constants(node))
    return dict.fromkeys(sorted(names), True)


def read_requirements(wheel: Wheel) -> dict[str, Any]:
    """What is installed with the wheel: distribution to specifier. Extras do not count."""
    found: dict[str, Any] = {}
    for line in wheel.requirements:
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or marker.evaluate(IMAGE):
            found[normalised(requirement.name)] = {str(requirement.specifier): True}
    return dict(sorted(found.items()))


def read_facts(wheel: Wheel) -> dict[str, Any]:
    """The named facts that hold in this release."""
    holds = {
        "future_annotations": _future_annotations(wheel),
        "single_underscore_tools": _single_underscore_tools(wheel),
        "app_state_config": "config" in read_app_state(wheel),
        "src_log_levels_filled": _src_log_levels_filled(wheel),
        "async_pipes": _async_pipes(wheel),
        "event_call_error_dict": _event_call_error_dict(wheel),
        "native_tools_by_default": _compares(wheel.module(*MIDDLEWARE), "legacy"),
        "valve_options_by_method": _has_function(wheel, "resolve_valves_schema_options", *PLUGIN),
        "multiline_param_descriptions": _multiline_descriptions(wheel),
        "tool_schemas_cleaned": _has_function(wheel, "clean_properties", TOOLS),
        "module_unlisted_while_saving": _module_unlisted(wheel),
        "described_parameters_are_fields": _described_parameters_are_fields(wheel),
        "local_chat_ids": any("=`local:${" in chunk for chunk in wheel.chunks()),
        "tool_calls_in_content": any(
            '<details type="tool_calls"' in text for text in constants(wheel.module(*MIDDLEWARE))
        ),
    }
    return {name: True for name, true in holds.items() if true}


def _future_annotations(wheel: Wheel) -> bool:
    """`exec` of a string inherits the future imports of the module that calls it."""
    return any(
        isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for node in wheel.module(*PLUGIN).body
    )


def _single_underscore_tools(wheel: Wheel) -> bool:
    """Whether only names with two underscores are kept from the model."""
    tools = wheel.module(TOOLS)
    listing = find_function(tools, "get_functions_from_tool", "get_callable_attributes")
    scope: ast.AST = listing or tools
    for node in ast.walk(scope):
        if isinstance(node, ast.ListComp) and "dir(" in ast.unparse(node):
            return "__" in set(constants(node))
    raise UnknownLayoutError(f"{wheel.release}: no listing of tools found")


def _src_log_levels_filled(wheel: Wheel) -> bool:
    return any(
        isinstance(node, ast.Subscript)
        and isinstance(node.ctx, ast.Store)
        and ast.unparse(node.value) == "SRC_LOG_LEVELS"
        for node in ast.walk(wheel.module("open_webui.env"))
    )


def _async_pipes(wheel: Wheel) -> bool:
    """Whether `pipes` is awaited when it is a coroutine function."""
    return any(
        isinstance(node, ast.Await) and ast.unparse(node.value).endswith(".pipes()")
        for node in ast.walk(wheel.module(*PIPES))
    )


def _event_call_error_dict(wheel: Wheel) -> bool:
    caller = find_function(wheel.module(*SOCKET), "get_event_call")
    return caller is not None and any(
        isinstance(node, ast.Return)
        and isinstance(node.value, ast.Dict)
        and "error" in set(constants(node.value))
        for node in ast.walk(caller)
    )


def _compares(tree: ast.AST, literal: str) -> bool:
    return any(
        isinstance(node, ast.Compare)
        and isinstance(node.comparators[0], ast.Constant)
        and node.comparators[0].value == literal
        for node in ast.walk(tree)
    )


def _has_function(wheel: Wheel, name: str, *module: str) -> bool:
    return find_function(wheel.module(*module), name) is not None


def _multiline_descriptions(wheel: Wheel) -> bool:
    """Whether the lines after `:param x:` belong to it: the parser remembers the parameter."""
    parser = find_function(wheel.module(TOOLS), "parse_docstring")
    return parser is not None and any(
        isinstance(node, ast.Name) and node.id == "current_param" for node in ast.walk(parser)
    )


def _described_parameters_are_fields(wheel: Wheel) -> bool:
    """Whether a parameter with a description becomes a `Field` of a model, whatever it is called."""
    return any(
        isinstance(node, ast.Call)
        and ast.unparse(node.func) == "Field"
        and any(keyword.arg == "description" for keyword in node.keywords)
        for node in ast.walk(wheel.module(TOOLS))
    )


def _module_unlisted(wheel: Wheel) -> bool:
    """Whether the loader takes the module out of `sys.modules` again, come what may."""
    return any(
        isinstance(node, ast.Try)
        and "sys.modules.pop" in "\n".join(ast.unparse(part) for part in node.finalbody)
        for node in ast.walk(wheel.module(*PLUGIN))
    )
