from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.rule import Draft, Rule


class TlsVerificationOff(Rule):
    '''The identity of a server is not checked.

    ## What it does
    Reports `verify=False`, `ssl=False` and `CERT_NONE` as literals. A valve that decides about it is left alone.

    ## Why is this bad?
    Whoever sits between the host and the service reads and changes what is sent, keys included. An administrator
    does not see it and cannot change it.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    import httpx


    class Pipe:
        async def pipe(self, body: dict) -> str:
            async with httpx.AsyncClient(verify=False) as client:
                return (await client.get("https://localhost")).text
    ```

    ## Use instead
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    import httpx


    class Pipe:
        async def pipe(self, body: dict) -> str:
            async with httpx.AsyncClient() as client:
                return (await client.get("https://localhost")).text
    ```

    ## References
    Documentation of `requests`, `httpx`, `aiohttp` and `ssl`.
    '''

    code = "OWU805"
    name = "tls-verification-off"
    severity = Severity.WARNING

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield the argument or the constant."""
        source = component.source.text
        if "verify" in source or "ssl" in source:
            for call in component.of(cst.Call):
                yield from self._arguments(component, call)
        if "CERT_NONE" in source:
            for node in component.of(cst.Attribute):
                if component.qualified(node) == "ssl.CERT_NONE" and not _is_compared(
                    component, node
                ):
                    yield self.finding(node, "The server's certificate is not checked: `CERT_NONE`")

    def _arguments(self, component: Component, call: cst.Call) -> Iterator[Draft]:
        func = call.func
        name = func.attr.value if isinstance(func, cst.Attribute) else getattr(func, "value", "")
        for arg in call.args:
            key = arg.keyword.value if arg.keyword is not None else ""
            is_off = isinstance(arg.value, cst.Name) and arg.value.value == "False"
            if is_off and name in _TAKE.get(key, ()) and component.callee(call) is None:
                yield self.finding(arg, f"The server's certificate is not checked: `{key}=False`")


_VERBS = frozenset(
    {"get", "post", "put", "patch", "delete", "head", "options", "request", "stream"}
)
_TAKE = {
    "verify": _VERBS | {"Client", "AsyncClient", "send"},
    "ssl": _VERBS | {"TCPConnector", "ws_connect", "connect", "open_connection"},
}


def _is_compared(component: Component, node: cst.Attribute) -> bool:
    return isinstance(component.parent(node), (cst.Comparison, cst.ComparisonTarget))
