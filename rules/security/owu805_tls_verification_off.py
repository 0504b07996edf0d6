from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.security.tls import unchecked
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class TlsVerificationOff(Rule):
    """The TLS certificate of a server is not verified.

    ## What it does
    Reports the literals `verify=False`, `ssl=False` and `CERT_NONE`. A valve that decides about it is left
    alone.

    ## Why is this bad?
    Anyone on the network between Open WebUI and the service can read and change what is sent, keys included.
    An administrator does not see this and cannot change it.

    ## Example
    ```python
    import httpx


    class Pipe:
        async def pipe(self, body: dict) -> str:
            async with httpx.AsyncClient(verify=False) as client:
                return (await client.get("https://localhost")).text
    ```

    ## Use instead
    ```python
    import httpx


    class Pipe:
        async def pipe(self, body: dict) -> str:
            async with httpx.AsyncClient() as client:
                return (await client.get("https://localhost")).text
    ```

    ## References
    Documentation of `requests`, `httpx`, `aiohttp` and `ssl`.
    """

    code = "OWU805"
    name = "tls-verification-off"
    severity = Severity.WARNING

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the argument or the constant."""
        for node, written in unchecked(component):
            yield self.finding(
                node, f"`{written}` turns off the check of the server's certificate; remove it"
            )
