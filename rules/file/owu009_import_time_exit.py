"""OWU009 import-time-exit."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.rule import Draft, Rule

_EXITS = frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort"})


class ImportTimeExit(Rule):
    '''Loading the component ends the server's request.

    ## What it does
    Reports `sys.exit()`, `exit()`, `quit()` and `raise SystemExit` that run when the module is loaded. A
    `if __name__ == "__main__":` block is silent: the host never runs it.

    ## Why is this bad?
    The host catches exceptions while it loads a component, but `SystemExit` is none: it takes the
    request down, and with some servers the worker.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    """

    import os
    import sys

    if "API_KEY" not in os.environ:
        sys.exit("no key")


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Use instead
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    """

    import os


    class Pipe:
        async def pipe(self, body: dict) -> str:
            if "API_KEY" not in os.environ:
                return "Error: no key"
            return "echo"
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`: `except Exception` around the load.
    '''

    code = "OWU009"
    name = "import-time-exit"
    severity = Severity.ERROR

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield each call and `raise` of the module's own code."""
        for call in component.module.of(cst.Call):
            name = component.qualified(call.func, component.module)
            if name in _EXITS:
                yield self.finding(call, f"Loading the component ends the request: `{name}()`")
        for node in component.module.of(cst.Raise):
            raised = node.exc.func if isinstance(node.exc, cst.Call) else node.exc
            if isinstance(raised, cst.Name) and raised.value == "SystemExit":
                yield self.finding(node, "Loading the component ends the request: `SystemExit`")
