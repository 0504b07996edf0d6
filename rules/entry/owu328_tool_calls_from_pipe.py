"""OWU328 tool-calls-from-pipe."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.syntax.names import text
from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class ToolCallsFromPipe(Rule):
    """A pipe yields its own tool calls, which Open WebUI takes for the model's.

    ## What it does
    Reports a literal `{"delta": {"tool_calls": [{…}]}}` that a pipe yields, with literal calls in it. Silent
    where the component takes `__tools__` or reads `tools`: it may want Open WebUI to run them.

    ## Why is this bad?
    In a chat, Open WebUI runs the tool that is named there and calls the pipe again with the result, as
    often as the pipe yields such a call, up to 256 times. A call without `index` is ignored.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict):
            call = {"index": 0, "id": "1", "function": {"name": "look", "arguments": "{}"}}
            yield {"choices": [{"delta": {"tool_calls": [call]}}]}
            yield "found"
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict, __event_emitter__=None):
            if __event_emitter__:
                await __event_emitter__({"type": "status", "data": {"description": "Looked", "done": True}})
            yield "found"
    ```

    ## References
    Open WebUI 0.12.4, `utils/middleware.py` lines 5001 and 5584.
    """

    code = "OWU328"
    name = "tool-calls-from-pipe"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such literal."""
        source = component.source.text
        if "tool_calls" not in source or "__tools__" in source or _reads_tools(component):
            return
        for element in component.of(cst.DictElement):
            delta = element.value
            if text(element.key) != "delta" or not isinstance(delta, cst.Dict):
                continue
            calls = _entry(delta, "tool_calls")
            if calls is None or not _is_yielded(component, element):
                continue
            literal_calls = _literal_calls(component, calls)
            if not literal_calls or not component.runs(element):
                continue
            if all(_entry(call, "index") is None for call in literal_calls):
                message = "Yielded `tool_calls` without `index` are ignored; emit a `status` event instead"
            else:
                message = (
                    "Yielded `tool_calls` are run by Open WebUI, which calls `pipe` again; "
                    "emit a `status` event instead"
                )
            yield self.finding(delta, message)


def _entry(node: cst.Dict, key: str) -> cst.BaseExpression | None:
    return next(
        (e.value for e in node.elements if isinstance(e, cst.DictElement) and text(e.key) == key),
        None,
    )


def _literal_calls(component: Component, calls: cst.BaseExpression) -> list[cst.Dict]:
    """The calls, where all of them are literals with a literal name of the tool."""
    if not isinstance(calls, cst.List):
        return []
    found: list[cst.Dict] = []
    for element in calls.elements:
        call = element.value
        if isinstance(call, cst.Name):
            call = component.scope_of(call).sole_value(call.value) or call
        function = _entry(call, "function") if isinstance(call, cst.Dict) else None
        name = _entry(function, "name") if isinstance(function, cst.Dict) else None
        if not isinstance(call, cst.Dict) or not isinstance(component.literal(name), str):
            return []
        found.append(call)
    return found


def _is_yielded(component: Component, node: cst.CSTNode) -> bool:
    """Whether the literal is part of a `yield`, directly or through one variable."""
    for current in component.ancestors(node):
        if isinstance(current, cst.Yield):
            return True
        if isinstance(current, cst.Assign) and len(current.targets) == 1:
            target = current.targets[0].target
            if not isinstance(target, cst.Name):
                return False
            scope = component.scope_of(current)
            return any(
                isinstance(outer, cst.Yield)
                for name in scope.named(target.value)
                for outer in component.ancestors(name)
            )
        if isinstance(current, (cst.BaseStatement, cst.Lambda)):
            return False
    return False


def _reads_tools(component: Component) -> bool:
    """Whether the component reads the tools that the request names."""
    return any(text(node) == "tools" for node in component.of(cst.SimpleString))
