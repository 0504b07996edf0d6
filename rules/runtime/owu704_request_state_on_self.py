from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.runtime.request_state import kept_state
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class RequestStateOnSelf(Rule):
    """Data of one request is stored on the component, which all users share.

    ## What it does
    Reports the emitter, user, body, request and values taken directly from them, when an entry point or a
    method it calls stores them on the component's `self` and they are read later; likewise a reply that is
    built there. A value derived from the body or user in several steps, or stored under a key, is reported
    where another entry point reads it. A helper object created for each call is left alone.

    ## Why is this bad?
    One instance of the component serves all users and all requests at the same time. The next request
    overwrites the value while the first is still waiting: one user gets another user's name, messages or
    answer.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            self.user = __user__
            return await self.greet()

        async def greet(self) -> str:
            return self.user["name"]
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return await self.greet(__user__)

        async def greet(self, user: dict) -> str:
            return user["name"]
    ```

    ## References
    Open WebUI 0.12.4, `functions.py`, `get_function_module_from_cache`.
    """

    code = "OWU704"
    name = "request-state-on-self"
    severity = Severity.WARNING

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the assignment."""
        for kept in kept_state(component):
            yield self.finding(
                kept.target,
                f"`self.{kept.name}` keeps {kept.what}, but one instance serves all; "
                "use a local variable",
            )
