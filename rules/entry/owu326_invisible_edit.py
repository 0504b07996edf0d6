"""OWU326 invisible-edit."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.payload.edits import (
    content_writes,
    editing_events,
    knows_output,
    returned_contents,
)
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class InvisibleEdit(Rule):
    """An answer is edited in a place that is no longer shown.

    ## What it does
    Reports an `outlet` that sets an answer's `content` in a file that never touches `output`, and `replace`
    and `message` events (and their aliases) that an action or an `outlet` emits. For 0.10.0 to 0.11.4 also
    messages that an action returns with `content` and without `output`. The first write in a function
    stands for all.

    ## Why is this bad?
    Since 0.10.0, Open WebUI shows the `output` of an answer: it keeps showing the old text, now and after a
    reload. Since 0.8.12, the model is sent the old text in the next turn.

    ## Example
    ```python
    class Filter:
        async def outlet(self, body: dict) -> dict:
            for message in body["messages"]:
                message["content"] = message["content"].replace("zebra", "[name]")
            return body
    ```

    ## Use instead
    ```python
    class Filter:
        async def outlet(self, body: dict) -> dict:
            for message in body["messages"]:
                message["content"] = message["content"].replace("zebra", "[name]")
                for item in message.get("output") or []:
                    for part in item.get("content") or []:
                        if isinstance(part.get("text"), str):
                            part["text"] = part["text"].replace("zebra", "[name]")
            return body
    ```

    ## References
    Open WebUI 0.8.12, 0.10.0 and 0.12.4: `utils/middleware.py` lines 3816 and 4070, the page's message
    view. Measured on the real page.
    """

    code = "OWU326"
    name = "invisible-edit"
    severity = Severity.ERROR
    kinds = frozenset({Kind.FILTER, Kind.ACTION, Kind.PIPELINE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the first write of each function, and each event and returned message."""
        if not component.host.sends_output or knows_output(component):
            return
        written: set[int] = set()
        for place in content_writes(component):
            function = id(component.scope_of(place))
            if function in written:
                continue
            written.add(function)
            if component.host.draws_output:
                message = (
                    "Open WebUI shows an answer's `output`, so a new `content` alone is not seen; "
                    "change `output` too"
                )
                yield self.finding(place, message)
            else:
                message = (
                    "The model is sent an answer's `output`, so a new `content` alone does not reach it; "
                    "change `output` too"
                )
                yield self.finding(place, message, severity=Severity.WARNING)
        if component.host.draws_output:
            yield from self._check_others(component, component.host)

    def _check_others(self, component: Component, host: Host) -> Iterator[Draft]:
        seen: set[int] = set()
        for event, name, hook in editing_events(component):
            if id(event.site) in seen:
                continue
            seen.add(id(event.site))
            remedy = "return `messages`" if hook == "action" else "change the message's `output`"
            yield self.finding(
                event.site,
                f"`{name}` events from `{hook}` are not shown since 0.10.0; {remedy}",
            )
        if host.ignores_returned_content:
            for message in returned_contents(component):
                yield self.finding(
                    message, "Open WebUI shows a message's `output` and not `content`; return both"
                )
