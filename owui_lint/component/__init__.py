"""The domain model: what a file says about the component it holds, and its reader."""

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
