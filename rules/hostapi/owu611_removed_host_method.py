from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.host_api import host_calls, is_version_guarded
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class RemovedHostMethod(Rule):
    '''A method is called that the host's object no longer has.

    ## What it does
    Reports calls of methods that an earlier or later release has on the object, but not the target version.

    ## Why is this bad?
    The call raises `AttributeError`.

    ## Example
    ```python
    """
    title: Who
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    from open_webui.models.memories import Memories


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            memory = await Memories.update_memory_by_id("1", "tea")
            return str(memory)
    ```

    ## Use instead
    ```python
    """
    title: Who
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    from open_webui.models.memories import Memories


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            memory = await Memories.update_memory_by_id_and_user_id("1", "2", "tea")
            return str(memory)
    ```

    ## References
    The methods of the host's models in 36 published releases, compared.
    '''

    code = "OWU611"
    name = "removed-host-method"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield each call of a method that is not there."""
        for item in host_calls(component):
            target = item.target
            if (
                not target.obj
                or target.member is None
                or host.has(target.member.availability) is not False
            ):
                continue
            if is_version_guarded(component, item.call) or component.survives(
                item.call, "AttributeError"
            ):
                continue
            available = target.member.availability
            move = host.moved_method(target.module, target.obj, target.name)
            if move is not None and move.name is not None:
                reason = f"Gone since {available.until}, now `{move.name}`"
            elif available.at(host.latest()):
                reason = f"New in Open WebUI {available.since}"
            else:
                reason = f"Gone since {available.until}"
            yield self.finding(item.call, f"{reason}: `{target.text}`")
