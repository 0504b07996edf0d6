"""OWU706 loop-call-in-pipeline-thread."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.runtime.pipeline_thread import loop_calls
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class LoopCallInPipelineThread(Rule):
    """The `pipe` of a pipeline uses an event loop in a thread that has none.

    ## What it does
    Reports `asyncio.create_task`, `get_running_loop`, `get_event_loop`, `ensure_future` and `gather` in the
    sync `pipe` of a pipeline and in the plain functions that it calls.

    ## Why is this bad?
    The Pipelines server runs `pipe`, and each step of its generator, in a worker thread without an event
    loop: the call raises `RuntimeError`, and the answer breaks off.

    ## Example
    ```python
    import asyncio


    class Pipeline:
        def __init__(self):
            self.name = "Asker"

        def pipe(self, user_message, model_id, messages, body):
            return asyncio.get_event_loop().run_until_complete(self.ask(user_message))

        async def ask(self, text):
            return text
    ```

    ## Use instead
    ```python
    import asyncio


    class Pipeline:
        def __init__(self):
            self.name = "Asker"

        def pipe(self, user_message, model_id, messages, body):
            return asyncio.run(self.ask(user_message))

        async def ask(self, text):
            return text
    ```

    ## References
    open-webui/pipelines 26b8f20, `main.py` line 747: `run_in_threadpool`.
    """

    code = "OWU706"
    name = "loop-call-in-pipeline-thread"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPELINE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each call that wants a loop."""
        for call, name in loop_calls(component):
            yield self.finding(
                call,
                f"`{name}` raises RuntimeError in the thread that runs `pipe`; use `asyncio.run`",
            )
