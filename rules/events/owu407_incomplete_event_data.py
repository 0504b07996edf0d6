"""OWU407 incomplete-event-data."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.events.emissions import emissions_of
from owui_lint.component.events.malformed import missing_keys
from owui_lint.component.events.payloads import Problem, problems
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class IncompleteEventData(Rule):
    """An event's data lacks a key that Open WebUI reads, or has a wrong type.

    ## What it does
    Holds the data of every event whose type is known against what Open WebUI reads for that type:
    `status` without `description` (unless it is hidden, or an `action` says what is shown),
    `notification` without `content`, `confirmation` without `title` or `message`, `citation` with
    a `document` that is not a list, `chat:title` with a dict instead of the title itself.

    ## Why is this bad?
    The chat shows an empty line, an empty dialogue or `[object Object]`, or its handler throws.

    ## Example
    ```python
    class Action:
        async def action(self, body: dict, __event_emitter__=None) -> None:
            if __event_emitter__:
                data = {"type": "success", "message": "Saved"}
                await __event_emitter__({"type": "notification", "data": data})
    ```

    ## Use instead
    ```python
    class Action:
        async def action(self, body: dict, __event_emitter__=None) -> None:
            if __event_emitter__:
                data = {"type": "success", "content": "Saved"}
                await __event_emitter__({"type": "notification", "data": data})
    ```

    ## References
    Open WebUI 0.12.4: the chat page's event handler; `socket/main.py` lines 1511-1598.
    """

    code = "OWU407"
    name = "incomplete-event-data"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each key that is missing or of the wrong type, once for each place."""
        emissions = emissions_of(component)
        seen: set[tuple[int, str]] = set()
        for event in emissions.events:
            if any(missing_keys(component.host, event.value, event.types)):
                continue  # OWU403 speaks of it
            one = component.host.event_type(event.names[0]) if len(event.names) == 1 else None
            if one is None or one.internal or not component.host.has(one.availability):
                continue
            for problem in problems(emissions, event, one):
                message = _message(one.name, problem)
                if (id(problem.site), message) not in seen:
                    seen.add((id(problem.site), message))
                    yield self.finding(problem.site, message)


def _message(name: str, problem: Problem) -> str:
    if problem.expected is None:
        return f"`{name}` events need `{problem.key}` in their data; add it"
    if not problem.key:
        return f"The data of `{name}` events must be {problem.expected}"
    return f"`{problem.key}` of `{name}` events must be {problem.expected}"
