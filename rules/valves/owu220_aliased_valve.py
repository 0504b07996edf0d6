"""OWU220 aliased-valve."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.pydantic.models import setting
from owui_lint.component import ClassModel, Component
from owui_lint.component.valves.fields import Valve
from owui_lint.component.valves.model import ValvesClass, valves_of
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import EVERY_KIND, Draft, Rule

_BOTH_NAMES = ("populate_by_name", "validate_by_name", "serialize_by_alias", "alias_generator")
"""Settings of a model with which a value that was saved under one name is found again."""


class AliasedValve(Rule):
    """A valve is saved under one name and read under another.

    ## What it does
    Reports fields with an `alias` (or `validation_alias`) other than their name, in a model that
    takes values under the alias alone.

    ## Why is this bad?
    The settings page sends the value under the alias, Open WebUI saves it under the field's name, and
    the next instance, made of what was saved, ignores it: the valve keeps its default for ever.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            timeout: int = Field(default=30, alias="Timeout", description="Seconds to wait")

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
            timeout: int = Field(default=30, title="Timeout", description="Seconds to wait")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return str(self.valves.timeout)
    ```

    ## References
    `valves.model_dump(exclude_unset=True)` in `routers/functions.py`, then `Valves(**valves)` in
    `functions.py`.
    """

    code = "OWU220"
    name = "aliased-valve"
    severity = Severity.ERROR
    # the templates' `Config` is never saved
    kinds = EVERY_KIND - {Kind.FUNCTION}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each field whose saved value is not found again."""
        for one in valves_of(component).classes:
            renamed = _renamed_by_generator(component, one)
            if renamed is not None:
                yield self.finding(
                    renamed.target,
                    f"`alias_generator` renames `{renamed.name}`, so its saved value is never read; remove it",
                )
        for valves, valve in valves_of(component).fields:
            alias = _alias(component, valve)
            if alias is not None and _reads_alias_only(component, valves, valve):
                yield self.finding(
                    valve.target,
                    f"Valve `{valve.name}` is saved under another name than `{alias}` and never read; "
                    "drop the alias",
                )


_GENERATORS = frozenset({"to_camel", "to_pascal"})


def _renamed_by_generator(component: Component, valves: ValvesClass) -> Valve | None:
    """The first field that the class's alias generator gives another name, which alone counts then."""
    node = next((n for one in valves.model.lineage if (n := _generator(one)) is not None), None)
    name = component.qualified(node) if node is not None else None
    if name is None or name.split(".")[-1] not in _GENERATORS:
        return None
    fields = [
        v
        for v in valves.fields.values()
        if _reads_alias_only(component, valves, v, _BOTH_NAMES[:3])
    ]
    return next((v for v in fields if "_" in v.name.strip("_") and not v.is_opaque), None)


def _generator(model: ClassModel) -> cst.BaseExpression | None:
    bindings = model.scope.bindings.get("model_config")
    value = bindings[-1].value if bindings else None
    if isinstance(value, cst.Call):
        given = {a.keyword.value: a.value for a in value.args if a.keyword is not None}
        return given.get("alias_generator")
    return None


def _alias(component: Component, valve: Valve) -> str | None:
    """The only name under which pydantic takes a value, where that is not the field's own."""
    if valve.call is None or valve.call.has_stars:
        return None
    node = valve.call.argument("validation_alias") or valve.call.argument("alias")
    value = component.literal(node) if node is not None else None
    return value if isinstance(value, str) and value != valve.name else None


def _reads_alias_only(
    component: Component, valves: ValvesClass, valve: Valve, names: tuple[str, ...] = _BOTH_NAMES
) -> bool:
    if valves.changes_dump or valves.is_early_validated(valve.name) or not valves.is_complete:
        return False
    return all(setting(component, valves.model, name) in (None, False) for name in names)
