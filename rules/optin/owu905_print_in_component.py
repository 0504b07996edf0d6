from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class PrintInComponent(Rule):
    '''The component uses `print` instead of logging.

    ## What it does
    Reports calls of `print`. A `file=` argument and a `__main__` block are left alone.

    ## Why is this bad?
    Printed text has no level, time or origin in the server's log, and cannot be switched off.

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

        async def pipe(self, body: dict) -> str:
            """Say it."""
            print(body)
            return "ECHO" if self.valves.loud else "echo"
    ```

    ## Use instead
    ```python
    import logging

    from pydantic import BaseModel, Field

    log = logging.getLogger(__name__)


    class Pipe:
        """Says what it was told."""

        class Valves(BaseModel):
            """What an administrator sets."""

            loud: bool = Field(default=False, description="Say it in capitals")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            """Say it."""
            log.debug("%s", body)
            return "ECHO" if self.valves.loud else "echo"
    ```

    ## References
    Open WebUI documentation, "prefer logging".
    '''

    code = "OWU905"
    name = "print-in-component"
    severity = Severity.CONVENTION
    opt_in = True

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each call of the builtin."""
        for call in component.of(cst.Call):
            if component.qualified(call.func) not in ("print", "builtins.print"):
                continue
            keywords = {arg.keyword.value for arg in call.args if arg.keyword is not None}
            if "file" not in keywords:
                yield self.finding(call, "`print` writes to the server's console; use `logging`")
