"""OWU412 overwritten-tool-message."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.events.channels import Channel
from owui_lint.component.events.emissions import emissions_of
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class OverwrittenToolMessage(Rule):
    '''A tool writes into the reply, which the model's answer overwrites.

    ## What it does
    Reports `message`, `replace` and their aliases `chat:message` and `chat:message:delta` emitted
    by tools. Silent in a file that speaks of `function_calling`: its author knows the modes.

    ## Why is this bad?
    With native tool calling, the default since 0.10.0, each step of the completion sets the whole
    reply: what a tool put there flashes up and is gone. What the model shall say belongs into the
    tool's result, what the user shall see into `embeds`, `files`, `status` or `notification`.

    ## Example
    ```python
    class Tools:
        async def report(self, topic: str, __event_emitter__=None) -> str:
            """
            Write a report.

            :param topic: what it is about
            """
            if __event_emitter__:
                await __event_emitter__({"type": "message", "data": {"content": topic}})
            return "The report has been written"
    ```

    ## Use instead
    ```python
    class Tools:
        async def report(self, topic: str) -> str:
            """
            Write a report.

            :param topic: what it is about
            """
            return f"Show this report to the user: {topic}"
    ```

    ## References
    Open WebUI documentation, `tools/development.mdx` line 485; Open WebUI 0.10.0.
    '''

    code = "OWU412"
    name = "overwritten-tool-message"
    severity = Severity.WARNING
    kinds = frozenset({Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each emission into the reply."""
        if not component.host.has(component.host.fact("native_tools_by_default")):
            return
        if "function_calling" in component.source.text:
            return
        overwritten = component.host.types_overwritten_from_tools()
        seen: set[int] = set()
        for event in emissions_of(component).events:
            call = event.emission.call
            if event.channel is Channel.CALL or id(call) in seen:
                continue
            for name in set(event.names) & overwritten:
                seen.add(id(call))
                yield self.finding(
                    call,
                    f"`{name}` events of a tool are overwritten by the model's answer; return the text instead",
                )
