from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.syntax.definitions import ClassScope, FunctionScope
from owui_lint.analysis.syntax.scopes import ModuleScope, Scope
from owui_lint.component import Component
from owui_lint.component.runtime.loops import expects_no_loop, loop_started, may_start_loops
from owui_lint.component.runtime.model import runtime_of
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class EventLoopInHostLoop(Rule):
    """The code starts an event loop inside Open WebUI's event loop.

    ## What it does
    Reports `asyncio.run` and `run_until_complete` in code that runs on Open WebUI's event loop. Functions
    handed to a thread, and a pipeline's `pipe`, are left alone. Code that runs while the file is loaded, at
    module level and in `__init__`, runs on that loop too.

    ## Why is this bad?
    `asyncio.run` raises `RuntimeError` when an event loop is already running in the thread, and Open WebUI's
    loop always is.

    ## Example
    ```python
    import asyncio


    class Pipe:
        async def answer(self, body: dict) -> str:
            return "echo"

        def pipe(self, body: dict) -> str:
            return asyncio.run(self.answer(body))
    ```

    ## Use instead
    ```python
    class Pipe:
        async def answer(self, body: dict) -> str:
            return "echo"

        async def pipe(self, body: dict) -> str:
            return await self.answer(body)
    ```

    ## References
    Python documentation, `asyncio.run`.
    """

    code = "OWU705"
    name = "event-loop-in-host-loop"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.FUNCTION}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each call that starts a loop where one runs."""
        if not may_start_loops(component):
            return
        on_loop = runtime_of(component).on_loop
        known = {id(function.node) for function in on_loop}
        starting = [f for f in valves_of(component).starting_functions if id(f.node) not in known]
        bodies = [s for s in component.scopes if isinstance(s, (ModuleScope, ClassScope))]
        loading = [s for s in bodies if not any(isinstance(o, FunctionScope) for o in s.outwards())]
        scopes: list[Scope] = [*on_loop, *starting, *loading]
        for scope in scopes:
            for call in scope.of(cst.Call):
                name = loop_started(component, call, scope)
                if name is not None and not expects_no_loop(component, call):
                    yield self.finding(
                        call,
                        f"`{name}` raises here, because an event loop is already running; use `await`",
                    )
