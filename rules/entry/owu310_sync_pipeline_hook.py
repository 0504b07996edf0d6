"""OWU310 sync-pipeline-hook."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from owui_lint.analysis.flow.awaitables import gives_awaitable
from owui_lint.component import Component, Editor
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class SyncPipelineHook(Rule):
    """A Pipeline's hook that the server awaits is not async.

    ## What it does
    Reports `inlet`, `outlet`, `on_startup`, `on_shutdown` and `on_valves_updated` of a `Pipeline`
    that are plain functions. One that returns a coroutine is silent.

    ## Why is this bad?
    The Pipelines server awaits them: `await None` and `await {…}` are a `TypeError`, the request ends
    in HTTP 500, or the server does not start.

    ## Example
    ```python
    class Pipeline:
        def inlet(self, body: dict, user: dict) -> dict:
            return body
    ```

    ## Use instead
    ```python
    class Pipeline:
        async def inlet(self, body: dict, user: dict) -> dict:
            return body
    ```

    ## Fix safety
    Safe: `async` is added where the file does not call the hook itself.

    ## References
    Pipelines server at 26b8f20, `main.py` lines 231, 237, 584, 615 and 647.
    """

    code = "OWU310"
    name = "sync-pipeline-hook"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPELINE})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each hook that is awaited and is no coroutine function."""
        for entry in entry_points(component):
            function = entry.function
            if function is None or entry.facts.awaited != "always" or not entry.is_plain:
                continue
            if not function.is_async and not gives_awaitable(component, function):
                yield self.finding(
                    entry.node,
                    f"`{entry.name}` is awaited by the Pipelines server; make it `async`",
                    fix=partial(_async, entry=entry),
                )


def _async(editor: Editor, entry: EntryPoint) -> Fix | None:
    function = entry.function
    if function is None or function.is_lambda or entry.calls or function.is_generator:
        return None
    return editor.safe("Add `async`", editor.before(function.node, "async "))
