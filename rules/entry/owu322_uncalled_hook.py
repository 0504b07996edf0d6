"""OWU322 uncalled-hook."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.flow.reachability import is_shadowed
from owui_lint.analysis.syntax.scopes import last_name
from owui_lint.component import ClassModel, Component, FunctionScope
from owui_lint.component.entry.points import entry_points, nearest_hook
from owui_lint.finding import Severity, Tag
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import EVERY_KIND, Draft, Rule


class UncalledHook(Rule):
    """A method looks like a hook but is never called.

    ## What it does
    Reports hooks of another kind (`on_startup`, `on_shutdown`, `on_valves_updated` outside Pipelines,
    `inlet` in a `Pipe`), misspelt ones (`inlets`, `on_start`), ones the target release does not call
    yet, and an entry point that is defined twice, of which the first is dead. A method that the file
    uses itself is silent; of `Tools`, any other public method is a tool.

    ## Why is this bad?
    What the method does never happens.

    ## Example
    ```python
    class Filter:
        async def on_startup(self):
            self.words = ["please"]

        async def inlet(self, body: dict) -> dict:
            return body
    ```

    ## Use instead
    ```python
    class Filter:
        def __init__(self):
            self.words = ["please"]

        async def inlet(self, body: dict) -> dict:
            return body
    ```

    ## References
    Open WebUI 0.12.4: `functions.py`, `utils/filter.py`, `utils/actions.py`, `events.py`; Pipelines
    server at 26b8f20, `main.py`.
    """

    code = "OWU322"
    name = "uncalled-hook"
    severity = Severity.WARNING
    tag = Tag.UNNECESSARY
    kinds = EVERY_KIND - {Kind.FUNCTION}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the dead first definitions, and the methods that are never called."""
        main, kind = component.main, component.kind
        if main is None or kind is None:
            return
        yield from self._defined_twice(component, main)
        yield from self._too_new(component, component.host, kind)
        for function in main.own_functions():
            name = function.name
            if (
                name.startswith("_")
                or function.decorators
                or name in component.host.attributes(kind)
            ):
                continue
            reason = _why_uncalled(component, kind, name)
            if (
                reason is not None
                and _does_something(function)
                and not _is_used(component, function)
            ):
                yield self.finding(function.node, reason)

    def _defined_twice(self, component: Component, main: ClassModel) -> Iterator[Draft]:
        for function in main.own_functions():
            name = function.name
            is_entry = bool(entry_points(component, name))
            assert isinstance(function.node, cst.FunctionDef)
            if is_entry and is_shadowed(component, function.node):
                binding = main.scope.bindings[name][-1]
                yield self.finding(
                    function.node,
                    f"`{name}` is defined again later in the class, so this one never runs; remove one",
                    related=[(binding.node, "This definition is used")],
                )

    def _too_new(self, component: Component, host: Host, kind: Kind) -> Iterator[Draft]:
        if host.is_latest:
            return
        entries = entry_points(component)
        dead = all(host.has(entry.facts.availability) is False for entry in entries)
        for entry in entries:
            availability = entry.facts.availability
            if kind is not Kind.TOOLS and host.has(availability) is False:
                message = (
                    f"is called only since {availability.since}, but the target release is "
                    f"{host.version}; do without it"
                    if availability.since
                    else f"is no longer called in Open WebUI {host.version}; remove it"
                )
                yield self.finding(
                    entry.node,
                    f"`{entry.name}` {message}",
                    severity=Severity.ERROR if dead else None,  # nothing of it ever runs
                )


def _why_uncalled(component: Component, kind: Kind, name: str) -> str | None:
    """Why a method of that name is never called on this kind; None when it is not a hook at all."""
    if name in Host.entry_points(kind):
        return None
    for other in Kind:
        is_hook = other is not Kind.FUNCTION and name in Host.entry_points(other)
        if is_hook and (kind is not Kind.TOOLS or name.startswith("on_")):
            return f"`{name}` is a hook of `{other.class_name}`, never called on `{kind.class_name}`; remove it"
    near = nearest_hook(kind, name)
    if near is None or not entry_points(component):
        return None  # OWU301 names the hook that was meant
    return f"`{name}` is never called; did you mean the hook `{near}`?"


def _does_something(function: FunctionScope) -> bool:
    """Whether the body does more than print, log or pass: what is never run is no loss then."""
    body = function.node.body
    if not isinstance(body, cst.IndentedBlock):
        return not isinstance(body, cst.SimpleStatementSuite) or any(map(_matters, body.body))
    return any(
        not isinstance(line, cst.SimpleStatementLine) or any(map(_matters, line.body))
        for line in body.body
    )


_SHOWING = frozenset({"print", "debug", "info", "warning", "error", "exception", "log"})


def _matters(statement: cst.BaseSmallStatement) -> bool:
    if isinstance(statement, cst.Pass):
        return False
    if isinstance(statement, cst.Return):
        return statement.value is not None
    if not isinstance(statement, cst.Expr):
        return True
    value = statement.value
    shows = isinstance(value, cst.Call) and last_name(value.func) in _SHOWING
    return not shows and not isinstance(value, (cst.SimpleString, cst.Ellipsis))


def _is_used(component: Component, function: FunctionScope) -> bool:
    """Whether the file uses the method: calls it, hands it on, or looks members up by name."""
    if component.calls_of(function):
        return True
    return any(node.attr.value == function.name for node in component.of(cst.Attribute)) or any(
        _may_look_up(component, call, function.name)
        for call in component.of(cst.Call)
        if isinstance(call.func, cst.Name) and call.func.value == "getattr" and len(call.args) > 1
    )


def _may_look_up(component: Component, call: cst.Call, name: str) -> bool:
    """Whether it is `getattr(…, "name")`, or one by an unknown name on what may be the component."""
    looked_up = component.literal(call.args[1].value)
    if isinstance(looked_up, str):
        return looked_up == name
    holder = call.args[0].value
    found = (
        component.scope_of(holder).lookup(holder.value) if isinstance(holder, cst.Name) else None
    )
    return found is not None and any(b.how == "parameter" for b in found[1])  # `self` is one
