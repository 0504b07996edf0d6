"""What Open WebUI sees of a file, for rules to read.

- `model`: the header, the kind, the class; `reader` makes one of a syntax tree
- `framework`: what the analysis of Python is told of Open WebUI
- `host_uses`: what of Open WebUI not every release has
- `edits/`: what a fix writes
- `header/` (1xx), `valves/` (2xx), `entry/` (3xx), `events/` (4xx), `hostapi/` (6xx), `runtime/` (7xx),
  `security/` (8xx): what the rules of a family read, as cached functions of the component
"""

from __future__ import annotations

from owui_lint.analysis.syntax.bindings import Binding
from owui_lint.analysis.syntax.definitions import ClassModel, ClassScope, FunctionScope, Stored
from owui_lint.analysis.syntax.names import UNKNOWN, Import, dotted, text
from owui_lint.analysis.syntax.scopes import ModuleScope, Parameter, Scope
from owui_lint.component.edits.editor import Editor
from owui_lint.component.header.model import Header, HeaderField
from owui_lint.component.model import Component

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
    "text",
]
