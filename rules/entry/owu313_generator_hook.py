"""OWU313 generator-hook."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component
from owui_lint.component.entry.points import entry_points
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import EVERY_KIND, Draft, Rule


class GeneratorHook(Rule):
    """A hook that must return a value is a generator.

    ## What it does
    Reports the first `yield` of `inlet`, `outlet`, `request`, `stream`, `action`, `event` and the
    hooks of a Pipeline that are awaited, and of async generators as tools or `pipes`.

    ## Why is this bad?
    A generator is neither awaited nor read by Open WebUI: the body becomes a generator object and the
    chat fails, or nothing runs at all. Only `pipe` may stream.

    ## Example
    ```python
    class Filter:
        async def inlet(self, body: dict):
            body["messages"][-1]["content"] += ", please"
            yield body
    ```

    ## Use instead
    ```python
    class Filter:
        async def inlet(self, body: dict) -> dict:
            body["messages"][-1]["content"] += ", please"
            return body
    ```

    ## References
    Open WebUI 0.12.4: `utils/filter.py`, `utils/actions.py`, `events.py`, `utils/tools.py`:
    `await handler(…)` if it is a coroutine function, else the plain result.
    """

    code = "OWU313"
    name = "generator-hook"
    severity = Severity.ERROR
    kinds = EVERY_KIND - {Kind.FUNCTION}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the first `yield` of each such hook."""
        for entry in entry_points(component):
            function = entry.function
            if function is None or entry.facts.generator or not entry.is_plain:
                continue
            # `pipes` may be iterated; what a tool gives is shown to the model as it is
            is_list = "list" in entry.facts.results and entry.kind is not Kind.TOOLS
            if not function.is_generator or (is_list and not function.is_async):
                continue
            what = "an async generator" if function.is_async else "a generator"
            yield self.finding(
                function.of(cst.Yield)[0],
                f"`{entry.name}` is {what}, which Open WebUI cannot read; return the value instead",
            )
