from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class NoValves(Rule):
    '''The component has no valves.

    ## What it does
    Reports a component with neither `Valves` nor `UserValves` (`Config` for the templates' `Function`).

    ## Why is this bad?
    Every setting is in the code, which an administrator has to edit to change it.

    ## Example
    ```python
    class Pipe:
        """Says what it was told."""

        async def pipe(self, body: dict) -> str:
            """Say it."""
            return "echo"
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
    The component templates.
    '''

    code = "OWU904"
    name = "no-valves"
    severity = Severity.CONVENTION
    opt_in = True

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the class without Valves."""
        main = component.main
        if main is None or main.has_unknown_bases:
            return
        name = "Config" if component.kind is Kind.FUNCTION else "Valves"
        has_any = main.member(name) is not None or main.member("UserValves") is not None
        if not has_any and "valves" not in main.stored:
            yield self.finding(
                main.node, f"The component has no `{name}` class; add one for its settings"
            )
