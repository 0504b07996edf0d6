"""Classes that tell pydantic themselves how they are described: `__get_pydantic_core_schema__` and the like."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.tool_specs.type_schemas import CORE_SCHEMAS, SCHEMAS, Schema

if TYPE_CHECKING:
    from owui_lint.analysis.syntax.definitions import ClassModel
    from owui_lint.component.model import Component

_JSON = "__get_pydantic_json_schema__"
_CORE = "__get_pydantic_core_schema__"


def schema_by_hook(
    component: Component,
    model: ClassModel,
    describe: Callable[[cst.BaseExpression, Scope], Schema | None],
) -> Schema | None:
    """The schema that a hook of the class returns, as far as it is one plain expression.

    A dict from `__get_pydantic_json_schema__`; `handler(str)` or `core_schema.str_schema()` from
    `__get_pydantic_core_schema__`.
    """
    written = model.method("__get_pydantic_json_schema__")
    if written is not None:
        value = component.literal(_only_result(written))
        return value if isinstance(value, dict) else None
    core = model.method("__get_pydantic_core_schema__")
    call = _only_result(core) if core is not None else None
    if core is None or not isinstance(call, cst.Call):
        return None
    if isinstance(call.func, cst.Attribute) and not call.args:
        named = CORE_SCHEMAS.get(call.func.attr.value)
        return dict(SCHEMAS[named]) if named is not None else None
    hands_on = isinstance(call.func, cst.Name) and _is_handler(core, call.func.value)
    return describe(call.args[0].value, core) if hands_on and len(call.args) == 1 else None


def _only_result(function: FunctionScope) -> cst.BaseExpression | None:
    results = [node.value for node in function.of(cst.Return)]
    return results[0] if len(results) == 1 else None


def _is_handler(function: FunctionScope, name: str) -> bool:
    """Whether a name is the last parameter: the way on to pydantic's own description."""
    return bool(function.parameters) and function.parameters[-1].name == name
