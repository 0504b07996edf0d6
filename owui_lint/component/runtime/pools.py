"""Where a function waits for what it gave to an executor of `concurrent.futures`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.flow.reaching_definitions import reaching_value
from owui_lint.analysis.reads import reads_of
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.component.runtime.blocking_data import POOLS
from owui_lint.component.runtime.created_by import created_by

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_GIVING = frozenset({"submit", "map"})
_WAITING = frozenset({"as_completed", "wait", "result"})


def waits_for_future(component: Component, func: cst.Attribute, scope: Scope) -> bool:
    """Whether `x.result` is that of a future just made, which nothing has waited for or asked so far."""
    future: cst.BaseExpression | None = func.value
    if isinstance(future, cst.Name):
        reads = reads_of(component, scope, future.value)
        if any(not isinstance(component.parent(read), cst.Attribute) for read in reads):
            return False  # handed to something that may wait for it
        if _is_asked(component, scope, future.value):
            return False
        future = reaching_value(component, future, scope)
    return (
        isinstance(future, cst.Call)
        and isinstance(future.func, cst.Attribute)
        and future.func.attr.value == "submit"
        and created_by(component, future.func.value, POOLS) is not None
    )


def _is_asked(component: Component, scope: Scope, name: str) -> bool:
    """Whether something asks the future whether it is done."""
    parents = (component.parent(read) for read in reads_of(component, scope, name))
    return any(isinstance(p, cst.Attribute) and p.attr.value == "done" for p in parents)


def waits_at_exit(
    component: Component, call: cst.Call, scope: Scope, blocks: Callable[[cst.Call], bool]
) -> str | None:
    """How to name the end of `with ThreadPoolExecutor() as pool:` that waits for what `pool` was given.

    An `await` inside has likely waited already, and what waits inside answers for itself.
    """
    item = component.parent(call)
    block = component.parent(item) if isinstance(item, cst.WithItem) else None
    if not isinstance(block, cst.With) or block.asynchronous is not None:
        return None
    calls = [c for c in scope.of(cst.Call) if block in component.ancestors(c)]
    funcs = [c.func for c in calls if isinstance(c.func, cst.Attribute)]
    given = any(
        func.attr.value in _GIVING and created_by(component, func.value, POOLS) is not None
        for func in funcs
    )
    awaited = any(block in component.ancestors(node) for node in scope.of(cst.Await))
    waited = any(blocks(c) for c in calls if c is not call and _waits(c))
    return f"with {_last(call)}" if given and not awaited and not waited else None


def _waits(call: cst.Call) -> bool:
    return _last(call) in _WAITING


def _last(call: cst.Call) -> str:
    func = call.func.attr if isinstance(call.func, cst.Attribute) else call.func
    return func.value if isinstance(func, cst.Name) else ""
