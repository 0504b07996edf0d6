"""OWU311 async-pipeline-pipe."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.entry.points import entry_points
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class AsyncPipelinePipe(Rule):
    """A Pipeline's `pipe` or `pipelines` is async, but the server never awaits it.

    ## What it does
    Reports `async def pipe` and `async def pipelines` in a `Pipeline`, async generators included.

    ## Why is this bad?
    The Pipelines server calls them in a worker thread and does not await: the answer is empty, or the
    list of models fails.

    ## Example
    ```python
    class Pipeline:
        async def pipe(self, user_message: str, model_id: str, messages: list, body: dict) -> str:
            return user_message
    ```

    ## Use instead
    ```python
    class Pipeline:
        def pipe(self, user_message: str, model_id: str, messages: list, body: dict) -> str:
            return user_message
    ```

    ## References
    Pipelines server at 26b8f20, `main.py` lines 57-62, 691-696 and 747-752.
    """

    code = "OWU311"
    name = "async-pipeline-pipe"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPELINE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each hook that is never awaited and is a coroutine function or async generator."""
        for entry in entry_points(component):
            function = entry.function
            if function is None or entry.facts.awaited != "never" or not entry.is_plain:
                continue
            if function.is_async:
                yield self.finding(
                    entry.node,
                    f"`{entry.name}` is async, but the Pipelines server never awaits it; remove `async`",
                )
