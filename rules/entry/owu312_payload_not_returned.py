"""OWU312 payload-not-returned."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.flow.exits import Exit, exits_without_value, returned_values
from owui_lint.analysis.flow.results import COROUTINE, kind_of
from owui_lint.analysis.syntax.decorators import Wrapper, wrappers_of
from owui_lint.component import Component, Editor, FunctionScope
from owui_lint.component.edits.statements import last_line
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class PayloadNotReturned(Rule):
    """A filter's hook can end without returning the payload.

    ## What it does
    Reports every way out of `inlet`, `outlet`, `request` and `stream` that gives `None`: a bare
    `return`, `return None`, a call that returns nothing (`body.update(…)`), and the end of the body, in
    a decorator of the file too. `outlet` is a warning: there, only the change
    is lost. So is a `return` of nothing in `stream`: it drops the piece, as may be meant.

    ## Why is this bad?
    What the hook returns takes the place of the payload. With `None`, the next filter or Open WebUI
    itself fails, and the chat ends in an error; in `stream` the chunk is gone. Open WebUI leaves out
    an empty piece, so `return {}` drops it and gives the next filter what it can look into.

    ## Example
    ```python
    class Filter:
        async def inlet(self, body: dict) -> dict:
            if not body.get("messages"):
                return
            body["messages"][-1]["content"] += ", please"
            return body
    ```

    ## Use instead
    ```python
    class Filter:
        async def inlet(self, body: dict) -> dict:
            if not body.get("messages"):
                return body
            body["messages"][-1]["content"] += ", please"
            return body
    ```

    ## Fix safety
    Safe where all that is missing is the `return` of the payload at the end.

    ## References
    Open WebUI 0.12.4, `utils/filter.py`: `form_data = await handler(**params)`; Pipelines server,
    `main.py`: the result is sent back.
    """

    code = "OWU312"
    name = "payload-not-returned"
    severity = Severity.ERROR
    kinds = frozenset({Kind.FILTER, Kind.PIPELINE})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each exit without a value."""
        for entry in entry_points(component, "inlet", "request", "stream", "outlet"):
            function = entry.function
            if function is None or function.is_lambda:
                continue
            wrapper = None if entry.is_plain else _sole_wrapper(component, function)
            if wrapper is not None:
                yield from self._lost_by(component, entry, wrapper)
            if entry.is_plain or (wrapper is not None and wrapper.hands_on):
                for exit_ in exits_without_value(component, function):
                    yield self._draft(entry, exit_)
                for node in returned_values(component, function):
                    kind = kind_of(component, node.value)
                    if kind == COROUTINE and not function.is_async:
                        continue  # OWU320 speaks of it, and a pipeline's hooks are awaited
                    if kind is not None and kind != "a dict":
                        payload = entry.payload or "body"
                        yield self.finding(
                            node,
                            f"`{entry.name}` returns {kind} here; return `{payload}`",
                            severity=_severity(entry),
                        )

    def _lost_by(
        self, component: Component, entry: EntryPoint, wrapper: Wrapper
    ) -> Iterator[Draft]:
        """Yield the hook whose decorator of the file calls it, and keeps what it returns."""
        lost = exits_without_value(component, wrapper.function) if wrapper.calls else []
        if lost:
            yield self.finding(
                entry.node,
                f"The decorator of `{entry.name}` does not return `{entry.payload or 'body'}`",
                severity=_severity(entry),
                related=[(lost[0].node, "The wrapper can end without a value here")],
            )

    def _draft(self, entry: EntryPoint, exit_: Exit) -> Draft:
        payload = entry.payload or "body"
        severity = _severity(entry)
        if isinstance(exit_.node, cst.Return) and entry.name == "stream":
            message = (
                "`stream` returns None here, which the next filter gets; return `{}` to drop it"
            )
            return self.finding(exit_.node, message, severity=Severity.WARNING)
        if isinstance(exit_.node, cst.Return):
            verb = "returns" if exit_.always else "can return"
            message = f"`{entry.name}` {verb} None here; return `{payload}`"
            return self.finding(exit_.node, message, severity=severity)
        path, related = _path(exit_)
        return self.finding(
            exit_.node,
            f"`{entry.name}` can end{path} without returning `{payload}`",
            severity=severity,
            related=related,
            fix=partial(_return_at_end, entry=entry),
        )


def _severity(entry: EntryPoint) -> Severity:
    return Severity.WARNING if entry.name == "outlet" else Severity.ERROR


def _sole_wrapper(component: Component, function: FunctionScope) -> Wrapper | None:
    """What the one decorator of the function puts in its place, if the file shows it."""
    made = [wrappers_of(component, decorator) for decorator in function.decorators]
    return made[0][0] if len(made) == 1 and len(made[0]) == 1 else None


_WORDS: dict[type[object], str] = {
    cst.ExceptHandler: "`except`",
    cst.ExceptStarHandler: "`except*`",
    cst.Else: "`else`",
    cst.For: "`for`",
    cst.While: "`while`",
    cst.With: "`with`",
    cst.Match: "`match`",
    cst.MatchCase: "`case`",
    cst.If: "`if`",
}


def _path(exit_: Exit) -> tuple[str, list[tuple[cst.CSTNode, str]]]:
    """In words, and as a place, behind what the body runs off its end."""
    word = _WORDS.get(type(exit_.after))
    if exit_.after is None or word is None:
        return "", []
    return f" after its {word}", [(exit_.after, "The body ends after this")]


def _return_at_end(editor: Editor, entry: EntryPoint) -> Fix | None:
    """Add the `return` when it is the only thing missing: no exit says otherwise."""
    function, payload = entry.function, entry.payload
    if function is None or payload is None or not isinstance(function.node, cst.FunctionDef):
        return None
    bindings = function.bindings.get(payload, [])
    if not bindings or bindings[0].how != "parameter" or bindings[-1].how == "delete":
        return None
    others = returned_values(entry.component, function)
    if not all(isinstance(r.value, cst.Name) and r.value.value == payload for r in others):
        return None
    if not isinstance(function.node.body, cst.IndentedBlock):
        return None
    first = function.node.body.body[0]
    start, _ = editor.offsets(first)
    line, column = editor.source.position(start)
    begin = editor.source.offset(line, 0)
    indent = editor.source.text[begin : begin + column]
    if indent.strip():
        return None
    edit = editor.new_line_after(last_line(editor, function.node), f"return {payload}", indent)
    return editor.safe(f"Add `return {payload}`", edit)
