"""OWU213 user-valves-without-class."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.valves.guards import is_guarded
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class UserValvesWithoutClass(Rule):
    """The user's valves are read, but there is no `UserValves` class.

    ## What it does
    Reports reads of `__user__["valves"]` in a component whose class has no `UserValves`. Reads that
    are prepared for there being none are silent: `.get("valves", …)`, a test, a `try`.

    ## Why is this bad?
    Open WebUI puts `valves` into `__user__` only when the class has `UserValves`: the read is a
    `KeyError`.

    ## Example
    ```python
    class Filter:
        async def inlet(self, body: dict, __user__: dict = None) -> dict:
            body["language"] = __user__["valves"].language
            return body
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Filter:
        class UserValves(BaseModel):
            language: str = Field(default="en", description="Language of the answers")

        async def inlet(self, body: dict, __user__: dict = None) -> dict:
            body["language"] = __user__["valves"].language
            return body
    ```

    ## References
    `hasattr(function_module, "UserValves")` in `functions.py`, `utils/filter.py`.
    """

    code = "OWU213"
    name = "user-valves-without-class"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each read that must fail."""
        if not valves_of(component).user_uses or not valves_of(component).lacks("UserValves"):
            return
        if any(model.name == "UserValves" for model in valves_of(component).detached):
            return
        seen: set[int] = set()
        for use in valves_of(component).user_uses:
            if id(use.origin) not in seen and not is_guarded(component, use):
                seen.add(id(use.origin))
                yield self.finding(
                    use.origin,
                    '`__user__["valves"]` does not exist without a `UserValves` class; define one',
                )
