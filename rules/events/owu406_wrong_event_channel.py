"""OWU406 wrong-event-channel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.component.events.channels import Channel
from owui_lint.component.events.emissions import Event, emissions_of
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class WrongEventChannel(Rule):
    """An event that needs an answer is emitted, or one that has none is called.

    ## What it does
    Reports `confirmation` and `input` through `__event_emitter__`, and every one-way type
    (`notification`, `status`, `message` …) through `__event_call__`.

    ## Why is this bad?
    Open WebUI answers only a question sent through `__event_call__`. The answer to an emitted
    dialogue is lost; a one-way event that is called is shown, and the component waits for an
    answer until the timeout, which by default is none.

    ## Example
    ```python
    class Action:
        async def action(self, body: dict, __event_emitter__=None, __event_call__=None) -> None:
            if __event_call__:
                await __event_call__({"type": "notification", "data": {"content": "Saved"}})
    ```

    ## Use instead
    ```python
    class Action:
        async def action(self, body: dict, __event_emitter__=None, __event_call__=None) -> None:
            if __event_emitter__:
                await __event_emitter__({"type": "notification", "data": {"content": "Saved"}})
    ```

    ## Fix safety
    Safe: the other callable is called, where it is a parameter of the same function.

    ## References
    Open WebUI 0.12.4: the chat page's event handler calls back for `confirmation`, `input`,
    `execute` and Open WebUI's own requests only.
    """

    code = "OWU406"
    name = "wrong-event-channel"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each emission through the wrong channel."""
        seen: set[tuple[int, str]] = set()
        for event in emissions_of(component).events:
            channel = event.channel
            for name in event.names:
                one = component.host.event_type(name)
                if (
                    channel is None
                    or one is None
                    or component.host.has(one.availability) is not True
                ):
                    continue
                if _NAMES[channel] in one.channels or (id(event.site), name) in seen:
                    continue
                if channel is Channel.EMITTER and one.internal:
                    continue
                seen.add((id(event.site), name))
                yield self.finding(
                    event.site,
                    f"{_REASONS[channel].format(name=name)}",
                    fix=partial(_rerouted, event=event),
                )


_NAMES = {Channel.EMITTER: "emitter", Channel.CALL: "call"}
_REASONS = {
    Channel.EMITTER: "`{name}` events are answered only through `__event_call__`; call that instead",
    Channel.CALL: "`{name}` events are never answered; send them through `__event_emitter__`",
}


def _rerouted(editor: Editor, event: Event) -> Fix | None:
    """Call the other one, where the function that is called by name has it as a parameter too."""
    func, function, channel = event.emission.call.func, event.emission.function, event.channel
    if channel is None or function is None or not isinstance(func, cst.Name):
        return None
    if func.value != channel.value or function.parameter(channel.other.value) is None:
        return None
    other = channel.other.value
    return editor.safe(f"Call `{other}`", editor.replace(func, other))
