"""OWU413 unchecked-input-answer."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.analysis.guards import is_caught
from owui_lint.component import Component
from owui_lint.component.events.answers import answers
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule

_OF_NO_TEXT = frozenset({"AttributeError", "TypeError", "ValueError"})
"""What using something else as text raises: a handler that names one expects it."""


class UncheckedInputAnswer(Rule):
    """The answer of an input is used as text without a check.

    ## What it does
    Reports what `__event_call__` answers to an `input` when it is used as a string (a string
    method, `+`, an f-string, the content of an event) and nothing ever looks at it: no test, no
    comparison, no `isinstance`, no handler of the `AttributeError`, `TypeError` or `ValueError` that
    comes of it.

    ## Why is this bad?
    Who cancels answers `False`; a client that is gone answers `{"error": …}` since 0.9.3.

    ## Example
    ```python
    class Action:
        async def action(self, body: dict, __event_call__=None) -> dict | None:
            if not __event_call__:
                return None
            answer = await __event_call__({"type": "input", "data": {"title": "Your name"}})
            return {"messages": [{"id": body["id"], "content": answer.strip()}]}
    ```

    ## Use instead
    ```python
    class Action:
        async def action(self, body: dict, __event_call__=None) -> dict | None:
            if not __event_call__:
                return None
            answer = await __event_call__({"type": "input", "data": {"title": "Your name"}})
            if not isinstance(answer, str):
                return None
            return {"messages": [{"id": body["id"], "content": answer.strip()}]}
    ```

    ## References
    Open WebUI 0.12.4, `socket/main.py` lines 1698-1700; the page's input dialogue.
    """

    code = "OWU413"
    name = "unchecked-input-answer"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the first use of each answer that is never checked."""
        has_error_dict = component.host.has(component.host.fact("event_call_error_dict"))
        for event, uses in answers(component, "input"):
            used = next((use for use in uses if use.how == "text"), None)
            looks = {"look"} if has_error_dict else {"look", "truth"}
            if used is None or any(use.how in looks for use in uses):
                continue
            if is_caught(component, used.node, _OF_NO_TEXT):
                continue
            tested = any(use.how == "truth" for use in uses)
            message = (
                'A closed tab answers `{"error": …}`, which is truthy; test `isinstance(…, str)`'
                if tested
                else "The answer is False when the user cancels; test `isinstance(…, str)` first"
            )
            yield self.finding(
                used.node,
                message,
                related=[(event.emission.call, "The input")],
            )
