"""OWU203 detached-valves."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class DetachedValves(Rule):
    """`Valves` is at module level, where Open WebUI does not look for it.

    ## What it does
    Reports a module-level `Valves` or `UserValves` that the component's class does not have, be it
    nested, assigned (`Valves = Valves`) or inherited. The Pipelines server takes the class from the
    instance, so a `Pipeline` is silent.

    ## Why is this bad?
    Open WebUI reads `Valves` and `UserValves` off the component's class. It finds no settings, shows
    none and saves none.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Valves(BaseModel):
        timeout: int = Field(default=30, description="Seconds to wait")


    class Pipe:
        def __init__(self):
            self.valves = Valves()

        async def pipe(self, body: dict) -> str:
            return str(self.valves.timeout)
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
            return str(self.valves.timeout)
    ```

    ## References
    `hasattr(function_module, "Valves")` in `functions.py` and `utils/filter.py`, where
    `function_module` is the instance.
    """

    code = "OWU203"
    name = "detached-valves"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.EVENT, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such class."""
        for model in valves_of(component).detached:
            assert component.main is not None
            yield self.finding(
                model.node,
                f"`{model.name}` is outside `{component.main.name}`, so its settings are never shown; "
                "move it inside",
            )
