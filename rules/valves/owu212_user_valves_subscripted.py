"""OWU212 user-valves-subscripted."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.component.valves.guards import is_asked_for_type, is_handled_both_ways
from owui_lint.component.valves.model import valves_of
from owui_lint.component.valves.uses import ValveUse, as_attribute
from owui_lint.finding import Applicability, Edit, Fix, Severity
from owui_lint.host import USER
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class UserValvesSubscripted(Rule):
    """The user's valves are read like a dict.

    ## What it does
    Reports `__user__["valves"]["x"]` and `__user__["valves"].get("x")`, also through a name. A test
    with `isinstance(…, dict)` does not help, since it is never true; code that reads both an object
    and a dict is silent.

    ## Why is this bad?
    Open WebUI puts an instance of `UserValves` there: a subscript is a `TypeError`, `get` an
    `AttributeError`.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Filter:
        class UserValves(BaseModel):
            language: str = Field(default="en", description="Language of the answers")

        async def inlet(self, body: dict, __user__: dict = None) -> dict:
            body["language"] = __user__["valves"]["language"]
            return body
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Filter:
        class UserValves(BaseModel):
            language: str = Field(default="en", description="Language of the answers")

        async def inlet(self, body: dict, __user__: dict = None) -> dict:
            body["language"] = __user__["valves"].language
            return body
    ```

    ## Fix safety
    Safe: only for fields that `UserValves` has, and where no type is asked for.

    ## References
    `UserValves(**…)` in `functions.py`, `utils/filter.py`, `utils/actions.py` and `utils/tools.py`.
    """

    code = "OWU212"
    name = "user-valves-subscripted"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such read."""
        valves = valves_of(component).user_valves
        if valves is None or not valves.is_closed:
            return
        if any(valves.model.member(name) for name in ("__getitem__", "get")):
            return
        user = component.host.name_of(USER)
        for use in valves_of(component).user_reads:
            if use.how not in ("subscript", "get") or is_handled_both_ways(component, use):
                continue
            # behind `isinstance(…, dict)` an attribute would never be read either
            is_fixable = use.name in valves.fields and not is_asked_for_type(component, use)
            yield self.finding(
                use.place,
                f'`{user}["valves"]` is a `UserValves` object, not a dict; read {as_attribute(use)}',
                fix=partial(_attribute, use=use) if is_fixable else None,
            )


def _attribute(editor: Editor, use: ValveUse) -> Fix | None:
    holder = use.holder
    if isinstance(holder, cst.Call) and len(holder.args) > 1:
        default = editor.code(holder.args[1].value)
        text = f'getattr({editor.code(use.node)}, "{use.name}", {default})'
        return editor.safe(f"Read the attribute `{use.name}`", editor.replace(holder, text))
    _, inner = editor.offsets(use.node)
    _, end = editor.offsets(use.place)
    if editor.source.text[inner:end].lstrip().startswith(")"):
        return None  # parentheses around the object
    return editor.safe(f"Read the attribute `{use.name}`", Edit(inner, end, f".{use.name}"))
