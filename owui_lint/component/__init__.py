"""The domain model: what a file says about the component it holds, and its reader.

Which module answers what:

- nodes, scopes, what names stand for: `walk`, `nodes`, `scopes`, `bindings`, `names`, `resolution`,
  `classes`, `decorators`
- places and edits: `alignment`, `positions`, `editor`, `statements`, `importing`
- what runs, what leaves, what tests tell: `reach`, `flow`, `exits`, `facts`, `reaching`, `calls`
- which class is the component: `detect`, `model`
- 1xx, the header: `header`, `header_*`, `distributions`; `uses` and `*_uses` for OWU119
- 2xx, valves: `valves`, `valve_*`, `pydantic_models`, `early_reads`, `secret_names`
- 3xx, entry points: `entry_points`, `entries`, `parameter_uses`, `results`, `awaitables`
- 4xx, events: `emissions`, `channels`, `guards`, `evaluate`, `values`, `tables`, `payloads`,
  `answers`, `event_names`
- 5xx, tools: `tool_*`, `annotations`, `docstring_edits`
- 6xx, the host's modules: `host_api`, `coroutine_use`
- 7xx, the event loop: `runtime`, `blocking_data`, `request_state`
- 8xx, secrets: `secrets`, `secret_names`
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.component.classes import ClassModel, Stored
from owui_lint.component.editor import Editor
from owui_lint.component.header import Header, HeaderField
from owui_lint.component.model import Component
from owui_lint.component.names import UNKNOWN, Import, dotted, text
from owui_lint.component.scopes import (
    Binding,
    ClassScope,
    FunctionScope,
    ModuleScope,
    Parameter,
    Scope,
)

if TYPE_CHECKING:
    from owui_lint.host import Host
    from owui_lint.kinds import Kind
    from owui_lint.source import SourceFile

__all__ = [
    "UNKNOWN",
    "Binding",
    "ClassModel",
    "ClassScope",
    "Component",
    "Editor",
    "FunctionScope",
    "Header",
    "HeaderField",
    "Import",
    "ModuleScope",
    "Parameter",
    "Scope",
    "Stored",
    "dotted",
    "read",
    "text",
]


def read(
    source: SourceFile, *, host: Host, kind: Kind | None = None, tree: ast.AST | None = None
) -> Component:
    """Read a file as a component: one parse, one walk.

    Args:
        source: the file
        host: the release it is read for
        kind: what the file is, whatever it looks like
        tree: its `ast`, where a caller has it already

    Raises:
        libcst.ParserSyntaxError: the file is no Python that LibCST knows
        RecursionError: it is nested too deeply
    """
    return Component(source, cst.parse_module(source.text), host, kind, tree)
