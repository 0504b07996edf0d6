"""OWU215 unknown-valve."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from owui_lint.component import Component
from owui_lint.component.valves.guards import expects_absence
from owui_lint.component.valves.model import ValvesClass, valves_of
from owui_lint.component.valves.uses import ValveUse, as_attribute
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class UnknownValve(Rule):
    """A valve is used that the class does not have.

    ## What it does
    Reports `self.valves.x` and `__user__["valves"].x` where the class, all of whose bases the file
    shows, has no `x`, and `self.valves["x"]` and `.get("x")`. A `hasattr`, a `getattr` with a value to
    fall back to, or a `try` around it is silent.

    ## Why is this bad?
    The read is an `AttributeError`; pydantic refuses the assignment too.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            timeout: int = Field(default=30, description="Seconds to wait")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return str(self.valves.time_out)
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
    `pydantic.BaseModel.__getattr__` and `__setattr__`.
    """

    code = "OWU215"
    name = "unknown-valve"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each use of an attribute that is not there."""
        model = valves_of(component)
        if model.valves is not None and model.holds_own(model.valves):
            yield from self._drafts(component, model.valves, model.own_reads)
            yield from self._as_dict(component, model.valves, model.own_reads)
        elif model.valves is not None and component.kind not in (Kind.PIPELINE, Kind.FUNCTION):
            starting = model.starting_functions
            if all(item.method in starting for item in model.stored()):
                # whatever `__init__` stores, Open WebUI puts a `Valves` in its place before each call
                later = [u for u in model.own_uses if component.scope_of(u.place) not in starting]
                yield from self._as_dict(component, model.valves, later)
        if model.user_valves is not None:
            yield from self._drafts(component, model.user_valves, model.user_reads)

    def _drafts(
        self, component: Component, valves: ValvesClass, uses: list[ValveUse]
    ) -> Iterator[Draft]:
        if not valves.is_closed:
            return
        missing: dict[str, list[ValveUse]] = {}
        for use in uses:
            name = use.name
            if use.how != "attribute" or name is None or hasattr(BaseModel, name):
                continue
            if valves.model.member(name) is None and not expects_absence(component, use):
                missing.setdefault(name, []).append(use)
        for name, (first, *others) in missing.items():
            yield self.finding(
                first.place,
                f"`{valves.name}` has no field `{name}`; add it or correct the name",
                related=[(use.place, "And here") for use in others],
            )

    def _as_dict(
        self, component: Component, valves: ValvesClass, uses: list[ValveUse]
    ) -> Iterator[Draft]:
        """Yield what is read as from a dict; of the user's valves OWU212 says that."""
        members = {"subscript": "__getitem__", "get": "get"}
        for use in uses:
            member = members.get(use.how)
            if member is None or valves.model.member(member) or not valves.is_closed:
                continue
            if not expects_absence(component, use):
                yield self.finding(
                    use.place, f"`{valves.name}` is not a dict; read {as_attribute(use)}"
                )
