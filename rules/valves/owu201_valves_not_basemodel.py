"""OWU201 valves-not-basemodel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.pydantic.models import ModelKind
from owui_lint.component import Component, Editor
from owui_lint.component.edits.importing import importing
from owui_lint.component.valves.model import ValvesClass, valves_of
from owui_lint.finding import Applicability, Edit, Fix, Severity
from owui_lint.rule import Draft, Rule


class ValvesNotBasemodel(Rule):
    """`Valves` is not a pydantic model.

    ## What it does
    Reports a `Valves` or `UserValves` class of the component (`Config` of a `Function`) that has no
    base, is a dataclass or a `TypedDict`, or inherits from other classes that are not pydantic 2
    models. `pydantic.v1` models are reported too. Bases that the file does not show are silent.

    ## Why is this bad?
    Open WebUI asks the class for its schema and the instance for its values. Without pydantic's
    methods the settings cannot be opened or saved.

    ## Example
    ```python
    class Pipe:
        class Valves:
            timeout: int = 30

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return str(self.valves.timeout)
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            timeout: int = Field(default=30, description="Seconds to wait")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return str(self.valves.timeout)
    ```

    ## Fix safety
    Safe: offered for a class without a base and without `__init__`, in which every field has a type
    or a literal that shows it.

    ## References
    `Valves.schema()` in `routers/functions.py` and `routers/tools.py`.
    """

    code = "OWU201"
    name = "valves-not-basemodel"
    severity = Severity.ERROR
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each class of settings that is certainly no pydantic 2 model."""
        for valves in valves_of(component).classes:
            if valves.kind is ModelKind.OTHER:
                message = f"`{valves.name}` is not a pydantic model; derive it from `BaseModel`"
            elif valves.kind is ModelKind.LEGACY:
                message = (
                    f"`{valves.name}` is a `pydantic.v1` model, which cannot be saved; "
                    "use `pydantic.BaseModel`"
                )
            else:
                continue
            yield self.finding(valves.model.node, message, fix=partial(_with_base, valves=valves))


def _with_base(editor: Editor, valves: ValvesClass) -> Fix | None:
    node = valves.model.node
    plain = not (node.bases or node.keywords or node.decorators or valves.model.own_functions())
    base = importing(editor, "pydantic", "BaseModel") if plain else None
    if base is None or any(not valve.is_simple for valve in valves.declared):
        return None
    types = (
        editor.after(valve.target, f": {valve.literal_type}")
        for valve in valves.declared
        if valve.annotation is None
    )
    edits = (_base(editor, node, base[0]), *base[1], *types)
    return editor.safe(f"Make `{valves.name}` a `BaseModel`", *edits)


def _base(editor: Editor, node: cst.ClassDef, base: str) -> Edit:
    _, end = editor.offsets(node.name)
    if editor.source.text.startswith("()", end):
        return Edit(end, end + 2, f"({base})")
    return Edit(end, end, f"({base})")
