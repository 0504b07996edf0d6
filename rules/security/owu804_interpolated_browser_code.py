from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component
from owui_lint.component.security.browser_code import interpolated_code
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule

_LONGEST = 40
"""Characters of an expression that a message repeats."""


class InterpolatedBrowserCode(Rule):
    """JavaScript for the browser is built from unescaped data.

    ## What it does
    Reports `execute` events whose code contains values that are neither literals nor passed through
    `json.dumps`.

    ## Why is this bad?
    A quote in the text ends the JavaScript string, and what follows runs in the user's session with all the
    rights of that user.

    ## Example
    ```python
    class Action:
        async def action(self, body: dict, __event_call__=None) -> None:
            text = body["messages"][-1]["content"]
            if __event_call__:
                await __event_call__({"type": "execute", "data": {"code": f"alert('{text}')"}})
    ```

    ## Use instead
    ```python
    import json


    class Action:
        async def action(self, body: dict, __event_call__=None) -> None:
            text = body["messages"][-1]["content"]
            if __event_call__:
                await __event_call__({"type": "execute", "data": {"code": f"alert({json.dumps(text)})"}})
    ```

    ## References
    Open WebUI documentation, "Events": `execute`.
    """

    code = "OWU804"
    name = "interpolated-browser-code"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the value that enters the code."""
        seen: set[tuple[int, str]] = set()
        for part in interpolated_code(component):
            name = component.tree.code_for_node(part)
            key = (_place(component, part), name)
            if key in seen:
                continue
            seen.add(key)
            shown = f"`{name}`" if len(name) <= _LONGEST and "\n" not in name else "This value"
            yield self.finding(
                part, f"{shown} enters browser code unescaped; wrap it in `json.dumps(…)`"
            )


def _place(component: Component, part: cst.BaseExpression) -> int:
    """What a value is reported once in: the scope that binds a variable, the statement of another one."""
    scope = component.scope_of(part)
    found = scope.lookup(part.value) if isinstance(part, cst.Name) else None
    return id(found[0].node if found is not None else component.statement_of(part))
