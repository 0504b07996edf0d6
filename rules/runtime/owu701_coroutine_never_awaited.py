from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.host import Host
from owui_lint.rule import Draft, Rule


class CoroutineNeverAwaited(Rule):
    '''A coroutine of this file is made and thrown away.

    ## What it does
    Reports a call of an async function or method of the file that stands as a statement, without `await`.

    ## Why is this bad?
    Nothing of the function runs. Python says so only in the server's log, when the coroutine is collected.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Pipe:
        async def remember(self, body: dict) -> None:
            self.count = len(body)

        async def pipe(self, body: dict) -> str:
            self.remember(body)
            return "echo"
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
        async def remember(self, body: dict) -> None:
            self.count = len(body)

        async def pipe(self, body: dict) -> str:
            await self.remember(body)
            return "echo"
    ```

    ## Fix safety
    Safe in an async function; elsewhere there is no fix.

    ## References
    Python documentation, "Coroutines".
    '''

    code = "OWU701"
    name = "coroutine-never-awaited"
    severity = Severity.ERROR
    fixable = Applicability.SAFE

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield each such statement; helpers that emit are OWU401's."""
        for node in component.of(cst.Expr):
            call = node.value
            if not isinstance(call, cst.Call):
                continue
            function = component.callee(call)
            if (
                function is None
                or not function.is_async
                or function.is_generator
                or function.decorators
            ):
                continue
            if id(function.node) in component.emissions.emitting_functions:
                continue
            yield self.finding(
                call,
                f"The coroutine is never awaited: `{function.name}`",
                fix=partial(_await, call),
            )


def _await(call: cst.Call, editor: Editor) -> Fix | None:
    function = editor.component.function_around(call)
    if function is None or not function.is_async:
        return None
    return editor.safe("Add `await`", editor.before(call, "await "))
