from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.runtime.blocking_data import instead_of
from owui_lint.component.runtime.model import runtime_of
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class BlockingCallInAsync(Rule):
    """A blocking call in an async function stops the whole server.

    ## What it does
    Reports calls in async functions that wait for the network, a process or the clock: `requests`, `urllib`,
    `time.sleep`, `subprocess.run`, synchronous clients of `httpx`, `openai`, `anthropic` and others, directly
    or through plain functions and objects of the file; and waiting for the results of a `concurrent.futures`
    executor. Work handed to a thread or an executor is left alone, and so is code that only runs on an event
    loop in a thread of its own.

    ## Why is this bad?
    Open WebUI serves all users from one event loop. While the call waits, no user gets an answer, all streams
    stop, and health checks fail.

    ## Example
    ```python
    import requests


    class Pipe:
        async def pipe(self, body: dict) -> str:
            answer = requests.post("http://localhost:8080", json=body, timeout=60)
            return answer.text
    ```

    ## Use instead
    ```python
    import httpx


    class Pipe:
        async def pipe(self, body: dict) -> str:
            async with httpx.AsyncClient() as client:
                answer = await client.post("http://localhost:8080", json=body, timeout=60)
            return answer.text
    ```

    ## References
    Open WebUI documentation, migration to 0.9.0, section 7.
    """

    code = "OWU702"
    name = "blocking-call-in-async"
    severity = Severity.WARNING

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the call in the async function, with the line that blocks as related place."""
        runtime = runtime_of(component)
        for function in runtime.on_loop:
            if not function.is_async:
                continue
            for call, blocking in runtime.blocking_calls(function):
                name = runtime.blocking_call(blocking) or ""
                related = [(blocking, f"`{name}` blocks here")] if blocking is not call else []
                yield self.finding(
                    call,
                    f"`{name}` blocks the whole server; use {instead_of(name)}",
                    related=related,
                )
