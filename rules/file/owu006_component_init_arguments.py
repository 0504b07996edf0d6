"""OWU006 component-init-arguments."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.creation import uncreatable
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class ComponentInitArguments(Rule):
    """The component cannot be created.

    ## What it does
    Reports required parameters of the component's `__init__` or `__new__`, or of a dataclass; an
    `__init__` without `self`, one that is `async`, and one that returns a value or yields; abstract methods
    that are left open; and a class decorator of the file that returns nothing. Other decorators and
    metaclasses are silent: they may fill in arguments.

    ## Why is this bad?
    Open WebUI creates the component with `Pipe()`, without arguments: a required parameter is a
    `TypeError`, and the save is rejected. An async `__init__` returns a coroutine, which is a
    `TypeError` as well.

    ## Example
    ```python
    class Pipe:
        def __init__(self, api_key):
            self.api_key = api_key

        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Use instead
    ```python
    class Pipe:
        def __init__(self, api_key: str = ""):
            self.api_key = api_key

        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`: `module.Pipe()`; Pipelines server, `main.py`: `Pipeline()`.
    """

    code = "OWU006"
    name = "component-init-arguments"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield what keeps the component from being created."""
        main = component.main
        if main is None:
            return
        for node, message in uncreatable(component, main):
            yield self.finding(node, message)
