"""OWU314 invalid-pipes-entry."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.entry.entries import literal_entries, misshapen_lists
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.words import quoted

_NEEDED = ("id", "name")
"""What Open WebUI reads of an entry (functions.py `get_function_models`)."""


class InvalidPipesEntry(Rule):
    """An entry of `pipes` lacks its `id` or `name`.

    ## What it does
    Reports literal entries of `pipes`, a list or the result of a method or its helpers, that have no `id` or no
    `name`, or are not dicts at all.

    ## Why is this bad?
    Open WebUI reads both of every entry. One that lacks them makes the whole pipe vanish from the list
    of models; up to 0.6.27, the list fails for everyone.

    ## Example
    ```python
    class Pipe:
        def pipes(self) -> list[dict]:
            return [{"id": "low", "name": "Low"}, {"id": "high"}]

        async def pipe(self, body: dict) -> str:
            return body["model"]
    ```

    ## Use instead
    ```python
    class Pipe:
        def pipes(self) -> list[dict]:
            return [{"id": "low", "name": "Low"}, {"id": "high", "name": "High"}]

        async def pipe(self, body: dict) -> str:
            return body["model"]
    ```

    ## References
    Open WebUI 0.12.4, `functions.py` lines 79-149.
    """

    code = "OWU314"
    name = "invalid-pipes-entry"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.PIPELINE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each entry that lacks something."""
        attribute = "pipes"
        if component.kind is Kind.PIPELINE:  # the server reads the list of manifolds only
            attribute = "pipelines"
            if valves_of(component).constant_attribute("type") != "manifold":
                return
        for node, what in misshapen_lists(component, attribute):
            yield self.finding(
                node, f"`{attribute}` gives {what}; give a list of dicts with `id` and `name`"
            )
        for entry in literal_entries(component, attribute):
            missing = [key for key in _NEEDED if entry.keys is None or key not in entry.keys]
            if missing:
                names = quoted(missing, "or")
                remedy = "add it" if len(missing) == 1 else "add them"
                yield self.finding(
                    entry.node, f"An entry of `{attribute}` has no {names}; {remedy}"
                )
