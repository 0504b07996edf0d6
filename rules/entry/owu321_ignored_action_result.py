"""OWU321 ignored-action-result."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.call_graph import UnboundParameterError
from owui_lint.analysis.flow.exits import returned_values
from owui_lint.analysis.flow.results import kind_of
from owui_lint.analysis.values.evaluator import Evaluator
from owui_lint.analysis.values.value import DictValue, ListValue, Ref
from owui_lint.component import Component
from owui_lint.component.entry.points import entry_points
from owui_lint.component.events.emissions import emissions_of
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule

_UNREAD = frozenset({"a text", "a number", "a boolean", "a list", "a set"})
"""Kinds of results that are ignored."""


class IgnoredActionResult(Rule):
    """An action returns a result that Open WebUI does not use.

    ## What it does
    Reports `{"content": …}` and `{"files": …}` without `messages` as the result of `action` (a convention
    where it emits events as well, silent where another `return` may give `messages`), literal entries
    of `messages` without `id`, tuples that are not of two, and texts, numbers and lists where the
    action has no other effect on the chat: where it emits events, its result may be for other callers.

    ## Why is this bad?
    Open WebUI looks for `messages` only, and finds the message to change by its `id`. A bare `content`
    is dropped silently; an entry without `id` makes the page fail, and nothing is saved.

    ## Example
    ```python
    class Action:
        async def action(self, body: dict) -> dict:
            return {"content": body["messages"][-1]["content"].upper()}
    ```

    ## Use instead
    ```python
    class Action:
        async def action(self, body: dict) -> dict:
            last = body["messages"][-1]
            return {"messages": [{"id": last["id"], "content": last["content"].upper()}]}
    ```

    ## References
    Open WebUI 0.12.4: `utils/actions.py` lines 126-153; the page's chat view reads
    `res.messages` and looks each up by `id`.
    """

    code = "OWU321"
    name = "ignored-action-result"
    severity = Severity.ERROR
    kinds = frozenset({Kind.ACTION})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such result."""
        for entry in entry_points(component, "action"):
            function = entry.function
            if function is None or not entry.is_plain:
                continue
            returns = returned_values(component, function)
            yield from self._check_kinds(component, returns)
            yield from self._check_results(component, returns)

    def _check_kinds(self, component: Component, returns: list[cst.Return]) -> Iterator[Draft]:
        """Yield the results of a kind that is not read, where nothing else comes of the action."""
        kinds = [kind_of(component, node.value) for node in returns]
        tuples = [n for n in returns if isinstance(n.value, cst.Tuple)]
        for node in tuples:
            assert isinstance(node.value, cst.Tuple)
            plain = all(isinstance(element, cst.Element) for element in node.value.elements)
            if plain and len(node.value.elements) != 2:
                message = (
                    "The action fails on a tuple of other than two values; return `(html, headers)`"
                )
                yield self.finding(node, message, severity=Severity.ERROR)
        if emissions_of(component).all or not all(kind in _UNREAD for kind in kinds):
            return
        for node, kind in zip(returns, kinds, strict=True):
            yield self.finding(
                node,
                f"`action` returns {kind}, which Open WebUI ignores; emit an event or return `messages`",
                severity=Severity.ERROR,
            )

    def _check_results(self, component: Component, returns: list[cst.Return]) -> Iterator[Draft]:
        """Yield the dicts that Open WebUI makes nothing of."""
        evaluator = emissions_of(component).evaluator
        tables = {
            id(node): _sole_table(evaluator, Ref(node.value, {}))
            for node in returns
            if node.value is not None
        }
        severity = Severity.CONVENTION if emissions_of(component).all else Severity.ERROR
        may_be_used = any(
            kind_of(component, node.value) is None if table is None else _is_used(evaluator, table)
            for node, table in ((node, tables.get(id(node))) for node in returns)
        )
        for node in returns:
            result = tables.get(id(node))
            if result is None:
                continue
            key = next((key for key in ("content", "files") if _has(result, key)), None)
            if key is not None and not _has(result, "messages") and not may_be_used:
                yield self.finding(
                    node,
                    "Open WebUI reads only `messages` of an action's result; return the change there",
                    severity=severity,
                )
            for element in _elements(evaluator, result):
                message = _sole_table(evaluator, element)
                if message is not None and not _has(message, "id"):
                    yield self.finding(
                        element.node,
                        "A returned message needs its `id`, by which Open WebUI finds it",
                        severity=severity,
                    )


def _sole_table(evaluator: Evaluator, ref: Ref) -> DictValue | None:
    """The dict that an expression certainly is, if all its keys are known."""
    try:
        values = evaluator.values(ref)
    except UnboundParameterError:
        return None
    only = values[0] if len(values) == 1 else None
    return only if isinstance(only, DictValue) and not only.may_have_more_keys else None


def _elements(evaluator: Evaluator, result: DictValue) -> Iterator[Ref]:
    refs = result.entries.get("messages", [])
    if len(refs) == 1 and "messages" not in result.nested_updates:
        try:
            values = evaluator.values(refs[0])
        except UnboundParameterError:
            return
        for value in values:
            yield from value.items if isinstance(value, ListValue) else ()


def _is_used(evaluator: Evaluator, table: DictValue) -> bool:
    """Whether it holds messages that Open WebUI can find."""
    if not _has(table, "messages"):
        return False
    messages = [_sole_table(evaluator, element) for element in _elements(evaluator, table)]
    return all(message is None or _has(message, "id") for message in messages)


def _has(table: DictValue, key: str) -> bool:
    return key in table.entries or key in table.nested_updates
