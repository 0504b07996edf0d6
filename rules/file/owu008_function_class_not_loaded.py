"""OWU008 function-class-not-loaded."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class FunctionClassNotLoaded(Rule):
    """`class Function` alone is not loaded by Open WebUI.

    ## What it does
    Reports the component templates' `class Function` in a file without `Pipe`, `Filter`, `Action`
    or `Event`.

    ## Why is this bad?
    Open WebUI does not know a component of that name: saving fails with "No Function class found
    in the module".

    ## Example
    ```python
    class Function:
        async def execute(self, body: dict) -> str:
            return "done"
    ```

    ## Use instead
    ```python
    class Function:
        async def execute(self, body: dict) -> str:
            return "done"


    class Pipe:
        def __init__(self):
            self.function = Function()

        async def pipe(self, body: dict) -> str:
            return await self.function.execute(body)
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `load_function_module_by_id`.
    """

    code = "OWU008"
    name = "function-class-not-loaded"
    severity = Severity.ERROR
    kinds = frozenset({Kind.FUNCTION})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the class."""
        if component.main is not None:
            yield self.finding(
                component.main.node,
                "`Function` is never loaded; add a `Pipe`, `Filter`, `Action` or `Event` class",
            )
