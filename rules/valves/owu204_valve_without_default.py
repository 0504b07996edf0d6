"""OWU204 valve-without-default."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class ValveWithoutDefault(Rule):
    """A valve has no default.

    ## What it does
    Reports fields without a default: `x: str`, `x: str = Field(...)`, `x: Optional[str]`. In a
    `Pipeline` and in the templates' `Function`, which make the instance themselves, only fields that
    they leave out.

    ## Why is this bad?
    As long as nothing is saved Open WebUI makes the instance without values, and that raises: the
    pipe's models vanish, the chat fails, the action answers with an error.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            endpoint: str = Field(..., description="Where the service is")

        def __init__(self):
            self.valves = self.Valves(endpoint="https://service.invalid")

        async def pipe(self, body: dict) -> str:
            return self.valves.endpoint
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            endpoint: str = Field(default="", description="Where the service is")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return self.valves.endpoint or "Please set the endpoint"
    ```

    ## References
    `Valves(**(valves if valves else {}))` in `functions.py`, `utils/filter.py`, `utils/tools.py`.
    """

    code = "OWU204"
    name = "valve-without-default"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each required field."""
        own = component.kind in (Kind.PIPELINE, Kind.FUNCTION)
        for valves in valves_of(component).classes:
            given = valves_of(component).given(valves) if own else frozenset()
            if given is None or not valves.is_complete:
                continue
            for valve in valves.fields.values():
                if valve.is_required and valve.name not in given:
                    message = (
                        f"Valve `{valve.name}` has no default, so creating `{valves.name}()` fails"
                    )
                    yield self.finding(valve.target, message)
