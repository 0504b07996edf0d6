"""A name from a module, for fixes: as the file has it already, or with the import added."""

from __future__ import annotations

import libcst as cst

from owui_lint.analysis.syntax.names import dotted
from owui_lint.analysis.syntax.scopes import docstring_node
from owui_lint.component.edits.editor import Editor
from owui_lint.finding import Edit

Imported = tuple[str, tuple[Edit, ...]]
"""How to write the name, and the edits that make it known."""


def importing(editor: Editor, module: str, name: str) -> Imported | None:
    """How to write `module.name` in the file; None where the name is taken by something else."""
    component = editor.component
    for item in component.imports:
        bindings = component.module.bindings.get(item.alias, ())  # `import *` binds no known name
        if item.scope is component.module and len(bindings) == 1:
            if item.target == f"{module}.{name}":
                return item.alias, ()
            if item.target == module and item.name is None:
                return f"{item.alias}.{name}", ()
    if name in component.module.bindings:
        return None
    edit = _new_import(editor, f"from {module} import {name}", module)
    return (name, (edit,)) if edit is not None else None


def _new_import(editor: Editor, code: str, module: str) -> Edit | None:
    """Insert the import: behind one from the same module, before the first one, or behind the docstring."""
    body = editor.component.tree.body
    imports = [s for s in body if isinstance(s, cst.SimpleStatementLine) and _is_import(s)]
    usual = [s for s in imports if not _is_from(s, "__future__")]
    same = [s for s in usual if _is_from(s, module)]
    if same:
        return _after(editor, same[-1], code)
    if usual:
        return editor.new_line_before(usual[0], code)
    if imports:
        return _after(editor, imports[-1], code)
    if body and docstring_node(editor.component.tree) is not None:
        return _after(editor, body[0], f"\n{code}")
    return editor.new_line_before(body[0], code) if body else None


def _after(editor: Editor, statement: cst.CSTNode, code: str) -> Edit:
    _, end = editor.offsets(statement)
    line, _ = editor.source.position(max(end - 1, 0))
    return editor.new_line_after(line, code, "")


def _is_import(statement: cst.SimpleStatementLine) -> bool:
    return isinstance(statement.body[0], (cst.Import, cst.ImportFrom))


def _is_from(statement: cst.SimpleStatementLine, module: str) -> bool:
    first = statement.body[0]
    if not isinstance(first, cst.ImportFrom) or first.module is None or first.relative:
        return False
    return dotted(first.module) == module
