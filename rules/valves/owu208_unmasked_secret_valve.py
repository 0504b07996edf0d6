"""OWU208 unmasked-secret-valve."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from owui_lint.component import Component, Editor
from owui_lint.component.security.secret_names import is_secret_name
from owui_lint.component.valves.edits import masking, to_plain_string
from owui_lint.component.valves.fields import Valve
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import EVERY_KIND, Draft, Rule


class UnmaskedSecretValve(Rule):
    """A secret is shown in plain text on the settings page.

    ## What it does
    Reports text fields whose name says that they hold a password, key or token, and that have no
    password input. Hosts before 0.8.0, which know no such input, and the Pipelines server's page are
    silent.

    ## Why is this bad?
    Whoever sees the administrator's screen sees the secret.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            api_key: str = Field(default="", description="Key of the service")

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
    Safe for `str`: only the page changes. An `Optional[str]` must become `str = ""` too, which code
    that asks for `None` may notice, so that fix is unsafe.

    ## References
    The Valves form of the built front end since 0.8.0.
    """

    code = "OWU208"
    name = "unmasked-secret-valve"
    severity = Severity.WARNING
    breaks_on_upgrade = False
    kinds = EVERY_KIND - {Kind.PIPELINE}
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each secret that is shown in plain text."""
        if not component.host.has(component.host.valve_inputs()["password"]):
            return
        for valves, valve in valves_of(component).fields:
            if not is_secret_name(valve.name) or valves.changes_schema or not _is_text(valve):
                continue
            if valve.is_opaque or any(valve.extra(key) is not None for key in ("enum", "input")):
                continue
            if valve.extra("type") not in (None, "password"):
                continue  # `"type": "password"` belongs into `input`: here it masks nothing
            yield self.finding(
                valve.target,
                f"Secret valve `{valve.name}` is shown in plain text; give it the password input",
                fix=partial(_masked, valve=valve),
            )


def _is_text(valve: Valve) -> bool:
    return valve.type.qualified in ("str", "pydantic.constr", "pydantic.StrictStr")


def _masked(editor: Editor, valve: Valve) -> Fix | None:
    edits = masking(editor, valve)
    if edits is None:
        return None
    if not valve.type.optional:
        return editor.safe("Add the password input", *edits)
    plain = to_plain_string(editor, valve)
    if plain is None or valve.call is None:
        return None
    return editor.unsafe("Make it a `str` with the password input", *plain, *edits)
