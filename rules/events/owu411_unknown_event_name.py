"""OWU411 unknown-event-name."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.events.names import compared_event_names
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.nearest import nearest
from owui_lint.rule import Draft, Rule


class UnknownEventName(Rule):
    '''An Event function waits for an event that no release publishes.

    ## What it does
    Reports names that are compared with `__event_name__` or `event["event"]` (`==`, `!=`, `in`,
    `startswith`, `match`) and are in no release's catalogue. Suggests the nearest one.

    ## Why is this bad?
    The comparison never holds: the component does nothing, without a word.

    ## Example
    ```python
    """
    title: Fixture
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Event:
        async def event(self, event: dict, __event_name__: str = "") -> None:
            if __event_name__ == "function.create":
                print(event["subject"])
    ```

    ## Use instead
    ```python
    """
    title: Fixture
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Event:
        async def event(self, event: dict, __event_name__: str = "") -> None:
            if __event_name__ == "function.created":
                print(event["subject"])
    ```

    ## References
    Open WebUI 0.10.0 to 0.12.4, `events.py`: the catalogue of event names.
    '''

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
                        f"No event of Open WebUI has a name that begins with `{name}`",
                    )
            elif not component.host.event_name_known(name):
                likely = nearest(name, known)
                hint = f"; did you mean `{likely}`?" if likely else ""
                yield self.finding(
                    compared.node, f"Event `{name}` is published by no release of Open WebUI{hint}"
                )
