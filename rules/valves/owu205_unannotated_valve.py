"""OWU205 unannotated-valve."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.pydantic.models import ModelKind, model_kind, setting
from owui_lint.component import Component, Editor
from owui_lint.component.valves.fields import Valve
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.rule import Draft, Rule


class UnannotatedValve(Rule):
    """A valve has no type.

    ## What it does
    Reports a value or a `Field(…)` that is assigned in a Valves class without an annotation.

    ## Why is this bad?
    Pydantic refuses such a class ("A non-annotated attribute was detected"), so the component cannot
    be loaded.

    ## Example
    ```python
    from pydantic import BaseModel


    class Filter:
        class Valves(BaseModel):
            priority = 0

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
            priority: int = Field(default=0, description="Lower runs first")

        def __init__(self):
            self.valves = self.Valves()

        async def inlet(self, body: dict) -> dict:
            return body
    ```

    ## Fix safety
    Safe: the type is that of the literal; none is offered where there is no literal.

    ## References
    `PydanticUserError` `model-field-missing-annotation`.
    """

    code = "OWU205"
    name = "unannotated-valve"
    severity = Severity.ERROR
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each field without a type."""
        for valves in valves_of(component).classes:
            if not valves.is_model or setting(component, valves.model, "ignored_types") is not None:
                continue
            for valve in valves.declared:
                if valve.annotation is not None or not valve.is_plain_value:
                    continue
                if model_kind(component, valve.owner) is ModelKind.MODEL:  # no mixin
                    yield self.finding(
                        valve.target,
                        f"Valve `{valve.name}` has no type, which pydantic refuses; annotate it",
                        fix=partial(_annotated, valve=valve),
                    )


def _annotated(editor: Editor, valve: Valve) -> Fix | None:
    node = valve.node
    if not isinstance(node, cst.Assign) or len(node.targets) != 1 or valve.literal_type is None:
        return None
    if node.targets[0].target is not valve.target:
        return None
    edit = editor.after(valve.target, f": {valve.literal_type}")
    return editor.safe(f"Annotate with `{valve.literal_type}`", edit)
