"""OWU209 ineffective-password-input."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from owui_lint.component import Component, Editor
from owui_lint.component.valves.edits import to_plain_string
from owui_lint.component.valves.fields import Valve
from owui_lint.component.valves.model import valves_of
from owui_lint.component.valves.types import ValveType
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import EVERY_KIND, Draft, Rule


class IneffectivePasswordInput(Rule):
    """A password input is set on a type for which it is ignored.

    ## What it does
    Reports fields with the password input whose type is not plainly a string: `Optional[str]`, `int`,
    lists. The Pipelines server's page knows no inputs and is silent.

    ## Why is this bad?
    The settings page looks at `input` only where the schema says `"type": "string"`. An optional type
    says `anyOf`, and so the secret is shown there in plain text.

    ## Example
    ```python
    from typing import Optional

    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            api_key: Optional[str] = Field(
                default=None,
                description="Key of the service",
                json_schema_extra={"input": {"type": "password"}},
            )

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            api_key: str = Field(
                default="",
                description="Key of the service",
                json_schema_extra={"input": {"type": "password"}},
            )

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## Fix safety
    Unsafe: code that asks for `None` finds an empty string.

    ## References
    The order of decisions in the built Valves form.
    """

    code = "OWU209"
    name = "ineffective-password-input"
    severity = Severity.WARNING
    kinds = EVERY_KIND - {Kind.PIPELINE}
    fixable = Applicability.UNSAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each field whose password input is ignored."""
        for valves, valve in valves_of(component).fields:
            if (
                valve.input("type") != "password"
                or valves.changes_schema
                or _takes_input(valve.type)
            ):
                continue
            if valve.extra("type") is None:
                yield self.finding(
                    valve.target,
                    f"Valve `{valve.name}` is shown in plain text: the password input needs `str`, not "
                    f"`{valve.type.name}`",
                    fix=partial(_plain, valve=valve),
                )


def _takes_input(found: ValveType) -> bool:
    return found.schema == "unknown" or (found.schema == "string" and not found.optional)


def _plain(editor: Editor, valve: Valve) -> Fix | None:
    edits = to_plain_string(editor, valve)
    return editor.unsafe('Make it `str` with the default `""`', *edits) if edits else None
