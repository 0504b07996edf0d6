from __future__ import annotations

from collections.abc import Iterator

from owui_lint.analysis.syntax.scopes import docstring_node
from owui_lint.component import Component
from owui_lint.component.entry.points import entry_points
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class UndocumentedComponent(Rule):
    '''The component's class or an entry point has no docstring.

    ## What it does
    Reports component classes and entry points without a docstring. Tools are left to OWU502.

    ## Why is this bad?
    People who read the code before they install it have to work out what it does.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            """What an administrator sets."""

            loud: bool = Field(default=False, description="Say it in capitals")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
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
    The component templates.
    '''

    code = "OWU906"
    name = "undocumented-component"
    severity = Severity.CONVENTION
    opt_in = True

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the class and each entry point without a docstring."""
        main = component.main
        if main is None:
            return
        if docstring_node(main.node.body) is None:
            yield self.finding(main.node, f"`{main.name}` has no docstring; say what it does")
        if component.kind is Kind.TOOLS:
            return
        names = ("pipe", "action", "event", "inlet", "outlet", "request", "stream", "execute")
        for entry in entry_points(component, *names):
            function = entry.function
            if (
                function is not None
                and function.owner is main
                and not function.is_lambda
                and function.docstring is None
            ):
                yield self.finding(
                    function.node, f"`{entry.name}` has no docstring; say what it does"
                )
