"""OWU409 confirmation-taken-as-true."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.component.events.answers import Use, answers
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class ConfirmationTakenAsTrue(Rule):
    """A confirmation is tested for truth, so a closed tab counts as a yes.

    ## What it does
    Reports tests for truth (`if answer:`, `if not answer:`, `answer and …`) of what
    `__event_call__` answers to a `confirmation`, also through a variable or a helper of the file.
    Where the component looks at the answer in another way too (`is True`, `isinstance`, a key),
    it is silent.

    ## Why is this bad?
    Since 0.9.3 Open WebUI answers `{"error": …}` when the client is gone, which is true: what the
    user should have confirmed is done without them. Open WebUI itself tests `is not True`.

    ## Example
    ```python
    class Action:
        async def action(self, body: dict, __event_call__=None) -> None:
            if not __event_call__:
                return
            data = {"title": "Delete", "message": "Delete all notes?"}
            answer = await __event_call__({"type": "confirmation", "data": data})
            if answer:
                self.notes = []
    ```

    ## Use instead
    ```python
    class Action:
        async def action(self, body: dict, __event_call__=None) -> None:
            if not __event_call__:
                return
            data = {"title": "Delete", "message": "Delete all notes?"}
            answer = await __event_call__({"type": "confirmation", "data": data})
            if answer is True:
                self.notes = []
    ```

    ## Fix safety
    Safe: `is True`, or `is not True` instead of `not`.

    ## References
    Open WebUI 0.12.4, `socket/main.py` lines 1698-1700, `utils/middleware.py` line 3120.
    """

    code = "OWU409"
    name = "confirmation-taken-as-true"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each test of an answer for truth."""
        if not component.host.has(component.host.fact("event_call_error_dict")):
            return
        for event, uses in answers(component, "confirmation"):
            if any(use.how == "look" for use in uses):
                continue
            for use in uses:
                if use.how == "truth":
                    yield self.finding(
                        use.test,
                        'A closed tab answers `{"error": …}`, which is truthy; test `is True`',
                        related=[(event.emission.call, "The confirmation")],
                        fix=partial(_exact, component=component, use=use),
                    )


def _exact(editor: Editor, component: Component, use: Use) -> Fix | None:
    parent = component.parent(use.test)
    if isinstance(parent, cst.Arg):
        return None  # `bool(answer)`
    node = use.node
    named = isinstance(node, cst.NamedExpr)
    if use.test is node and named:
        edits = (editor.before(node, "("), editor.after(node, ") is True"))
        return editor.safe("Test `is True`", *edits)
    if use.test is node:
        return editor.safe("Test `is True`", editor.after(node, " is True"))
    inner = f"({editor.code(node)})" if named or node.lpar else editor.code(node)
    return editor.safe("Test `is not True`", editor.replace(use.test, f"{inner} is not True"))
