from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.runtime.model import runtime_of
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class BlockingSyncEntryPoint(Rule):
    """A blocking call in an entry point that is not async stops the whole server.

    ## What it does
    Reports the blocking calls of OWU702 in a `pipe`, `pipes`, hook, `action` or tool that is not async,
    directly or through functions of the file. A pipeline's `pipe` runs in a thread of its own and is left
    alone.

    ## Why is this bad?
    Open WebUI also calls plain entry points on its event loop: while the call waits, no user gets an answer.

    ## Example
    ```python
    import requests


    class Pipe:
        def pipe(self, body: dict) -> str:
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
    Open WebUI 0.12.4, `functions.py`, `utils/filter.py`, `utils/actions.py`, `utils/tools.py`.
    """

    code = "OWU703"
    name = "blocking-sync-entry-point"
    severity = Severity.WARNING
    kinds = frozenset(Kind) - {Kind.PIPELINE, Kind.FUNCTION}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the call in the entry point, with the line that blocks as related place."""
        runtime = runtime_of(component)
        for function in runtime.sync_entries:
            for call, blocking in runtime.blocking_calls(function):
                name = runtime.blocking_call(blocking)
                related = [(blocking, f"`{name}` blocks here")] if blocking is not call else []
                yield self.finding(
                    call,
                    f"`{name}` blocks the event loop, on which `{function.name}` runs; make it async",
                    related=related,
                )
