from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.flow.coroutine_use import Use, use_of
from owui_lint.component import Component
from owui_lint.component.edits.awaiting import add_await
from owui_lint.component.hostapi.calls import (
    HostCall,
    host_call_at,
    host_calls,
    partial_host_calls,
    threaded_host_calls,
)
from owui_lint.component.hostapi.names import HostName
from owui_lint.component.world import release_guards
from owui_lint.finding import Applicability, Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class ModelMethodNotAwaited(Rule):
    """A coroutine of Open WebUI is never awaited.

    ## What it does
    Reports calls of Open WebUI's coroutine functions whose result is dropped, read, tested or iterated
    without `await`, and those handed to a thread (`asyncio.to_thread(Users.get_user_by_id, …)`). A coroutine
    that is passed on (returned, passed as an argument, gathered, stored) is left alone, and so is code under
    a test for Open WebUI's version.

    ## Why is this bad?
    Since 0.9.0, the methods of Open WebUI's models are coroutine functions. Without `await` their code does
    not run: a write is lost, and a read gives a coroutine object, which is always true and has none of the
    expected attributes.

    ## Example
    ```python
    from open_webui.models.users import Users


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            user = Users.get_user_by_id("1")
            return user.name
    ```

    ## Use instead
    ```python
    from open_webui.models.users import Users


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            user = await Users.get_user_by_id("1")
            return user.name
    ```

    ## Fix safety
    Safe: only the value of the coroutine can have been meant. There is no fix in a function that is not
    async, nor in a generator expression, which `await` would turn into an asynchronous one.

    ## References
    `async def` in Open WebUI's modules, by release.
    """

    code = "OWU603"
    name = "model-method-not-awaited"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE}
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each call whose coroutine comes to nothing."""
        for item in host_calls(component):
            since = _unawaited_since(component, component.host, item.call, item.target)
            if since is not None:
                idle = _only_reads(component, item)
                yield self.finding(
                    item.call,
                    f"`{item.target.text}` is a coroutine since {since}; await it",
                    severity=Severity.WARNING if idle else Severity.ERROR,
                    fix=partial(add_await, item.call),
                )
            for call in _calls_of_helper(component, item):
                yield self.finding(
                    call,
                    f"`{item.target.text}`, which this returns, is a coroutine; await it",
                    related=[(item.call, "Returned here")],
                    fix=partial(add_await, call),
                )
        for made in partial_host_calls(component):
            since = _unawaited_since(component, component.host, made.call, made.target)
            if since is not None:
                yield self.finding(
                    made.call,
                    f"`{made.target.text}`, which this calls, is a coroutine since {since}; await it",
                    related=[(made.reference, "Taken here")],
                    fix=partial(add_await, made.call),
                )
        for threaded in threaded_host_calls(component):
            since = _unawaited_since(component, component.host, threaded.result, threaded.target)
            if since is not None:
                yield self.finding(
                    threaded.reference,
                    f"`{threaded.target.text}` is a coroutine since {since}, which this thread never "
                    "awaits; await it without the thread",
                )


def _calls_of_helper(component: Component, item: HostCall) -> Iterator[cst.Call]:
    """Yield the calls of a plain helper that returns the coroutine and nothing else, where they lose it."""
    function = component.function_around(item.call)
    returns = function.of(cst.Return) if function is not None else []
    is_sole = len(returns) == 1 and returns[0].value is item.call
    if function is None or not item.gives_coroutine or not is_sole:
        return
    if function.is_async or function.decorators or release_guards(component).is_guarded(item.call):
        return
    for call in component.calls_of(function):
        lost = use_of(component, call) in (Use.DROPPED, Use.TAKEN_AS_RESULT)
        if lost and not release_guards(component).is_guarded(call):
            yield call


_READING = ("get", "is", "has", "count", "search", "list", "find", "check")


def _only_reads(component: Component, item: HostCall) -> bool:
    """Whether nothing is lost, as the call reads something that is not used."""
    is_dropped = use_of(component, item.call) is Use.DROPPED
    return is_dropped and item.target.name.split("_")[0] in _READING


def _is_given_to_host(component: Component, made: cst.BaseExpression) -> bool:
    """Whether a call of Open WebUI is given the coroutine where it takes a value."""
    arg = component.parent(made)
    call = component.parent(arg) if isinstance(arg, cst.Arg) else None
    return isinstance(call, cst.Call) and host_call_at(component, call) is not None


def _unawaited_since(
    component: Component, host: Host, made: cst.BaseExpression, target: HostName
) -> str | None:
    """Since when an expression gives a coroutine that comes to nothing; None where it does not."""
    member = target.member
    if member is None or member.coroutine is None or not host.is_async(member):
        return None
    comes_to_nothing = use_of(component, made) in (
        Use.DROPPED,
        Use.TAKEN_AS_RESULT,
    ) or _is_given_to_host(component, made)
    return (
        member.coroutine.since
        if comes_to_nothing and not release_guards(component).is_guarded(made)
        else None
    )
