from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.security.secrets import hard_coded_secrets
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class HardCodedSecret(Rule):
    """A secret is written in the code.

    ## What it does
    Reports literals that look like a known provider's key, and random-looking values of valves and constants
    with the name of a secret. Placeholders are left alone, and the message never repeats the value.

    ## Why is this bad?
    Everyone who can read the component has the key: it is stored in Open WebUI's database, exported, shared
    on the community site and kept in the history of the repository.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            API_KEY: str = Field(
                default="gsk_a8Kq2Lz7Xw4Vb9Nm3Rt6Yp1Cd5Fg0Hj8Ks2Qe7Wu4Zi9",
                description="Key of the service",
                json_schema_extra={"input": {"type": "password"}},
            )

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            body.clear()
            return "echo"
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            API_KEY: str = Field(
                default="",
                description="Key of the service",
                json_schema_extra={"input": {"type": "password"}},
            )

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            body.clear()
            return "echo"
    ```

    ## References
    The providers' documentation of their keys.
    """

    code = "OWU801"
    name = "hard-coded-secret"
    severity = Severity.WARNING

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each literal, without its value."""
        for secret in hard_coded_secrets(component):
            yield self.finding(secret.node, f"{secret.reason} in the code; make it a valve")
