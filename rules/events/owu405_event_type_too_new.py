"""OWU405 event-type-too-new."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.events.emissions import emissions_of
from owui_lint.component.world import release_guards
from owui_lint.finding import Severity
from owui_lint.host import EventType, Host
from owui_lint.host.availability import version_of
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class EventTypeTooNew(Rule):
    """An event has a type that the target release does not handle.

    ## What it does
    Reports types that only releases newer, or only releases older, than the target handle
    (`--owui-target-version`; the newest known release without it). Silent under a test that asks for
    a version.

    ## Why is this bad?
    That release ignores the event silently.

    ## Example
    ```python
    class Action:
        async def action(self, body: dict, __event_emitter__=None) -> None:
            if __event_emitter__:
                await __event_emitter__({"type": "action", "data": {"action": "continue"}})
    ```

    ## Use instead
    ```python
    class Action:
        async def action(self, body: dict, __event_emitter__=None) -> None:
            if __event_emitter__:
                await __event_emitter__({"type": "notification", "data": {"content": "Go on"}})
    ```

    ## References
    Open WebUI 0.3.35 to 0.12.4: the event handlers of the pages in the published wheels.
    """

    code = "OWU405"
    name = "event-type-too-new"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each type that the target lacks and another release has."""
        seen: set[tuple[int, str]] = set()
        for event in emissions_of(component).events:
            for name in event.names:
                one = component.host.event_type(name)
                if one is None or component.host.has(one.availability) is not False:
                    continue
                if release_guards(component).is_guarded(event.site):
                    continue
                if (id(event.site), name) not in seen:
                    seen.add((id(event.site), name))
                    yield self.finding(event.site, _message(component.host, name, one))


def _message(host: Host, name: str, one: EventType) -> str:
    since, until = one.availability.since, one.availability.until
    if since is not None and version_of(since) > host.version:
        return f"`{name}` events need Open WebUI {since}, but the target release is {host.version}; do without"
    return f"`{name}` events are no longer handled since Open WebUI {until}; use another type"
