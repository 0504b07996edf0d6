"""OWU216 valves-read-in-init."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.valves.early_reads import early_reads
from owui_lint.component.valves.model import valves_of
from owui_lint.component.valves.uses import ValveUse
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class ValvesReadInInit(Rule):
    """The valves are read while the component is created.

    ## What it does
    Reports what `__init__`, or a method that only `__init__` calls, takes from `self.valves`. What
    another method does again is silent, and so are log lines and attributes that nothing reads. One
    finding for each method.

    ## Why is this bad?
    Only the defaults exist then. Open WebUI replaces `self.valves` by a new object with the saved
    values later, at every call: what was taken from the old one never changes.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            timeout: int = Field(default=30, description="Seconds to wait")

        def __init__(self):
            self.valves = self.Valves()
            self.timeout = self.valves.timeout

        async def pipe(self, body: dict) -> str:
            return str(self.timeout)
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
    `function_module.valves = Valves(**…)` in `functions.py`, `utils/filter.py`, `utils/tools.py`.
    """

    code = "OWU216"
    name = "valves-read-in-init"
    severity = Severity.WARNING

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield one such read of each method: the first of what nothing reads again later."""
        by_method: dict[int, list[ValveUse]] = {}
        for use, method in early_reads(component):
            by_method.setdefault(id(method), []).append(use)
        early = {id(use.place) for uses in by_method.values() for use in uses}
        later = {use.name for use in valves_of(component).own_uses if id(use.place) not in early}
        for uses in by_method.values():
            first = next((use for use in uses if use.name not in later), uses[0])
            others = [use for use in uses if use is not first]
            what = (
                f"`{first.name}`"
                if first.name is not None
                else f"`{valves_of(component).attribute}`"
            )
            yield self.finding(
                first.place,
                f"{what} holds only its default in `__init__`; read it when a request arrives",
                related=[(use.place, "And here") for use in others],
            )
