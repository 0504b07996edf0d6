"""OWU219 invalid-pipeline-default."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.component.edits.importing import importing
from owui_lint.component.valves.fields import Valve
from owui_lint.component.valves.model import valves_of
from owui_lint.component.valves.refused import misfit, remedy
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule

_FALLBACKS = {"str": '""', "pydantic.constr": '""'}


class InvalidPipelineDefault(Rule):
    """A valve's default does not fit its own type.

    ## What it does
    Reports fields of a pipeline's `Valves` whose default is None, or may be None
    (`os.getenv("X")`), or is text that is not a number, and whose type takes no such value.

    ## Why is this bad?
    Pydantic does not look at defaults, but the Pipelines server makes the instance a second time from
    the values of the first one. That raises outside of any `try`, and the server does not start.

    ## Example
    ```python
    from pydantic import BaseModel


    class Pipeline:
        class Valves(BaseModel):
            api_key: str = None

        def __init__(self):
            self.valves = self.Valves()

        def pipe(self, user_message: str, model_id: str, messages: list, body: dict) -> str:
            return "done"
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Pipeline:
        class Valves(BaseModel):
            api_key: str = Field(default="", description="Key of the service")

        def __init__(self):
            self.valves = self.Valves()

        def pipe(self, user_message: str, model_id: str, messages: list, body: dict) -> str:
            return "done"
    ```

    ## Fix safety
    Safe: the type says that None is allowed, as the default did; `os.getenv` gets an empty text to
    fall back to.

    ## References
    `on_startup` in main.py of open-webui/pipelines: `ValvesModel(**combined_valves)`.
    """

    code = "OWU219"
    name = "invalid-pipeline-default"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPELINE})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each default that fails."""
        valves = valves_of(component).valves
        if valves is None or not valves.is_model or not valves_of(component).is_initialised:
            return
        given = valves_of(component).given(valves)
        if given is None:
            return
        for valve in valves.fields.values():
            if valve.name in given or valve.is_opaque or valves.is_early_validated(valve.name):
                continue
            problem = misfit(component, valve)
            if problem is not None:
                yield self.finding(
                    valve.target,
                    f"Valve `{valve.name}`: {problem}, so the Pipelines server does not start; "
                    f"{remedy(component, valve)}",
                    fix=partial(_fixed, valve=valve),
                )


def _fixed(editor: Editor, valve: Valve) -> Fix | None:
    default, annotation = valve.default, valve.annotation
    if isinstance(default, cst.Call):
        fallback = _FALLBACKS.get(valve.type.qualified)
        if fallback is None:
            return None
        return editor.safe(
            "Add a value to fall back to", editor.after(default.args[0], f", {fallback}")
        )
    if annotation is None or editor.component.literal(default) is not None:
        return None
    optional = importing(editor, "typing", "Optional")
    if optional is None:
        return None
    edits = (editor.before(annotation, f"{optional[0]}["), editor.after(annotation, "]"))
    return editor.safe("Make it `Optional`", *edits, *optional[1])
