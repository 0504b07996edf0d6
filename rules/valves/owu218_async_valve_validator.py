"""OWU218 async-valve-validator."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.analysis.pydantic.models import validators
from owui_lint.component import Component
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class AsyncValveValidator(Rule):
    """A validator of valves cannot be called by pydantic.

    ## What it does
    Reports validators of Valves classes that are `async`, and those that take what only entry points
    get (`__user__`, `__request__`).

    ## Why is this bad?
    Pydantic calls validators without `await`: the field's value becomes a coroutine. It passes the
    value and its own information, nothing of the request.

    ## Example
    ```python
    from pydantic import BaseModel, Field, field_validator


    class Pipe:
        class Valves(BaseModel):
            timeout: int = Field(default=30, description="Seconds to wait")

            @field_validator("timeout")
            @classmethod
            async def positive(cls, value: int) -> int:
                return max(value, 1)

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field, field_validator


    class Pipe:
        class Valves(BaseModel):
            timeout: int = Field(default=30, description="Seconds to wait")

            @field_validator("timeout")
            @classmethod
            def positive(cls, value: int) -> int:
                return max(value, 1)

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## References
    Pydantic's validators.
    """

    code = "OWU218"
    name = "async-valve-validator"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such validator."""
        injected = component.host.injected_names()
        for valves in valves_of(component).classes:
            for function, _, _ in validators(component, valves.model):
                asked = next((p.name for p in function.parameters if p.name in injected), None)
                if function.is_async:
                    yield self.finding(
                        function.node,
                        f"Validator `{function.name}` is async, but pydantic never awaits it; remove `async`",
                    )
                elif asked is not None:
                    yield self.finding(
                        function.node,
                        f"`{asked}` is never passed to a validator; read it in an entry point",
                    )
