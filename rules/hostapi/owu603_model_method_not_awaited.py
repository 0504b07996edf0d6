from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.component.hostapi.calls import is_version_guarded
from owui_lint.component.hostapi.coroutine_use import Use, use_of
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class ModelMethodNotAwaited(Rule):
    '''A coroutine of the host is never awaited.

    ## What it does
    Reports calls of the host's coroutines whose result is dropped, read, tested or iterated without
    `await`. A coroutine that is handed on (returned, passed, gathered, stored) is left alone, and so is
    code under a test for the host's version.

    ## Why is this bad?
    Since 0.9.0 the methods of the host's models are coroutines. Without `await` nothing happens at all: a
    write is lost, a read gives a coroutine object, which is always true and has no attributes.

    ## Example
    ```python
    """
    title: Who
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    from open_webui.models.users import Users


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            user = Users.get_user_by_id("1")
            return user.name
    ```

    ## Use instead
    ```python
    """
    title: Who
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    from open_webui.models.users import Users


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            user = await Users.get_user_by_id("1")
            return user.name
    ```

    ## Fix safety
    Safe: the value of the coroutine is the only thing that can have been meant. There is no fix in a function
    that is not async, nor in a generator expression, which an `await` would make an asynchronous one.

    ## References
    `async def` in the host's modules, by release.
    '''

    code = "OWU603"
    name = "model-method-not-awaited"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE}
    fixable = Applicability.SAFE

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield each call whose coroutine comes to nothing."""
        for item in component.host_calls:
            member = item.target.member
            if member is None or member.coroutine is None or not host.is_async(member):
                continue
            use = use_of(component, item.call)
            if use in (Use.AWAITED, Use.HANDED_ON) or is_version_guarded(component, item.call):
                continue
            since = member.coroutine.since
            yield self.finding(
                item.call,
                f"A coroutine since {since}, and never awaited: `{item.target.text}`",
                fix=partial(_await, item.call),
            )


def _await(call: cst.Call, editor: Editor) -> Fix | None:
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
