"""Reads of the valves while the component is made, when only defaults exist."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import libcst as cst

from owui_lint.analysis.reads import is_written
from owui_lint.analysis.syntax.definitions import FunctionScope
from owui_lint.analysis.syntax.dynamic_attributes import has_dynamic_attributes
from owui_lint.analysis.syntax.names import dotted
from owui_lint.analysis.syntax.scopes import last_name
from owui_lint.component.entry.points import entry_points
from owui_lint.component.hostapi.calls import host_calls
from owui_lint.component.valves.model import valves_of
from owui_lint.component.valves.uses import ValveUse

if TYPE_CHECKING:
    from owui_lint.component.model import Component

_LOGGING = frozenset(
    {"print", "debug", "info", "warning", "error", "critical", "exception", "log", "setLevel"}
)
"""Last names of calls that show a value, or that set how much is shown."""


def early_reads(component: Component) -> Iterator[tuple[ValveUse, FunctionScope]]:
    """Reads in `__init__` and in methods that nothing else calls, each with its method.

    Left out is what only goes to the log, what makes the valves themselves, and what another
    method does again with the saved values. None where the component asks Open WebUI for its saved
    values itself.
    """
    uses = valves_of(component).own_uses
    methods = _early_methods(component) if uses else []
    if _loads_saved(component, methods):
        return
    for use in uses:
        scope = component.scope_of(use.place)
        if scope not in methods or not isinstance(scope, FunctionScope):
            continue
        if is_written(component, use.place) or _only_shows(component, use):
            continue
        if not _is_done_again(component, use, methods):
            yield use, scope


def _early_methods(component: Component) -> list[FunctionScope]:
    """The methods of the component's class that only run while the instance is made."""
    if component.main is None:
        return []
    hooks = {entry.name for entry in entry_points(component)}
    early = [
        method
        for method in valves_of(component).starting_functions
        if method.owner in component.main.lineage
        and method.name not in hooks
        and not method.name.startswith("on_")
    ]
    names = {method.name for method in early}
    mentions = [
        (node.attr.value, component.function_around(node))
        for node in component.of(cst.Attribute)
        if node.attr.value in names and component.runs(node)
    ]
    while True:
        outside = {name for name, function in mentions if function not in early}
        kept = [method for method in early if method.name not in outside or _is_init(method)]
        if len(kept) == len(early):
            return kept
        early = kept


def _loads_saved(component: Component, methods: list[FunctionScope]) -> bool:
    """Whether `Functions.get_function_valves_by_id(…)` or the like is called while the instance is made."""
    return any(
        "valves" in (dotted(called.call.func) or "") and component.scope_of(called.call) in methods
        for called in (host_calls(component) if methods else ())
    )


def _is_init(method: FunctionScope) -> bool:
    return method.name == "__init__"


def _only_shows(component: Component, use: ValveUse) -> bool:
    """Whether the value only goes to the log."""
    below: cst.CSTNode = use.place
    for current in component.ancestors(use.place):
        if isinstance(current, cst.Call) and below is not current.func:
            return last_name(current.func) in _LOGGING
        if isinstance(current, cst.If) and below is current.test:
            return all(_is_logging(statement) for statement in current.body.body)
        if isinstance(current, cst.Assert):
            return True
        if isinstance(current, cst.BaseSuite):
            return False
        below = current
    return False


def _is_logging(statement: cst.CSTNode) -> bool:
    if not isinstance(statement, cst.SimpleStatementLine):
        return False
    calls = [small.value for small in statement.body if isinstance(small, cst.Expr)]
    return len(calls) == len(statement.body) and all(
        isinstance(call, cst.Call) and last_name(call.func) in _LOGGING for call in calls
    )


def _is_done_again(component: Component, use: ValveUse, early: list[FunctionScope]) -> bool:
    """Whether a method that runs later has the same statement, or sets the same attribute."""
    statement = component.statement_of(use.place)
    if statement is None:
        return False
    targets = _targets(statement)
    if targets and all(_is_never_read(component, target) for target in targets):
        return True
    if f"self.{valves_of(component).attribute}" in targets:
        return True
    later = [function for function in component.functions if function not in early]
    if any(targets & _names(node.target) for f in later for node in f.of(cst.AssignTarget)):
        return True
    code = _code(statement)
    others = [o for o in valves_of(component).own_uses if component.scope_of(o.place) in later]
    same = (component.statement_of(other.place) for other in others)
    return any(other is not None and _code(other) == code for other in same)


def _is_never_read(component: Component, target: str) -> bool:
    """Whether nothing in the file, nor Open WebUI, reads an attribute of `self`."""
    owner, _, name = target.rpartition(".")
    if owner != "self" or name == valves_of(component).attribute:
        return False
    if component.host.reads_attribute(name):
        return False
    if component.main is None or has_dynamic_attributes(component, component.main, (name,)):
        return False
    return all(is_written(component, node) for node in component.attributes_named.get(name, ()))


def _targets(statement: cst.CSTNode) -> set[str]:
    """The attributes that a statement sets, as written."""
    if not isinstance(statement, cst.SimpleStatementLine):
        return set()
    found: set[str] = set()
    for small in statement.body:
        if isinstance(small, cst.Assign):
            for target in small.targets:
                found |= _names(target.target)
        elif isinstance(small, cst.AnnAssign):
            found |= _names(small.target)
    return found


def _names(target: cst.BaseExpression) -> set[str]:
    name = dotted(target)
    return {name} if name is not None and "." in name else set()


def _code(statement: cst.CSTNode) -> str:
    """The text of a statement, without the comments above it and behind it."""
    module = cst.Module([])
    if isinstance(statement, cst.SimpleStatementLine):
        return "; ".join(module.code_for_node(small) for small in statement.body)
    return module.code_for_node(statement).strip()
