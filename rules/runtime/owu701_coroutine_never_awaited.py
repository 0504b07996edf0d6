from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.flow.awaitables import own_coroutine
from owui_lint.analysis.flow.coroutine_use import Use, use_of
from owui_lint.component import Component
from owui_lint.component.edits.awaiting import add_await
from owui_lint.component.events.emissions import emissions_of
from owui_lint.finding import Applicability, Severity
from owui_lint.rule import Draft, Rule


class CoroutineNeverAwaited(Rule):
    """A coroutine function of the file is called without `await`.

    ## What it does
    Reports calls of async functions and methods of the file whose result is dropped, read, tested or iterated
    without `await`. A coroutine that is passed on (returned, passed as an argument, gathered, stored) is left
    alone.

    ## Why is this bad?
    The function's code does not run, and the result is a coroutine object, which is always true and has none
    of the expected attributes. Python warns only in the server's log, when the coroutine is
    garbage-collected.

    ## Example
    ```python
    class Pipe:
        async def remember(self, body: dict) -> None:
            self.count = len(body)

        async def pipe(self, body: dict) -> str:
            self.remember(body)
            return "echo"
    ```

    ## Use instead
    ```python
    class Pipe:
        async def remember(self, body: dict) -> None:
            self.count = len(body)

        async def pipe(self, body: dict) -> str:
            await self.remember(body)
            return "echo"
    ```

    ## Fix safety
    Safe: only the value of the coroutine can have been meant. There is no fix in a function that is not
    async, nor in a generator expression, which `await` would turn into an asynchronous one.

    ## References
    Python documentation, "Coroutines".
    """

    code = "OWU701"
    name = "coroutine-never-awaited"
    severity = Severity.ERROR
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such call; what helpers that emit lose is OWU401's."""
        for call in component.of(cst.Call):
            function = own_coroutine(component, call)
            use = use_of(component, call) if function is not None else None
            if function is None or use not in (Use.DROPPED, Use.TAKEN_AS_RESULT):
                continue
            emits = id(function.node) in emissions_of(component).emitting_functions
            if not emits or use is Use.TAKEN_AS_RESULT:
                yield self.finding(
                    call,
                    f"`{function.name}` is a coroutine and never awaited, so it does not run; await it",
                    fix=partial(add_await, call),
                )
