"""OWU006 component-init-arguments."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class ComponentInitArguments(Rule):
    '''The component cannot be created: its `__init__` needs arguments, or is async.

    ## What it does
    Reports required parameters of the component's `__init__`, one without `self`, and an
    `async def __init__`. Decorators and metaclasses are silent: they may fill in arguments.

    ## Why is this bad?
    The host creates the component with `Pipe()`, without arguments: a required parameter is a
    `TypeError`, and the save is rejected. An async `__init__` returns a coroutine, which is a
    `TypeError` as well.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    """


    class Pipe:
        def __init__(self, api_key):
            self.api_key = api_key

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


    class Pipe:
        def __init__(self, api_key: str = ""):
            self.api_key = api_key

        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`: `module.Pipe()`; Pipelines server, `main.py`: `Pipeline()`.
    '''

    code = "OWU006"
    name = "component-init-arguments"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the required parameters, or the async `__init__`."""
        main = component.main
        init = main.method("__init__") if main is not None else None
        if main is None or init is None or init.is_lambda:
            return
        if main.node.decorators or main.node.keywords or init.decorators:
            return  # who knows what the host's call arrives at
        if not init.parameters:
            yield self.finding(init.node, "The host cannot create a component without `self`")
            return
        if init.is_async:
            yield self.finding(
                init.node, "The host cannot create a component with an async `__init__`"
            )
            return
        for parameter in init.parameters[1:]:
            if parameter.is_required:
                yield self.finding(
                    parameter.node,
                    f"The host creates the component without arguments, not with `{parameter.name}`",
                )
