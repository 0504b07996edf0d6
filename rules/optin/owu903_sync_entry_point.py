from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.entry.points import entry_points
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class SyncEntryPoint(Rule):
    '''An entry point is not `async`.

    ## What it does
    Reports a `pipe`, an `action` or a tool that is a plain function. A pipeline's `pipe` has to be plain and
    is left alone.

    ## Why is this bad?
    A plain function runs on Open WebUI's event loop: until it returns, no other user is served.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        """Says what it was told."""

        class Valves(BaseModel):
            """What an administrator sets."""

            loud: bool = Field(default=False, description="Say it in capitals")

        def __init__(self):
            self.valves = self.Valves()

        def pipe(self, body: dict) -> str:
            """Say it."""
            return "ECHO" if self.valves.loud else "echo"
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        """Says what it was told."""

        class Valves(BaseModel):
            """What an administrator sets."""

            loud: bool = Field(default=False, description="Say it in capitals")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            """Say it."""
            return "ECHO" if self.valves.loud else "echo"
    ```

    ## References
    Open WebUI documentation, "make pipe/action/tool methods `async def`".
    '''

    code = "OWU903"
    name = "sync-entry-point"
    severity = Severity.CONVENTION
    kinds = frozenset(Kind) - {Kind.PIPELINE}
    opt_in = True

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each plain entry point of Open WebUI itself."""
        names = () if component.kind is Kind.TOOLS else ("pipe", "action", "execute")
        for entry in entry_points(component, *names):
            function = entry.function
            if function is None or function.is_lambda or function.is_async:
                continue
            yield self.finding(function.node, f"`{entry.name}` is not async; make it `async def`")
