"""OWU408 status-never-done."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.values.value import Constant, Value
from owui_lint.component import Component
from owui_lint.component.events.channels import Channel
from owui_lint.component.events.emissions import emissions_of
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class StatusNeverDone(Rule):
    """A status says that work goes on, but none ever says that it is done.

    ## What it does
    Reports the last of the component's statuses when all of them say `"done": False`. Helpers are
    followed with the arguments their callers give and their defaults. A status without `done`, or
    with `hidden`, ends the others, and so may an event that the file does not show.

    ## Why is this bad?
    Under the reply the chat shows a status with `done: False` as work in progress, for ever.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict, __event_emitter__=None) -> str:
            if __event_emitter__:
                data = {"description": "Searching …", "done": False}
                await __event_emitter__({"type": "status", "data": data})
            return "done"
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict, __event_emitter__=None) -> str:
            if __event_emitter__:
                data = {"description": "Searching …", "done": False}
                await __event_emitter__({"type": "status", "data": data})
                data = {"description": "Found", "done": True}
                await __event_emitter__({"type": "status", "data": data})
            return "done"
    ```

    ## References
    Open WebUI 0.12.4: the page's status line shimmers while `done === false`.
    """

    code = "OWU408"
    name = "status-never-done"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the last status, if all of them are unfinished."""
        emissions = emissions_of(component)
        running: cst.Call | None = None
        for emission in emissions.all:
            if emission.event is None:
                return
        for event in emissions.events:
            if event.channel is Channel.CALL or not event.may_be("status"):
                continue
            if event.names != ("status",) or len(event.types) != 1:
                return
            if any(_may_hide(value) for _, value in emissions.field(event, "hidden")):
                return
            for calls, value in emissions.field(event, "done"):
                if not isinstance(value, Constant) or value.value is not False:
                    return
                running = emissions.graph.call_site(event.emission.call, calls)
        if running is None or emissions.leaves_the_file:
            return
        if not emissions.is_sent_unseen("status"):
            yield self.finding(
                running,
                "No status of this component has `done: True`, so the last one keeps spinning; send one",
            )


def _may_hide(value: Value | None) -> bool:
    """Whether it can be true: a status that is hidden no longer shimmers."""
    return value is not None and value != Constant(False)
