"""OWU206 unstorable-valve-type."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.valves.model import valves_of
from owui_lint.component.valves.types import unstorable_part
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class UnstorableValveType(Rule):
    """A valve has a type whose values Open WebUI cannot save.

    ## What it does
    Reports fields of a type that Open WebUI cannot write as JSON and read back: `SecretStr`,
    `HttpUrl`, `Path`, `set`, `bytes`, `Decimal`, `Json` …; before 0.12.0, and on the Pipelines
    server, also `datetime`, `UUID` and an `Enum` that is neither `str` nor `int`. A class that says
    itself how it is saved is silent.

    ## Why is this bad?
    Open WebUI saves what `model_dump()` gives. When that is not JSON, the database call fails inside a
    `try` that ignores it: the page says that the settings are saved, but they are not.

    ## Example
    ```python
    from pydantic import BaseModel, Field, SecretStr


    class Pipe:
        class Valves(BaseModel):
            api_key: SecretStr = Field(default=SecretStr(""), description="Key of the service")

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
            api_key: str = Field(
                default="",
                description="Key of the service",
                json_schema_extra={"input": {"type": "password"}},
            )

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## References
    `update_function_valves_by_id` in `routers/functions.py` and `models/functions.py`; `JSONField` in
    `internal/db.py`, whose codec is orjson by default since 0.12.0; measured with pydantic 2.13.
    """

    code = "OWU206"
    name = "unstorable-valve-type"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each field that cannot be saved."""
        for valves, valve in valves_of(component).fields:
            if valves.changes_dump or valve.is_opaque:
                continue
            bad = unstorable_part(component, component.host, valve.type)
            if bad is not None:
                message = (
                    f"Valve `{valve.name}` has the type `{bad.name}`, which cannot be saved; "
                    "use `str` or a number"
                )
                yield self.finding(valve.target, message)
