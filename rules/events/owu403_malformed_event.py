"""OWU403 malformed-event."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.analysis.values.value import DictValue, json_type
from owui_lint.component import Component
from owui_lint.component.events.emissions import emissions_of
from owui_lint.component.events.malformed import missing_keys
from owui_lint.component.events.objects import event_model
from owui_lint.component.events.yielded import yielded_events
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class MalformedEvent(Rule):
    """An event lacks `type` or `data`, or is not a dict.

    ## What it does
    Reports what is given to `__event_emitter__` or `__event_call__` when it is certainly not one
    dict with `type` and `data`: a string, a list, an object of a class of the file, a dict without
    one of them, several arguments. So is an event that an answer holds (`yield {"event": …}`).

    ## Why is this bad?
    Open WebUI reads `event.data.type` and `event.data.data`. Without a type its handler throws,
    without data it shows nothing; the server's own code looks for `type` first, too.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict, __event_emitter__=None) -> str:
            if __event_emitter__:
                await __event_emitter__("Searching …")
            return "done"
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict, __event_emitter__=None) -> str:
            if __event_emitter__:
                event = {"type": "status", "data": {"description": "Searching …", "done": True}}
                await __event_emitter__(event)
            return "done"
    ```

    ## References
    Open WebUI 0.12.4, `socket/main.py` lines 1511-1598; the chat page's event handler.
    """

    code = "OWU403"
    name = "malformed-event"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS, Kind.PIPELINE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each emission whose event cannot be read."""
        emissions = emissions_of(component)
        for emission in emissions.all:
            args = emission.call.args
            if emission.event is None and emission.is_certain and not any(a.star for a in args):
                yield self.finding(
                    emission.call,
                    f"The emitter takes one event, but is given {_count(len(args))}; pass one dict",
                )
            model = event_model(component, emission)
            if model is not None:
                yield self.finding(
                    emission.call,
                    f"An event is a dict with `type` and `data`, not an object of `{model.name}`; "
                    "pass a dict",
                )
        for piece in yielded_events(component):
            for key in missing_keys(component.host, piece.value, piece.types):
                yield self.finding(
                    piece.node, f"The event has no `{key}`, so Open WebUI ignores it; add it"
                )
        for event in emissions.events:
            if not isinstance(event.value, DictValue):
                kind = json_type(event.value)
                if kind not in (None, "null", "object"):
                    yield self.finding(
                        event.site,
                        f"An event is a dict with `type` and `data`, not {_KINDS.get(kind, kind)}",
                    )
                continue
            for key in missing_keys(component.host, event.value, event.types):
                yield self.finding(
                    event.site, f"The event has no `{key}`, so Open WebUI ignores it; add it"
                )


_KINDS = {
    "string": "a text",
    "array": "a list",
    "number": "a number",
    "integer": "a number",
    "boolean": "a boolean",
}
"""How a message calls a value of a JSON type."""


def _count(arguments: int) -> str:
    return "none" if arguments == 0 else f"{arguments} arguments"
