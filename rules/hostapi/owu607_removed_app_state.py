from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.hostapi.app_state import removed_state
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class RemovedAppState(Rule):
    """An attribute of `request.app.state` does not exist in the target release.

    ## What it does
    Reports `request.app.state.config` and the other removed attributes, on `__request__`, on a parameter or
    name `request`, and on Open WebUI's own `app`. A `hasattr` test, `getattr` with a default and a handler of
    `AttributeError` are left alone.

    ## Why is this bad?
    `request.app.state.config` was removed in 0.10.0: reading it raises `AttributeError` or `KeyError`.

    ## Example
    ```python
    import json


    class Pipe:
        async def pipe(self, body: dict, __request__=None) -> str:
            return json.dumps(__request__.app.state.config.TASK_MODEL)
    ```

    ## Use instead
    ```python
    from open_webui.models.config import Config


    class Pipe:
        async def pipe(self, body: dict, __request__=None) -> str:
            return await Config.get("task.model.default")
    ```

    ## References
    Open WebUI 0.10.0, `main.py`.
    """

    code = "OWU607"
    name = "removed-app-state"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each read of a removed attribute."""
        for read in removed_state(component):
            hint = read.successor or "do without it"
            yield self.finding(
                read.node, f"`app.state.{read.name}` was removed in {read.since}; {hint}"
            )
