from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component
from owui_lint.component.hostapi.calls import host_calls
from owui_lint.component.world import release_guards
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class AwaitedSyncHostCall(Rule):
    """`await` is used on a function of Open WebUI that is not a coroutine function.

    ## What it does
    Reports `await` on calls of Open WebUI's functions that the target release does not define as `async`.

    ## Why is this bad?
    `await` on a value that is not awaitable raises `TypeError`, after the call itself has already run.

    ## Example
    ```python
    from open_webui.utils.misc import get_last_user_message


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return await get_last_user_message(body["messages"])
    ```

    ## Use instead
    ```python
    from open_webui.utils.misc import get_last_user_message


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return get_last_user_message(body["messages"])
    ```

    ## References
    `async def` in Open WebUI's modules, by release.
    """

    code = "OWU604"
    name = "awaited-sync-host-call"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each awaited call of a plain function."""
        for item in host_calls(component):
            member = item.target.member
            if (
                member is None
                or member.kind != "function"
                or component.host.is_async(member) is not False
            ):
                continue
            if isinstance(component.parent(item.call), cst.Await) and not release_guards(
                component
            ).is_guarded(item.call, frozenset({"TypeError"})):
                yield self.finding(
                    item.call,
                    f"`{item.target.text}` is not a coroutine in Open WebUI {component.host.version}; "
                    "remove `await`",
                )
