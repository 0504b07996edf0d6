"""OWU411 unknown-event-name."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from owui_lint.component import Component
from owui_lint.component.events.names import compared_event_names
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.nearest import nearest
from owui_lint.rule import Draft, Rule
from owui_lint.words import quoted


class UnknownEventName(Rule):
    """An Event function waits for an event that no release publishes.

    ## What it does
    Reports names that are compared with `__event_name__` or `event["event"]` (`==`, `!=`, `in`,
    `startswith`, `match`) and are in no release's catalogue. Suggests the nearest one.

    ## Why is this bad?
    The comparison never holds: the component does nothing, without a word.

    ## Example
    ```python
    class Event:
        async def event(self, event: dict, __event_name__: str = "") -> None:
            if __event_name__ == "function.create":
                print(event["subject"])
    ```

    ## Use instead
    ```python
    class Event:
        async def event(self, event: dict, __event_name__: str = "") -> None:
            if __event_name__ == "function.created":
                print(event["subject"])
    ```

    ## References
    Open WebUI 0.10.0 to 0.12.4, `events.py`: the catalogue of event names.
    """

    code = "OWU411"
    name = "unknown-event-name"
    severity = Severity.WARNING
    kinds = frozenset({Kind.EVENT})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each compared name that does not exist."""
        known = component.host.event_names()
        for compared in compared_event_names(component):
            name = compared.name
            if not name:
                continue  # no name at all is asked for
            if compared.is_beginning:
                if not any(one.startswith(name) for one in known):
                    yield self.finding(
                        compared.node,
                        f"Event names of Open WebUI never begin with `{name}`; {_instead(name, known)}",
                    )
            elif not component.host.event_name_known(name):
                yield self.finding(
                    compared.node,
                    f"Event `{name}` is published by no release of Open WebUI; {_instead(name, known)}",
                )


_SHOWN = 2
"""How many events of the same subject are named where none is near."""


def _instead(name: str, known: Collection[str]) -> str:
    likely = nearest(name, known)
    if likely is not None:
        return f"did you mean `{likely}`?"
    subject = name.partition(".")[0] + "."
    same = sorted(one for one in known if one.startswith(subject))
    if not same or name == subject:
        return "remove the test"
    return f"use one such as {quoted(same[:_SHOWN], 'or')}"
