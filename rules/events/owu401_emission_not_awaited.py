"""OWU401 emission-not-awaited."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.flow.awaitables import returned
from owui_lint.analysis.syntax.decorators import gives_coroutine
from owui_lint.analysis.syntax.scopes import last_name
from owui_lint.analysis.uses import is_discarded
from owui_lint.component import Component, Editor, FunctionScope
from owui_lint.component.events.emissions import Emissions, emissions_of
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.rule import Draft, Rule

_LONGEST = 60
"""Characters of an expression that a message repeats."""


class EmissionNotAwaited(Rule):
    """An event is never sent, because the call is not awaited.

    ## What it does
    Reports calls of `__event_emitter__` and `__event_call__`, under whatever name, and of the
    file's async helpers that emit, whose result is neither awaited nor handed on (returned,
    gathered, made a task, kept in a variable that is read).

    ## Why is this bad?
    Both are coroutine functions. Without `await` nothing is sent; Python only warns that a
    coroutine was never awaited, in the log of the server.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict, __event_emitter__=None) -> str:
            if __event_emitter__:
                __event_emitter__({"type": "status", "data": {"description": "Done", "done": True}})
            return "done"
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict, __event_emitter__=None) -> str:
            if __event_emitter__:
                await __event_emitter__(
                    {"type": "status", "data": {"description": "Done", "done": True}}
                )
            return "done"
    ```

    ## Fix safety
    Safe: `await` is added, in async functions only.

    ## References
    Open WebUI 0.12.4, `socket/main.py`: `get_event_emitter`, `get_event_call`.
    """

    code = "OWU401"
    name = "emission-not-awaited"
    severity = Severity.ERROR
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each emission, direct or through a helper, that is thrown away."""
        emissions = emissions_of(component)
        if not emissions.all:
            return
        for emission in emissions.all:
            if _is_for_plain_emitters(component, emission.call):
                continue
            if emission.is_certain and is_discarded(component, emission.call):
                yield self._lost(component, emission.call, _unsent(component, emission.call))
        for function in component.functions:
            if id(function.node) in emissions.emitting_functions and (
                gives_coroutine(component, function) or _returns_emissions(emissions, function)
            ):
                for call in component.calls_of(function):
                    if id(call) not in emissions.by_call and is_discarded(component, call):
                        what = f"`{function.name}`" if function.name else "This call"
                        text = f"{what} is not awaited, so its events are never sent"
                        yield self._lost(component, call, text)

    def _lost(self, component: Component, call: cst.Call, reason: str) -> Draft:
        around = component.function_around(call)

        def add_await(editor: Editor) -> Fix | None:
            parent = component.parent(call)
            if around is None or not around.is_async or isinstance(parent, cst.Assign):
                return None
            return editor.safe("Add `await`", editor.before(call, "await "))

        return self.finding(call, reason, fix=add_await)


def _is_for_plain_emitters(component: Component, call: cst.Call) -> bool:
    """Whether the call stands in the branch for emitters that are plain functions: Open WebUI has none."""
    below: cst.CSTNode = call
    for current in component.ancestors(call):
        if isinstance(current, (cst.If, cst.IfExp)) and below is current.orelse:
            test = current.test
            if isinstance(test, cst.Call) and last_name(test.func) == "iscoroutinefunction":
                return True
        below = current
    return False


def _returns_emissions(emissions: Emissions, function: FunctionScope) -> bool:
    """Whether a plain function or lambda hands the coroutine of an emission on to its caller."""
    if function.is_async or function.is_generator or function.decorators:
        return False
    results = [emissions.by_call.get(id(value)) for value in returned(function)]
    return bool(results) and all(one is not None and one.is_certain for one in results)


def _unsent(component: Component, call: cst.Call) -> str:
    """Return the message for an emission that is thrown away."""
    emitter = component.tree.code_for_node(call.func)
    written = (
        f"`{emitter}(…)`" if len(emitter) <= _LONGEST and "\n" not in emitter else "The emitter"
    )
    return f"{written} is not awaited, so the event is never sent"
