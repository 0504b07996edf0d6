from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.security.secrets import disclosures
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class SecretDisclosed(Rule):
    """A secret valve is logged, shown or returned.

    ## What it does
    Reports secret valves, and valves objects that hold one, where they are logged, printed, emitted, returned
    to the chat or the model, or put into the text of an error, directly or through a local name.

    ## Why is this bad?
    Valves are masked and can be encrypted. Logs, chats and the context of a model are read by other people
    and kept for a long time.

    ## Example
    ```python
    import logging

    from pydantic import BaseModel, Field

    log = logging.getLogger(__name__)


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
            log.debug(f"calling with {self.valves.API_KEY}")
            return "echo"
    ```

    ## Use instead
    ```python
    import logging

    from pydantic import BaseModel, Field

    log = logging.getLogger(__name__)


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
            log.debug("calling %s", "with a key" if self.valves.API_KEY else "without")
            return "echo"
    ```

    ## References
    Open WebUI documentation, "Valves".
    """

    code = "OWU802"
    name = "secret-disclosed"
    severity = Severity.WARNING

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the place where the secret enters the text."""
        seen: set[tuple[int, str | None]] = set()
        for item in disclosures(component):
            if (id(item.node), item.name) in seen:
                continue
            seen.add((id(item.node), item.name))
            what = f"Secret valve `{item.name}` is" if item.name is not None else "All valves are"
            rest = (
                "; leave it out"
                if item.name is not None
                else ", secrets included; name those you need"
            )
            yield self.finding(
                item.node,
                f"{what} {item.sink}{rest}",
                related=[(item.valve, "The valve is read here")],
            )
