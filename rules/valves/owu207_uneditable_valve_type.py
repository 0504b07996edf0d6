"""OWU207 uneditable-valve-type."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.valves.fields import Valve
from owui_lint.component.valves.model import ValvesClass, valves_of
from owui_lint.component.valves.types import ValveType, unstorable_part
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class UneditableValveType(Rule):
    """A valve has a type for which the settings page only has a text line.

    ## What it does
    Reports fields whose values do not fit into the line of text that the page shows for them: `dict`
    and models, lists of those, `Optional` around `bool`, `Literal` and lists, and `Enum`.

    ## Why is this bad?
    The settings page shows a switch, a select or a list only where the schema says so at the top level of the
    field. Text is neither a `dict` nor a list, so saving fails; for an `Enum` or an optional `Literal`
    users cannot see which values there are.

    ## Example
    ```python
    from typing import Literal, Optional

    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            headers: dict = Field(default={}, description="Headers to send")
            verbose: Optional[bool] = Field(default=None, description="Say more")

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
            headers: str = Field(default="{}", description="Headers to send, as JSON")
            verbose: bool = Field(default=False, description="Say more")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## References
    The order of decisions in the built Valves form: `enum`, `boolean`, `multiselect`, any type but
    `string`, `input`; only `array` is split at commas.
    """

    code = "OWU207"
    name = "uneditable-valve-type"
    severity = Severity.WARNING

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each field that the page cannot edit."""
        for valves, valve in valves_of(component).fields:
            if unstorable_part(component, component.host, valve.type) is None and _is_uneditable(
                valves, valve
            ):
                message = (
                    f"Valve `{valve.name}` is shown as a text line that cannot hold `{valve.type.name}`; "
                    "use a simpler type"
                )
                found = valve.type
                holds = found.optional and found.schema in ("boolean", "literal")
                severity = Severity.CONVENTION if holds else None
                yield self.finding(valve.target, message, severity=severity)


def _is_uneditable(valves: ValvesClass, valve: Valve) -> bool:
    if valve.is_opaque or valves.changes_schema or valves.is_early_validated(valve.name):
        return False
    if any(valve.extra(key) is not None for key in ("enum", "type")):
        return False
    found = valve.type
    if found.schema in ("object", "model", "enum"):
        return True
    if found.optional and found.schema in ("boolean", "literal", "array"):
        return True
    return found.item is not None and _is_no_text(found.item)


def _is_no_text(item: ValveType) -> bool:
    return item.schema in ("object", "model", "array")
