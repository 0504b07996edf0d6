"""Edits that the fixes of several Valves rules share."""

from __future__ import annotations

import re

import libcst as cst

from owui_lint.analysis.syntax.matchers import keyword_argument
from owui_lint.component.edits.editor import Editor
from owui_lint.component.edits.importing import importing
from owui_lint.component.valves.fields import Valve
from owui_lint.finding import Edit

PASSWORD = 'json_schema_extra={"input": {"type": "password"}}'
"""What makes the settings page draw a password field."""
_COMMA = re.compile(r",\s*(#.*)?")
"""What may follow the last argument on its line."""


def add_argument(editor: Editor, call: cst.Call, code: str) -> tuple[Edit, ...]:
    """Add a keyword argument at the end of a call, on a line of its own where the last one has that."""
    if not call.args:
        _, end = editor.offsets(call)
        return (Edit(end - 1, end - 1, code),)
    start, end = editor.offsets(call.args[-1])
    line, column = editor.source.position(start)
    indent = editor.source.lines[line - 1][:column]
    if indent.strip():
        return (Edit(end, end, f", {code}"),)
    last_line, last_column = editor.source.position(end)
    rest = editor.source.lines[last_line - 1][last_column:].strip()
    if _COMMA.fullmatch(rest):
        return (editor.new_line_after(last_line, f"{code},", indent),)
    if not rest or rest.startswith("#"):
        return Edit(end, end, ","), editor.new_line_after(last_line, code, indent)
    return (Edit(end, end, f", {code}"),)


def masking(editor: Editor, valve: Valve) -> tuple[Edit, ...] | None:
    """The edits that give a field the password input; None where its text does not allow them."""
    if valve.call is not None:
        return _masking_call(editor, valve.call.node, valve)
    if valve.value is None or valve.annotation is None:
        return None
    field = importing(editor, "pydantic", "Field")
    if field is None:
        return None
    start, end = _whole_value(editor, valve.value)
    code = editor.source.text[start:end]
    return (Edit(start, end, f"{field[0]}(default={code}, {PASSWORD})"), *field[1])


def _masking_call(editor: Editor, call: cst.Call, valve: Valve) -> tuple[Edit, ...] | None:
    if editor.component.statement_of(call) is not editor.component.statement_of(valve.node):
        return None  # a `Field` that several valves may share
    extra = next(
        (a for a in call.args if a.keyword and a.keyword.value == "json_schema_extra"), None
    )
    if extra is None:
        if keyword_argument(call, "input") is not None:
            return None
        return add_argument(editor, call, PASSWORD)
    value = extra.value
    if not isinstance(value, cst.Dict) or valve.extra("input") is not None:
        return None
    if not value.elements:
        return (editor.replace(value, '{"input": {"type": "password"}}'),)
    return (editor.before(value.elements[0], '"input": {"type": "password"}, '),)


def _whole_value(editor: Editor, value: cst.BaseExpression) -> tuple[int, int]:
    """The text of an expression with the parentheses around it."""
    start, end = editor.offsets(value)
    if value.lpar:
        start = editor.source.text.rindex("(", 0, start)
        end = editor.source.text.index(")", end) + 1
    return start, end


def to_plain_string(editor: Editor, valve: Valve) -> tuple[Edit, ...] | None:
    """The edits that turn `x: Optional[str] = None` into `x: str = ""`; None where it is not that plain."""
    annotation, default = valve.annotation, valve.default
    if annotation is None or not (isinstance(default, cst.Name) and default.value == "None"):
        return None
    if valve.type.qualified != "str" or not valve.type.optional or valve.type.metadata:
        return None
    return editor.replace(annotation, "str"), editor.replace(default, '""')
