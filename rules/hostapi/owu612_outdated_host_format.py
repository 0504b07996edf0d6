from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.host import Host, OutdatedFormat
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class OutdatedHostFormat(Rule):
    '''The component looks for a text that the host no longer writes.

    ## What it does
    Reports `startswith("local:")` on chat ids (temporary chats are `temporary:` since 0.11.0), and searches
    for `<details type="tool_calls"` in message content (gone since 0.10.0), unless the file writes that text
    itself or knows the new form as well.

    ## Why is this bad?
    The test is never true: temporary chats are taken for stored ones, tool calls are not found.

    ## Example
    ```python
    """
    title: Who
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    import json


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            if body["chat_id"].startswith("local:"):
                return json.dumps("not stored")
            return "stored"
    ```

    ## Use instead
    ```python
    """
    title: Who
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    import json


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            if body["chat_id"].startswith(("local:", "temporary:")):
                return json.dumps("not stored")
            return "stored"
    ```

    ## References
    Open WebUI 0.10.0 and 0.11.0, `utils/middleware.py`.
    '''

    code = "OWU612"
    name = "outdated-host-format"
    severity = Severity.WARNING
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield each comparison with an old text."""
        text = component.source.text
        for old in host.outdated_formats():
            if old.text not in text or not _is_outdated(host, old):
                continue
            if old.match == "prefix" and old.successor not in text:
                yield from self._prefixes(component, old)
            elif old.match == "contains":
                yield from self._searches(component, old)

    def _prefixes(self, component: Component, old: OutdatedFormat) -> Iterator[Draft]:
        for call in component.of(cst.Call):
            func = call.func
            if (
                not isinstance(func, cst.Attribute)
                or func.attr.value != "startswith"
                or not call.args
            ):
                continue
            subject = component.tree.code_for_node(func.value).lower()
            if component.literal(call.args[0].value) == old.text and "chat" in subject:
                yield self.finding(call, _message(old))

    def _searches(self, component: Component, old: OutdatedFormat) -> Iterator[Draft]:
        holding = [node for node in component.of(cst.SimpleString) if old.text in node.raw_value]
        tests = [node for node in holding if _is_search(component, node)]
        if len(tests) == len(holding) and not any(
            old.text in part.value for part in component.of(cst.FormattedStringText)
        ):
            for node in tests:
                yield self.finding(node, _message(old))


_SEARCHES = frozenset(
    {"find", "index", "count", "startswith", "search", "match", "findall", "compile", "split"}
)


def _is_outdated(host: Host, old: OutdatedFormat) -> bool:
    """Whether the target wrote the text once: what it has yet to begin with is not outdated."""
    if host.has(old.availability) is not False:
        return False
    return any(span.first < host.version for span in old.availability.spans)


def _message(old: OutdatedFormat) -> str:
    return (
        f"Since {old.availability.until}, the host writes {old.successor} instead of `{old.text}`"
    )


def _is_search(component: Component, node: cst.SimpleString) -> bool:
    parent = component.parent(node)
    if isinstance(parent, cst.Comparison):
        return isinstance(parent.comparisons[0].operator, (cst.In, cst.NotIn))
    call = component.parent(parent) if isinstance(parent, cst.Arg) else None
    func = call.func if isinstance(call, cst.Call) else None
    return isinstance(func, cst.Attribute) and func.attr.value in _SEARCHES
