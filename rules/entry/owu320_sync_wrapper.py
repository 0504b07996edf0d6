"""OWU320 sync-wrapper."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.flow.awaitables import gives_awaitable, returned
from owui_lint.analysis.syntax.decorators import Wrapper, wrappers_of
from owui_lint.analysis.syntax.scopes import last_name
from owui_lint.component import Component, FunctionScope
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import FUNCTIONS, Draft, Place, Rule


class SyncWrapper(Rule):
    """An entry point is a plain function that returns a coroutine.

    ## What it does
    Reports an entry point that is decorated by, or assigned from, a plain function of the file that
    returns a coroutine instead of awaiting it, and one that does so itself.

    ## Why is this bad?
    Open WebUI asks `inspect.iscoroutinefunction` whether to await. A plain function around an async one
    says no: the coroutine never runs, the pipe answers with nothing, the filter's body becomes a
    coroutine object.

    ## Example
    ```python
    import functools


    def logged(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return function(*args, **kwargs)

        return wrapper


    class Pipe:
        @logged
        async def pipe(self, body: dict) -> str:
            return body["messages"][-1]["content"]
    ```

    ## Use instead
    ```python
    import functools


    def logged(function):
        @functools.wraps(function)
        async def wrapper(*args, **kwargs):
            return await function(*args, **kwargs)

        return wrapper


    class Pipe:
        @logged
        async def pipe(self, body: dict) -> str:
            return body["messages"][-1]["content"]
    ```

    ## References
    Open WebUI 0.12.4: `functions.py`, `utils/filter.py`, `utils/actions.py`, `utils/tools.py`.
    `functools.wraps` does not make a plain function a coroutine function.
    """

    code = "OWU320"
    name = "sync-wrapper"
    severity = Severity.ERROR
    kinds = FUNCTIONS | {Kind.TOOLS}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each entry point whose coroutine is never awaited."""
        for entry in entry_points(component):
            function = entry.function
            if function is None or function.is_generator:
                continue
            place = _culprit(component, entry, function)
            if place is not None and place is function.node and function.name == "__call__":
                yield self.finding(
                    entry.node,
                    f"`{entry.name}` is an object whose async `__call__` Open WebUI never awaits; "
                    "make it a method",
                )
            elif place is not None:
                yield self.finding(
                    entry.node,
                    f"`{entry.name}` returns a coroutine that Open WebUI never awaits; make the wrapper `async`",
                    related=[(place, "This function is not `async`")]
                    if place is not entry.node
                    else (),
                )


def _culprit(component: Component, entry: EntryPoint, function: FunctionScope) -> Place | None:
    """The plain function that gives a coroutine; None where there is none, or it is not certain."""
    if entry.is_plain:
        if function.name == "__call__" and function.owner is not component.main:
            return function.node if function.is_async else None
        sync = not function.is_async and gives_awaitable(component, function)
        return function.node if sync else None
    if len(function.decorators) != 1 or not function.is_async:
        return None
    wrappers = wrappers_of(component, function.decorators[0])
    leaking = len(wrappers) == 1 and _leaks(wrappers[0])
    return wrappers[0].function.node if leaking else None


def _leaks(wrapper: Wrapper) -> bool:
    """Whether the wrapper is plain and returns the other's coroutine as it is."""
    inner = wrapper.function
    if inner.is_async or inner.is_generator or not wrapper.calls or _is_marked(inner):
        return False
    for value in returned(inner):
        result = inner.sole_value(value.value) if isinstance(value, cst.Name) else value
        if any(result is call for call in wrapper.calls):
            return True
    return False


def _is_marked(function: FunctionScope) -> bool:
    """Whether it is told to be a coroutine function: `inspect.markcoroutinefunction(wrapper)`."""
    calls = function.parent.of(cst.Call) if function.parent is not None else []
    marking = (c for c in calls if last_name(c.func) == "markcoroutinefunction")
    return any(last_name(arg.value) == function.name for call in marking for arg in call.args)
