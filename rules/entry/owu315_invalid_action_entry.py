"""OWU315 invalid-action-entry."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component, FunctionScope
from owui_lint.component.entry.entries import literal_entries, misshapen_lists
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class InvalidActionEntry(Rule):
    """An entry of `actions` has no usable `id`.

    ## What it does
    Reports literal entries of `actions` without `id`, or with a `.` in it.

    ## Why is this bad?
    Open WebUI needs the `id` to list the action, and takes what is sent back apart at its one `.`:
    without an `id` the list of models fails, with a second `.` every click does.

    ## Example
    ```python
    class Action:
        actions = [{"id": "voice.low", "name": "Low"}]

        async def action(self, body: dict, __id__: str | None = None) -> None:
            return None
    ```

    ## Use instead
    ```python
    class Action:
        actions = [{"id": "voice_low", "name": "Low"}]

        async def action(self, body: dict, __id__: str | None = None) -> None:
            return None
    ```

    ## References
    Open WebUI 0.12.4: `utils/models.py` lines 302-319, `utils/actions.py` line 23.
    """

    code = "OWU315"
    name = "invalid-action-entry"
    severity = Severity.ERROR
    kinds = frozenset({Kind.ACTION})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each entry without a usable id."""
        main = component.main
        method = main.method("actions") if main is not None else None
        if method is not None and not _is_accessor(method):
            yield self.finding(
                method.node,
                "`actions` is a method, which Open WebUI does not call; set a list of dicts with `id`",
            )
            return
        for node, what in misshapen_lists(component, "actions"):
            yield self.finding(node, f"`actions` is {what}; give a list of dicts with `id`")
        for entry in literal_entries(component, "actions"):
            if entry.keys is None or "id" not in entry.keys:
                yield self.finding(entry.node, "An entry of `actions` has no `id`; add it")
            elif isinstance(entry.id, str) and "." in entry.id:
                yield self.finding(
                    entry.node,
                    f"Action id `{entry.id}` contains a `.`, which Open WebUI splits at; use `_` instead",
                )


def _is_accessor(method: FunctionScope) -> bool:
    """Return whether a method is a property, or the setter or deleter of one."""
    return method.is_property or not method.decorator_names.isdisjoint({"setter", "deleter"})
