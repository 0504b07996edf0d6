"""OWU308 unfillable-parameter."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component, Parameter
from owui_lint.component.entry.points import EntryPoint, entry_points, payload_candidates
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.words import quoted


class UnfillableParameter(Rule):
    """An entry point needs an argument that Open WebUI never passes.

    ## What it does
    Reports required parameters of entry points that are neither the payload nor an injected
    parameter, such as those of the Pipelines server's `pipe(user_message, model_id, messages, body)`
    in a `Pipe`. Several in one signature are one finding.

    ## Why is this bad?
    Every call is a `TypeError`: the pipe answers with an error, the filter ends the chat.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, user_message: str, messages: list, body: dict) -> str:
            return user_message
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict) -> str:
            return body["messages"][-1]["content"]
    ```

    ## References
    Open WebUI 0.12.4: `functions.py`, `utils/filter.py`, `utils/actions.py`, `events.py`.
    """

    code = "OWU308"
    name = "unfillable-parameter"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.EVENT})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield one finding for each entry point with such parameters."""
        for entry in entry_points(component):
            if component.host.has(entry.facts.availability) is False:
                continue  # never called: OWU322
            unfillable = _unfillable(entry)
            if unfillable:
                names = quoted((parameter.name for parameter in unfillable), "or")
                remedy = "give it a default" if len(unfillable) == 1 else "give them defaults"
                yield self.finding(
                    unfillable[0].node,
                    f"`{entry.name}` cannot be called, as Open WebUI passes no {names}; {remedy}",
                    related=[(p.node, f"`{p.name}` is not passed either") for p in unfillable[1:]],
                )


def _unfillable(entry: EntryPoint) -> list[Parameter]:
    if not entry.shows_signature:
        return []
    found = [
        parameter
        for parameter in payload_candidates(entry)
        if parameter.name != entry.payload and parameter.name not in entry.injected
    ]
    has_payload = entry.payload is None or entry.parameter(entry.payload) is not None
    if len(found) == 1 and not has_payload and not entry.takes_keywords:
        return []  # the payload under another name: OWU302
    return found
