"""OWU222 priority-valve-case."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.syntax.names import text
from owui_lint.component import Component, Editor
from owui_lint.component.valves.fields import Valve
from owui_lint.component.valves.model import ValvesClass, valves_of
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class PriorityValveCase(Rule):
    """The priority valve is not spelt as Open WebUI reads it.

    ## What it does
    Reports a number in the `Valves` of a filter or an action whose name is `priority` in other letters
    (`PRIORITY`, `Priority`), where neither Open WebUI nor the component reads it.

    ## Why is this bad?
    Open WebUI sorts filters and actions by `Valves.priority`, in small letters. Without it every one has
    the priority 0, whatever an administrator sets, and they run in the order of their names.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Filter:
        class Valves(BaseModel):
            PRIORITY: int = Field(default=10, description="Lower runs first")

        def __init__(self):
            self.valves = self.Valves()

        async def inlet(self, body: dict) -> dict:
            return body
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Filter:
        class Valves(BaseModel):
            priority: int = Field(default=10, description="Lower runs first")

        def __init__(self):
            self.valves = self.Valves()

        async def inlet(self, body: dict) -> dict:
            return body
    ```

    ## Fix safety
    Unsafe: what administrators have saved under the old name is lost.

    ## References
    `get_priority` in `utils/filter.py` and `get_action_priority` in `utils/models.py` of Open WebUI
    0.12.4; `get_all_pipelines` in main.py of open-webui/pipelines.
    """

    code = "OWU222"
    name = "priority-valve-case"
    severity = Severity.WARNING
    kinds = frozenset({Kind.FILTER, Kind.ACTION, Kind.PIPELINE})
    fixable = Applicability.UNSAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each field that Open WebUI would read under another spelling."""
        valves = valves_of(component).valves
        if valves is None or not valves.is_closed or component.kind is None:
            return
        if (
            component.kind is Kind.PIPELINE
            and valves_of(component).constant_attribute("type") != "filter"
        ):
            return
        for name, availability in component.host.valves_read(component.kind).items():
            if not component.host.has(availability) or valves.model.member(name) is not None:
                continue
            for valve in valves.fields.values():
                if valve.name.lower() == name and _is_meant(component, valves, valve):
                    yield self.finding(
                        valve.target,
                        f"Valve `{valve.name}` has no effect: Open WebUI reads `{name}`; rename it",
                        fix=partial(_respelt, valve=valve, name=name),
                    )


def _is_meant(component: Component, valves: ValvesClass, valve: Valve) -> bool:
    """Whether it can only be meant for Open WebUI: a number that nothing in the file may read."""
    if valve.type.schema != "number" or valve.is_opaque or valves.changes_dump:
        return False
    if any(use.how == "whole" or use.name in _TAKING_ALL for use in valves_of(component).own_uses):
        return False
    return not any(
        node.attr.value == valve.name for node in component.of(cst.Attribute)
    ) and not any(text(node) == valve.name for node in component.of(cst.SimpleString))


_TAKING_ALL = frozenset(
    {"model_dump", "model_dump_json", "dict", "json", "copy", "model_copy", "__dict__"}
)
"""Members of a model that give all its values."""


def _respelt(editor: Editor, valve: Valve, name: str) -> Fix | None:
    keywords = (arg.keyword for arg in editor.component.of(cst.Arg))
    if any(keyword is not None and keyword.value == valve.name for keyword in keywords):
        return None  # `self.Valves(PRIORITY=5)`
    return editor.unsafe(f"Rename it to `{name}`", editor.replace(valve.target, name))
