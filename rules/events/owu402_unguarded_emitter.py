"""OWU402 unguarded-emitter."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.component.events.emissions import Emission, emissions_of
from owui_lint.component.events.guards import guards_of
from owui_lint.component.events.origins import Origin
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class UnguardedEmitter(Rule):
    """The emitter is called where Open WebUI may have passed None.

    ## What it does
    Reports calls of `__event_emitter__` and `__event_call__` that no test protects: no `if`, no
    early return, no `and` or `or` with a default, no test in all callers, no `try` whose handler
    takes the `TypeError`. A test of `__event_call__` protects the emitter too.

    In `outlet`, `stream` and `request` Open WebUI passes None for API calls without a chat, in `pipe` when
    the model writes titles, tags and the like, or another component calls it: a warning. In `inlet`,
    actions and tools it passes a callable: there the first such call is a convention, and reported only
    when the parameter's own default is None.

    ## Why is this bad?
    `TypeError: 'NoneType' object is not callable` ends the reply, and no user in a chat sees it.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict, __event_emitter__=None) -> str:
            await __event_emitter__(
                {"type": "status", "data": {"description": "Done", "done": True}}
            )
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
    Unsafe: an `if` is put around the statement, which is then skipped without an emitter.

    ## References
    Open WebUI 0.12.4, `functions.py` lines 239-242, `socket/main.py` lines 1600-1603 and 1713-1716.
    """

    code = "OWU402"
    name = "unguarded-emitter"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})
    fixable = Applicability.UNSAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each emission that an untested channel reaches; of one that only may be None, the first."""
        emissions = emissions_of(component)
        optional: dict[int, list[tuple[Emission, Origin]]] = {}
        for emission in emissions.all:
            origins = guards_of(component).unguarded(emission)
            passed = next((o for o in origins if _may_be_none(o)), None)
            defaulted = next((o for o in origins if _defaults_to_none(o)), None)
            if passed is not None:
                name, entry = passed.parameter.name, passed.entry
                occasion = entry.facts.without_chat
                message = f"`{name}` is None when `{entry.name}` {occasion}; test it before calling"
                yield self._draft(component, emission, passed, message)
            elif defaulted is not None:
                calls = optional.setdefault(id(defaulted.parameter.node), [])
                calls.append((emission, defaulted))
        for (emission, origin), *others in optional.values():
            name, entry_name = origin.parameter.name, origin.entry.name
            message = f"`{name}` defaults to None in `{entry_name}`; test it before calling"
            further = [other.call for other, _ in others]
            draft = self._draft(component, emission, origin, message, further)
            yield replace(draft, severity=Severity.CONVENTION)

    def _draft(
        self,
        component: Component,
        emission: Emission,
        origin: Origin,
        message: str,
        others: Sequence[cst.Call] = (),
    ) -> Draft:
        return self.finding(
            emission.call,
            message,
            related=[
                (origin.parameter.node, "Open WebUI passes it here"),
                *((call, "Called untested here too") for call in others),
            ],
            fix=partial(_guarded, component=component, emission=emission),
        )


def _may_be_none(origin: Origin) -> bool:
    return origin.entry.injected[origin.parameter.name].may_be_none


def _defaults_to_none(origin: Origin) -> bool:
    default = origin.parameter.default
    return isinstance(default, cst.Name) and default.value == "None"


def _guarded(editor: Editor, component: Component, emission: Emission) -> Fix | None:
    """`if emitter:` before a statement that does nothing but emit."""
    awaited = component.parent(emission.call)
    expression = component.parent(awaited) if isinstance(awaited, cst.Await) else None
    line = component.parent(expression) if isinstance(expression, cst.Expr) else None
    if not isinstance(line, cst.SimpleStatementLine) or len(line.body) != 1:
        return None
    if not isinstance(emission.call.func, (cst.Name, cst.Attribute)):
        return None
    code = editor.code(line.body[0])
    if '"""' in code or "'''" in code or "\\\n" in code:
        return None  # more indentation would change what the string says
    name, unit = editor.code(emission.call.func), component.tree.default_indent
    start, _ = editor.offsets(line.body[0])
    number, column = component.source.position(start)
    margin = component.source.lines[number - 1][:column]
    deeper = re.sub(r"\n(?=[^\r\n])", "\n" + unit, code)
    text = f"if {name}:{editor.newline}{margin}{unit}{deeper}"
    return editor.unsafe(f"Test `{name}` first", editor.replace(line.body[0], text))
