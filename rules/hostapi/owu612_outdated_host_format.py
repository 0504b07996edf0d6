from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.hostapi.formats import outdated_tests
from owui_lint.finding import Severity, Tag
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class OutdatedHostFormat(Rule):
    """The component looks for a text that Open WebUI no longer writes.

    ## What it does
    Reports `startswith("local:")` on chat ids (the ids of temporary chats begin with `temporary:` since
    0.11.0) and searches for `<details type="tool_calls"` in message content (not written since 0.10.0). A
    file that writes the text itself, or also handles the new form, is left alone.

    ## Why is this bad?
    The test is never true: temporary chats are taken for stored ones, and tool calls are not found.

    ## Example
    ```python
    import json


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            if body["chat_id"].startswith("local:"):
                return json.dumps("not stored")
            return "stored"
    ```

    ## Use instead
    ```python
    import json


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            if body["chat_id"].startswith(("local:", "temporary:")):
                return json.dumps("not stored")
            return "stored"
    ```

    ## References
    Open WebUI 0.10.0 and 0.11.0, `utils/middleware.py`.
    """

    code = "OWU612"
    name = "outdated-host-format"
    severity = Severity.WARNING
    tag = Tag.DEPRECATED
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each comparison with an old text."""
        for test in outdated_tests(component):
            old = test.old
            yield self.finding(
                test.node,
                f"`{old.text}` is no longer written since {old.availability.until}; "
                f"look for {_code(old.successor)}",
            )


def _code(text: str) -> str:
    """Return a text as code, unless it is words with code in them."""
    return text if "`" in text else f"`{text}`"
