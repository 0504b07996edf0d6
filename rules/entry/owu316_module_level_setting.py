"""OWU316 module-level-setting."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.reads import is_written
from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import FUNCTIONS, Draft, Rule


class ModuleLevelSetting(Rule):
    """A setting is at module level, where Open WebUI does not look.

    ## What it does
    Reports `valves`, `toggle`, `actions`, `pipes`, `file_handler`, `icon` and the like as module-level
    assignments that nothing in the file reads.

    ## Why is this bad?
    Open WebUI reads them off the instance of the component's class. At module level they have no
    effect: no switch, no sub-actions, no saved values.

    ## Example
    ```python
    toggle = True


    class Filter:
        async def inlet(self, body: dict) -> dict:
            return body
    ```

    ## Use instead
    ```python
    class Filter:
        def __init__(self):
            self.toggle = True

        async def inlet(self, body: dict) -> dict:
            return body
    ```

    ## References
    Open WebUI 0.12.4: `utils/plugin.py` line 300 hands on `module.Filter()`, `utils/filter.py`
    lines 79 and 184, `utils/models.py` lines 302-341 read that. The documentation says otherwise of
    `file_handler`, and is wrong.
    """

    code = "OWU316"
    name = "module-level-setting"
    severity = Severity.WARNING
    kinds = FUNCTIONS | {Kind.TOOLS, Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such assignment that is never read."""
        kind, main = component.kind, component.main
        if kind is None or main is None:
            return
        settings = {
            *component.host.attributes(kind),
            *Host.entry_points(kind),
        } - Host.everyday_attributes()
        for name in sorted(settings & component.module.bindings.keys()):
            binding = component.module.bindings[name][-1]
            if binding.how != "assign" or not name.islower() or _is_used(component, name):
                continue
            yield self.finding(
                binding.node,
                f"`{name}` has no effect here; set `self.{name}` on the `{main.name}` instance",
            )


def _is_used(component: Component, name: str) -> bool:
    """Whether the file reads the module's name (its own assignment aside)."""
    return any(
        node.value == name and not is_written(component, node) and _is_module_name(component, node)
        for node in component.of(cst.Name)
    )


def _is_module_name(component: Component, node: cst.Name) -> bool:
    found = component.scope_of(node).lookup(node.value)
    return found is not None and found[0] is component.module
