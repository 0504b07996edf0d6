"""OWU214 undescribed-valve."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.analysis.pydantic.models import setting
from owui_lint.component import Component
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class UndescribedValve(Rule):
    """A valve has no description.

    ## What it does
    Reports fields without `Field(description=…)`.

    ## Why is this bad?
    The settings page shows the description below the name; without it users see a name only. The
    templates describe every valve.

    ## Example
    ```python
    from pydantic import BaseModel


    class Pipe:
        class Valves(BaseModel):
            timeout: int = 30

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
            timeout: int = Field(default=30, description="Seconds to wait")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## References
    The component templates.
    """

    code = "OWU214"
    name = "undescribed-valve"
    severity = Severity.CONVENTION

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each field without a description."""
        for valves, valve in valves_of(component).fields:
            docstrings = setting(component, valves.model, "use_attribute_docstrings")
            if docstrings not in (None, False) or valves.changes_schema:
                continue
            if valve.is_described is False:
                yield self.finding(
                    valve.target,
                    f"Valve `{valve.name}` has no description; add `Field(description=…)`",
                )
