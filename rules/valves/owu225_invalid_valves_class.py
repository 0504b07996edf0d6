"""OWU225 invalid-valves-class."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.analysis.flow.undefined import undefined_at_load
from owui_lint.component import Component
from owui_lint.component.valves.model import valves_of
from owui_lint.component.valves.refused import forbidden_arguments, is_base_of_valves, refusals
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class InvalidValvesClass(Rule):
    """A settings class, or an instance of it, cannot be created.

    ## What it does
    Reports in `Valves` and `UserValves` what pydantic 2 or Python refuses: names in annotations or bases that
    nothing defines (`Optional` not imported, or only under `TYPE_CHECKING`), `Field("", "text")`, `regex=`,
    `const=`, a default beside a `default_factory`, a plain class as a type, a field named like a method of
    `BaseModel`, a validator of a field that is not there, a bare `@root_validator`, `values, field` as
    parameters of a `@validator`, `model_config` beside `class Config`, an `__init__` that needs arguments,
    an unknown argument where extras are forbidden, and a default that its own type refuses where defaults
    are validated.

    ## Why is this bad?
    The class raises when the file is loaded, or `Valves()` raises when Open WebUI makes it: the save is
    rejected, or every call of the component fails.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            region: Optional[str] = Field(default=None, description="Which region")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## Use instead
    ```python
    from typing import Optional

    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            region: Optional[str] = Field(default=None, description="Which region")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## References
    pydantic 2.13.4, measured; `Valves(**(valves if valves else {}))` in `functions.py`, `utils/filter.py`,
    `utils/actions.py`, `utils/tools.py`.
    """

    code = "OWU225"
    name = "invalid-valves-class"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each place that pydantic, or Python, refuses."""
        for name in undefined_at_load(component):
            if is_base_of_valves(component, name):
                message = f"`{name.value}` is not defined, so the file cannot be loaded; import it"
                yield self.finding(name, message)
        seen: set[int] = set()
        for one in valves_of(component).classes:
            for node, message in refusals(component, one):
                if id(node) not in seen:  # an inherited field is one mistake
                    seen.add(id(node))
                    yield self.finding(node, message)
        for node, message in forbidden_arguments(component):
            yield self.finding(node, message)
