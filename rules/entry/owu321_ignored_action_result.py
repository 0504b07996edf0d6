"""OWU321 ignored-action-result."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component, FunctionScope, text
from owui_lint.component.flow.exits import returned_values
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class IgnoredActionResult(Rule):
    '''An action returns a result that the page does not use.

    ## What it does
    Reports `{"content": …}` without `messages` as the result of `action`, and literal entries of
    `messages` without `id`.

    ## Why is this bad?
    The page looks for `messages` only, and finds the message to change by its `id`. A bare `content`
    is dropped without a word; an entry without `id` makes the page throw, and nothing is saved.

    ## Example
    ```python
    """
    title: Shout
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Action:
        async def action(self, body: dict) -> dict:
            return {"content": body["messages"][-1]["content"].upper()}
    ```

    ## Use instead
    ```python
    """
    title: Shout
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Action:
        async def action(self, body: dict) -> dict:
            last = body["messages"][-1]
            return {"messages": [{"id": last["id"], "content": last["content"].upper()}]}
    ```

    ## References
    Open WebUI 0.12.4: `utils/actions.py` lines 126-153; the page's chat view reads
    `res.messages` and looks each up by `id`.
    '''

    code = "OWU321"
    name = "ignored-action-result"
    severity = Severity.WARNING
    kinds = frozenset({Kind.ACTION})

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield each such result."""
        for entry in component.entry_points("action"):
            function = entry.function
            if function is None or not entry.is_plain:
                continue
            for node in returned_values(component, function):
                yield from self._check_result(function, node)

    def _check_result(self, function: FunctionScope, node: cst.Return) -> Iterator[Draft]:
        items = _items(_followed(function, node.value))
        if items is None:
            return
        if "content" in items and "messages" not in items:
            yield self.finding(node, "The page reads only `messages` of an action's result")
        messages = _followed(function, items.get("messages"))
        if not isinstance(messages, (cst.List, cst.Tuple)):
            return
        for element in messages.elements:
            keys = _items(element.value) if isinstance(element, cst.Element) else None
            if keys is not None and "id" not in keys:
                yield self.finding(element.value, "The page finds a message to change by its `id`")


def _followed(
    function: FunctionScope, value: cst.BaseExpression | None
) -> cst.BaseExpression | None:
    return function.sole_value(value.value) if isinstance(value, cst.Name) else value


def _items(value: cst.BaseExpression | None) -> dict[str, cst.BaseExpression] | None:
    """The items of a dict whose keys are all known; None for anything else."""
    if not isinstance(value, cst.Dict):
        return None
    found: dict[str, cst.BaseExpression] = {}
    for element in value.elements:
        key = text(element.key) if isinstance(element, cst.DictElement) else None
        if key is None:
            return None
        found[key] = element.value
    return found
