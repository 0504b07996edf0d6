"""Insert `await` before a call whose coroutine is never awaited."""

from __future__ import annotations

from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.finding import Fix

if TYPE_CHECKING:
    from owui_lint.component.edits.editor import Editor
    from owui_lint.component.model import Component


def add_await(call: cst.Call, editor: Editor) -> Fix | None:
    """Await the call; none where the function around is not async, or a generator would become so."""
    component = editor.component
    function = component.function_around(call)
    if function is None or not function.is_async or _is_in_generator(component, call):
        return None
    parent = component.parent(call)
    binds_tighter = isinstance(parent, (cst.Attribute, cst.Subscript))
    edits = [editor.before(call, "(await " if binds_tighter else "await ")]
    if binds_tighter:
        edits.append(editor.after(call, ")"))
    return editor.safe("Add `await`", *edits)


def _is_in_generator(component: Component, call: cst.Call) -> bool:
    """Whether an `await` there would make an asynchronous generator of a plain one."""
    below: cst.CSTNode = call
    for current in component.ancestors(call):
        if isinstance(current, cst.GeneratorExp):
            return not (below is current.for_in and _is_first_iterable(component, call, current))
        if isinstance(current, (cst.FunctionDef, cst.Lambda)):
            return False
        below = current
    return False


def _is_first_iterable(component: Component, call: cst.Call, made: cst.GeneratorExp) -> bool:
    """The iterable of the first `for` is evaluated outside of the generator."""
    return made.for_in.iter is call or made.for_in.iter in component.ancestors(call)
