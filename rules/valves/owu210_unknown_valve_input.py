"""OWU210 unknown-valve-input."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import UNKNOWN, Component
from owui_lint.component.valves.fields import Valve
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import EVERY_KIND, Draft, Rule


class UnknownValveInput(Rule):
    """A valve has an input that the settings page does not show.

    ## What it does
    Reports string fields whose `input` has a type that the target's page does not know, no type at
    all, or is a `select` without `options`.

    ## Why is this bad?
    Open WebUI shows nothing for an input it does not know: the field cannot be changed.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            prompt: str = Field(
                default="",
                description="What to say first",
                json_schema_extra={"input": {"type": "textarea"}},
            )

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            prompt: str = Field(default="", description="What to say first")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## References
    The Valves form of the built front end: password, select, color, map, multiselect.
    """

    code = "OWU210"
    name = "unknown-valve-input"
    severity = Severity.WARNING
    kinds = EVERY_KIND - {Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each field that is not drawn."""
        if not component.host.looks_at_valve_inputs():
            return
        for valves, valve in valves_of(component).fields:
            found = valve.type
            if found.schema != "string" or found.optional or valves.changes_schema:
                continue
            if valve.extra("enum") is None and valve.extra("type") is None:
                message = _missing(component.host, valve)
                if message is not None:
                    yield self.finding(valve.target, f"Valve `{valve.name}` {message}")


def _missing(host: Host, valve: Valve) -> str | None:
    """Why the page draws nothing for the field."""
    extra = valve.extra("input")
    if extra is UNKNOWN or extra is None or extra == "":
        return None
    kind, options = valve.input("type"), valve.input("options")
    if kind is None:
        return "is not shown: its `input` has no `type`; add one"
    if not isinstance(kind, str):
        return None
    known = host.valve_inputs().get(kind)
    if known is None or host.has(known) is False:
        at = "" if known is None else f" in Open WebUI {host.version}"
        return f"is not shown: input type `{kind}` is unknown{at}; remove it"
    if kind in host.valve_inputs_with_options() and options is not UNKNOWN and not options:
        return f"is not shown: input type `{kind}` needs `options`; add them"
    return None
