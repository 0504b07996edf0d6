from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component
from owui_lint.component.syntax.scopes import Scope
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class EventLoopInHostLoop(Rule):
    '''The code starts an event loop inside the host's.

    ## What it does
    Reports `asyncio.run` and `run_until_complete` in code that runs on the host's event loop. Functions
    that are handed to a thread, and a pipeline's `pipe`, are left alone.

    ## Why is this bad?
    `asyncio.run` raises `RuntimeError` when a loop is running in the thread, and there the host's always is.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    import asyncio


    class Pipe:
        async def answer(self, body: dict) -> str:
            return "echo"

        def pipe(self, body: dict) -> str:
            return asyncio.run(self.answer(body))
    ```

    ## Use instead
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Pipe:
        async def answer(self, body: dict) -> str:
            return "echo"

        async def pipe(self, body: dict) -> str:
            return await self.answer(body)
    ```

    ## References
    Python documentation, `asyncio.run`.
    '''

    code = "OWU705"
    name = "event-loop-in-host-loop"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.FUNCTION}

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield each call that starts a loop where one runs."""
        if "asyncio" not in component.source.text or "nest_asyncio" in component.source.text:
            return
        for function in component.runtime.on_loop:
            for call in function.of(cst.Call):
                name = _starts_loop(component, call, function)
                if name is not None and not _expects_no_loop(component, call):
                    yield self.finding(call, f"An event loop is running here already: `{name}`")


def _starts_loop(component: Component, call: cst.Call, scope: Scope) -> str | None:
    name = component.qualified(call.func, scope)
    if name == "asyncio.run":
        return name
    func = call.func
    if not isinstance(func, cst.Attribute) or func.attr.value != "run_until_complete":
        return None
    owner: cst.BaseExpression | None = func.value
    if isinstance(owner, cst.Name):
        owner = scope.sole_value(owner.value)
    maker = component.qualified(owner.func, scope) if isinstance(owner, cst.Call) else None
    return "run_until_complete" if maker in _LOOPS else None


_LOOPS = frozenset({"asyncio.get_event_loop", "asyncio.new_event_loop", "asyncio.get_running_loop"})


def _expects_no_loop(component: Component, call: cst.Call) -> bool:
    """Whether a test or handler around the call asks whether a loop is running."""
    below: cst.CSTNode = call
    for current in component.ancestors(call):
        if isinstance(current, cst.If) and "is_running" in component.tree.code_for_node(
            current.test
        ):
            return True
        if isinstance(current, cst.ExceptHandler):
            return True
        if (
            isinstance(current, cst.Try)
            and below is current.body
            and component.survives(call, "RuntimeError")
        ):
            return True
        below = current
    return False
