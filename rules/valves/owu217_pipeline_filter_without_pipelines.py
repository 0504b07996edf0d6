"""OWU217 pipeline-filter-without-pipelines."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class PipelineFilterWithoutPipelines(Rule):
    """The valves of a Pipelines filter have no `pipelines`.

    ## What it does
    Reports a `Pipeline` whose `type` is `filter` and whose `Valves` lack the field `pipelines`.

    ## Why is this bad?
    The server reads `valves.pipelines` of every filter when it lists the models: `/models` fails, for
    all pipelines and everybody.

    ## Example
    ```python
    from pydantic import BaseModel


    class Pipeline:
        class Valves(BaseModel):
            priority: int = 0

        def __init__(self):
            self.type = "filter"
            self.valves = self.Valves()

        async def inlet(self, body: dict, user: dict) -> dict:
            return body
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Pipeline:
        class Valves(BaseModel):
            pipelines: list[str] = Field(default=["*"], description="Which models")
            priority: int = Field(default=0, description="Lower runs first")

        def __init__(self):
            self.type = "filter"
            self.valves = self.Valves()

        async def inlet(self, body: dict, user: dict) -> dict:
            return body
    ```

    ## References
    `get_models` in main.py of open-webui/pipelines.
    """

    code = "OWU217"
    name = "pipeline-filter-without-pipelines"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPELINE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the class that lacks the field."""
        valves = valves_of(component).valves
        if valves is None or not valves.is_closed or not valves_of(component).is_initialised:
            return
        if valves_of(component).constant_attribute("type") != "filter":
            return
        for name in component.host.pipeline_filter_valves():
            if valves.model.member(name) is None:
                yield self.finding(
                    valves.model.node,
                    f"The filter's valves have no `{name}`, without which the Pipelines server fails; "
                    "add the field",
                )
