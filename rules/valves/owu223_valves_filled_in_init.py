"""OWU223 valves-filled-in-init."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.component.valves.initial import Given, can_move, given_in_init
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.words import quoted


class ValvesFilledInInit(Rule):
    """Values that `__init__` gives the valves are reset before every call.

    ## What it does
    Reports `self.valves = self.Valves(x=…)`, `self.Valves(**{…})` and `self.valves.x = …` in `__init__`
    where the value is not the field's default anyway. Silent for a pipeline, where given values are the
    defaults, and where only `__init__` itself reads the value.

    ## Why is this bad?
    Open WebUI replaces `self.valves` with `Valves(**saved)`, or `Valves()`, before each call of a hook,
    `pipes()` included, and the settings page shows the class's defaults. What `__init__` gave is seen
    nowhere: a key from the environment never arrives.

    ## Example
    ```python
    import os

    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            endpoint: str = Field(default="", description="Where the service is")

        def __init__(self):
            self.valves = self.Valves(endpoint=os.getenv("ENDPOINT", ""))

        async def pipe(self, body: dict) -> str:
            return self.valves.endpoint
    ```

    ## Use instead
    ```python
    import os

    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            endpoint: str = Field(
                default=os.getenv("ENDPOINT", ""), description="Where the service is"
            )

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return self.valves.endpoint
    ```

    ## Fix safety
    Safe: the value becomes the field's default, which is what it was meant to be. Offered for literals and
    for `os.getenv`.

    ## References
    `function_module.valves = Valves(**valves)` in `functions.py`, `utils/filter.py`, `utils/actions.py`,
    `utils/tools.py` and `events.py`, in every release read; measured on 0.12.4, 0.11.4 and 0.10.2.
    """

    code = "OWU223"
    name = "valves-filled-in-init"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.EVENT, Kind.TOOLS})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each call or assignment whose values are lost."""
        for node, given, is_all in given_in_init(component):
            if given:
                listed = quoted(one.valve.name for one in given[:3])
                more = f" and {len(given) - 3} more" if len(given) > 3 else ""
                what = f"{listed}{more}"
            else:
                what = "The valves"
            verb = "are" if len(given) != 1 else "is"
            message = f"{what} {verb} reset to the default before every call; set `Field(default=…)` instead"
            yield self.finding(
                node,
                message,
                fix=partial(_moved, call=node, given=given) if is_all else None,
            )


def _moved(editor: Editor, call: cst.CSTNode, given: list[Given]) -> Fix | None:
    component = editor.component
    if not isinstance(call, cst.Call):
        return None
    edits = []
    for one in given:
        valve, default = one.valve, one.valve.default
        if default is None or valve.is_opaque or not can_move(component, one.value):
            return None
        edits.append(editor.replace(default, editor.code(one.value)))
    needs_os = any(isinstance(one.value, cst.Call) for one in given)
    if needs_os and not any(
        item.target == "os" and item.scope is component.module for item in component.imports
    ):
        return None
    name = editor.code(call.func)
    return editor.safe("Make the values the defaults", *edits, editor.replace(call, f"{name}()"))
