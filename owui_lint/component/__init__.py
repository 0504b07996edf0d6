"""The domain model: what a file says about the component it holds, and its reader.

Which room answers what:

- `model`, `detect`: which class is the component; `uses`: what of the host not every release has
- `syntax/`: nodes and where they stand; scopes, names, classes, and what a name stands for
- `flow/`: what runs, how a function ends, what a test tells
- `evaluate/`: what expressions are worth, under the calls through which they are reached
- `edits/`: what a fix writes
- `header/` (1xx), `valves/` (2xx), `entry/` (3xx), `events/` (4xx), `tools/` (5xx), `hostapi/` (6xx),
  `runtime/` (7xx), `security/` (8xx): what the rules of a family read
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.classes import ClassModel, Stored
from owui_lint.analysis.syntax.names import UNKNOWN, Import, dotted, text
from owui_lint.analysis.syntax.scopes import (
    Binding,
    ClassScope,
    FunctionScope,
    ModuleScope,
    Parameter,
    Scope,
)
from owui_lint.component.edits.editor import Editor
from owui_lint.component.header.model import Header, HeaderField
from owui_lint.component.model import Component

if TYPE_CHECKING:
    from owui_lint.host import Host
    from owui_lint.kinds import Kind
    from owui_lint.parsing.source import SourceFile

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
