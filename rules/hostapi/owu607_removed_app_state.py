from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component
from owui_lint.component.hostapi.calls import is_app_state, is_target, is_version_guarded
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class RemovedAppState(Rule):
    '''An attribute of `request.app.state` is read that the target version no longer has.

    ## What it does
    Reports `request.app.state.config` and the other attributes that were removed, on `__request__`, on a
    parameter or name `request`, and on the host's own `app`. A test with `hasattr`, `getattr` with a
    default and a handler of `AttributeError` are left alone.

    ## Why is this bad?
    `request.app.state.config` is gone since 0.10.0: reading it raises `AttributeError` or `KeyError`.

    ## Example
    ```python
    """
    title: Who
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    import json


    class Pipe:
        async def pipe(self, body: dict, __request__=None) -> str:
            return json.dumps(__request__.app.state.config.TASK_MODEL)
    ```

    ## Use instead
    ```python
    """
    title: Who
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    from open_webui.models.config import Config


    class Pipe:
        async def pipe(self, body: dict, __request__=None) -> str:
            return await Config.get("task.model.default")
    ```

    ## References
    Open WebUI 0.10.0, `main.py`.
    '''

    code = "OWU607"
    name = "removed-app-state"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield each read of a removed attribute."""
        if ".state" not in component.source.text:
            return
        removed = host.removed_state()
        for node in component.of(cst.Attribute):
            if node.attr.value not in removed or not is_app_state(component, node.value):
                continue
            if is_target(component, node) or is_version_guarded(component, node):
                continue
            if component.survives(node, "AttributeError"):
                continue
            successor = removed[node.attr.value]
            hint = f"; now `{successor}`" if successor else ""
            yield self.finding(
                node, f"Gone since {_since(host, node)}: `app.state.{node.attr.value}`{hint}"
            )


def _since(host: Host, node: cst.Attribute) -> str | None:
    return host.app_state()[node.attr.value].until
