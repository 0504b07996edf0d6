"""Which functions never run on Open WebUI's event loop: threads run them, async ones on loops of their own.

Open WebUI calls entry points on its event loop, plain functions included (functions.py, filter.py,
actions.py, tools.py); the Pipelines server awaits the hooks of pipelines on its own, and runs `pipe`
in a thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.call_graph import call_graph, callees, reached
from owui_lint.analysis.reads import reads_of
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.scopes import Scope, last_name
from owui_lint.component.entry.points import entry_points
from owui_lint.component.runtime.loops import loop_started, may_start_loops
from owui_lint.component.runtime.threads import starts_thread
from owui_lint.kinds import Kind

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_THREAD_CLASSES = frozenset({"threading.Thread", "threading.Timer"})
_OTHER_THREADS_LOOP = "run_coroutine_threadsafe"
_CONTAINERS = (cst.Element, cst.Tuple, cst.List)

Use = FunctionScope | bool
"""Where one use of a function runs it: in a thread (true), on Open WebUI's loop or unknown (false), or
on whatever thread this other function runs."""


def off_loop(component: Component) -> frozenset[int]:
    """`id(function.node)` of each function that, as far as the file shows, only ever runs off the loop."""
    found = _only_in_threads(component)
    return found | _unreached(component) if component.kind is Kind.PIPELINE else found


def _unreached(component: Component) -> frozenset[int]:
    """The functions of a pipeline that none of its hooks calls: only `pipe` can be what runs them."""
    idle = component.host.pipelines_not_serving()
    hooks = (e.function for e in entry_points(component) if e.function and e.name not in idle)
    called = {id(f.node) for f in reached(hooks, partial(callees, component))}
    return frozenset(id(f.node) for f in component.functions if id(f.node) not in called)


def _only_in_threads(component: Component) -> frozenset[int]:
    """The functions of which every use is known to run in a thread.

    They are handed to a thread or an executor, or called by such functions alone; the coroutine of
    an async one ends in a loop that such a function runs, be it through a helper's parameter.
    """
    if not may_start_loops(component):
        return frozenset()
    uses = {id(f.node): list(_uses(component, f)) for f in component.functions}
    on_loop = {key for key, found in uses.items() if not found or False in found}
    callers = {
        key: {id(use.node) for use in found if isinstance(use, FunctionScope)}
        for key, found in uses.items()
    }
    before = -1
    while before != len(on_loop):
        before = len(on_loop)
        on_loop |= {key for key, found in callers.items() if found & on_loop}
    return frozenset(uses.keys() - on_loop)


def _uses(component: Component, function: FunctionScope) -> Iterator[Use]:
    entries = entry_points(component)
    entry = next((e for e in entries if e.function is function), None)
    if entry is not None:
        yield entry.kind is Kind.PIPELINE and entry.name in component.host.pipelines_not_serving()
    owner = function.owner
    if owner is not None and function.name == "run":
        yield bool(_THREAD_CLASSES & set(owner.base_names))
    if function.is_lambda:
        yield _is_handed_to_thread(component, function.node)
    for mention in component.mentions_of(function) if not function.is_lambda else ():
        call = component.parent(mention)
        if not isinstance(call, cst.Call) or call.func is not mention:
            yield _is_handed_to_thread(component, mention)
        elif function.is_async:
            yield from _ends(component, call, set())
        else:
            yield component.function_around(call) or False


def _is_handed_to_thread(component: Component, node: cst.CSTNode) -> bool:
    call = _taker(component, node)
    if call is None:
        return False
    return starts_thread(call) or (
        last_name(call.func) == "partial" and _is_handed_to_thread(component, call)
    )


def _taker(component: Component, node: cst.CSTNode) -> cst.Call | None:
    """The call of which an expression is an argument, alone or in `args=(…)`."""
    parent = component.parent(node)
    while isinstance(parent, _CONTAINERS):
        parent = component.parent(parent)
    call = component.parent(parent) if isinstance(parent, cst.Arg) else None
    return call if isinstance(call, cst.Call) else None


def _ends(
    component: Component, coroutine: cst.BaseExpression, seen: set[tuple[int, str]]
) -> Iterator[Use]:
    """Where a coroutine is run: followed into variables and parameters of the file's functions."""
    function = component.function_around(coroutine)
    parent = component.parent(coroutine)
    names = _variables(parent)
    call = _taker(component, coroutine)
    parameter = _filled(component, call, coroutine) if call is not None else None
    if function is None:
        yield False
    elif names:
        for name in names:
            yield from _ends_of_variable(component, function, name, seen)
    elif parameter is not None:
        yield from _ends_of_variable(component, *parameter, seen)
    elif call is not None and (starts_thread(call) or _starts_loop(component, call)):
        yield True  # a loop that is started on Open WebUI's fails
    elif call is not None and last_name(call.func) == _OTHER_THREADS_LOOP:
        yield False
    else:  # awaited, gathered, run to its end …: where it stands; returned, anywhere
        yield not isinstance(parent, cst.Return) and function


def _starts_loop(component: Component, call: cst.Call) -> bool:
    """Whether the call runs the coroutines it is given: `asyncio.run(…)`, `loop.run_until_complete(…)`."""
    if last_name(call.func) == "run_until_complete":
        return True
    return loop_started(component, call, component.scope_of(call)) is not None


def _variables(parent: cst.CSTNode | None) -> list[str]:
    """The names that an assignment gives the value, if it gives it to nothing else."""
    if not isinstance(parent, cst.Assign):
        return []
    names = [t.target.value for t in parent.targets if isinstance(t.target, cst.Name)]
    return names if len(names) == len(parent.targets) else []


def _ends_of_variable(
    component: Component, home: Scope, name: str, seen: set[tuple[int, str]]
) -> Iterator[Use]:
    if (id(home), name) not in seen:
        seen.add((id(home), name))
        for read in reads_of(component, home, name):
            yield from _ends(component, read, seen)


def _filled(
    component: Component, call: cst.Call, argument: cst.BaseExpression
) -> tuple[FunctionScope, str] | None:
    """The parameter of a function of the file that an argument of its call fills."""
    function = component.callee(call)
    if function is None:
        return None
    graph = call_graph(component)
    for parameter in function.parameters:
        if graph.argument(function, call, parameter).node is argument:
            return function, parameter.name
    return None
