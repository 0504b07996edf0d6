"""OWU009 import-time-exit."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.call_graph import reached
from owui_lint.analysis.guards import is_caught
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.names import dotted
from owui_lint.analysis.syntax.scopes import Scope
from owui_lint.component import Component
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule

_EXITS = frozenset({"sys.exit", "exit", "quit", "os._exit", "os.abort"})
_CAUGHT = frozenset({"", "SystemExit", "BaseException"})
"""What a handler of such an exit may name."""


class ImportTimeExit(Rule):
    """Loading the component ends the server's request.

    ## What it does
    Reports `sys.exit()`, `exit()`, `quit()` and `raise SystemExit` that run when the module is loaded or
    the component is made: at module level, in a function called there, in `__init__`. A
    `if __name__ == "__main__":` block is silent: Open WebUI never runs it.

    ## Why is this bad?
    Open WebUI catches `Exception` while it loads a component, but not `SystemExit`: it takes the
    request down, and with some servers the worker.

    ## Example
    ```python
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
    import os


    class Pipe:
        async def pipe(self, body: dict) -> str:
            if "API_KEY" not in os.environ:
                return "Error: no key"
            return "echo"
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`: `except Exception` around the load.
    """

    code = "OWU009"
    name = "import-time-exit"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each call and `raise` of the module's own code."""
        for scope in _loading(component):
            for call in scope.of(cst.Call):
                name = component.qualified(call.func, scope)
                if name in _EXITS and not is_caught(component, call, _CAUGHT):
                    yield self.finding(
                        call,
                        f"`{name}()` runs while the component is loaded and ends the request; "
                        "raise an error instead",
                    )
            for node in scope.of(cst.Raise):
                raised = node.exc.func if isinstance(node.exc, cst.Call) else node.exc
                if (
                    raised is not None
                    and dotted(raised) == "SystemExit"
                    and not is_caught(component, node, _CAUGHT)
                ):
                    message = (
                        "`SystemExit` is raised while the component is loaded and ends the request; "
                        "raise another error"
                    )
                    yield self.finding(node, message)


def _loading(component: Component) -> list[Scope]:
    """The code that runs when the component is loaded and made: what the module calls, `__init__`."""
    found: list[Scope] = [component.module]
    found += (m.scope for m in component.classes if m.is_top_level and component.runs(m.node))
    first = [*valves_of(component).starting_functions]
    first += [function for scope in found for function in _called(component, scope)]
    return [*found, *reached(first, partial(_called, component))]


def _called(component: Component, scope: Scope) -> list[FunctionScope]:
    calls = (call for call in scope.of(cst.Call) if component.runs(call))
    return [function for call in calls if (function := component.callee(call)) is not None]
