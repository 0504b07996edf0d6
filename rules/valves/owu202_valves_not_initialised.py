"""OWU202 valves-not-initialised."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.syntax.scopes import docstring_node
from owui_lint.component import Component, Editor
from owui_lint.component.edits.statements import last_line
from owui_lint.component.valves.initial import unqualified_calls
from owui_lint.component.valves.model import ValvesClass, valves_of
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.rule import Draft, Rule


class ValvesNotInitialised(Rule):
    """The instance has no `valves`, so saved settings never arrive.

    ## What it does
    Reports a component with a `Valves` class whose instances have no `valves` (for `Function`:
    `Config` and `config`) once they are made: not set in `__init__` or a method that it calls, not
    in the class body, not a property, not inherited. So does a property without a setter, an assignment
    that never runs, and `Valves()` in `__init__` where only `self.Valves()` exists.

    ## Why is this bad?
    Open WebUI puts saved values into `valves` only when the instance has that attribute already.

    ## Example
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            timeout: int = Field(default=30, description="Seconds to wait")

        async def pipe(self, body: dict) -> str:
            return "done"
    ```

    ## Use instead
    ```python
    from pydantic import BaseModel, Field


    class Pipe:
        class Valves(BaseModel):
            timeout: int = Field(default=30, description="Seconds to wait")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            return str(self.valves.timeout)
    ```

    ## Fix safety
    Safe: the default values are what the component meant to start with. None is offered where a
    field has no default.

    ## References
    `hasattr(function_module, "valves")` in `functions.py`, `utils/filter.py`, `utils/actions.py`,
    `utils/tools.py`, `events.py`.
    """

    code = "OWU202"
    name = "valves-not-initialised"
    severity = Severity.ERROR
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the class of settings whose values never arrive."""
        model = valves_of(component)
        valves, attribute = model.valves, model.attribute
        if valves is None:
            return
        yield from self._without_self(component, valves)
        if not valves.declared or model.is_initialised:
            return
        if model.is_read_only:
            main = component.main
            binding = main.member(attribute) if main is not None else None
            yield self.finding(
                binding.node if binding is not None else valves.model.node,
                f"`{attribute}` is a property without a setter, so saved values never arrive; add one",
            )
            return
        yield self.finding(
            valves.model.node,
            f"`self.{attribute}` is never set, so saved values never arrive; set it in `__init__`",
            fix=partial(_initialised, valves=valves),
        )

    def _without_self(self, component: Component, valves: ValvesClass) -> Iterator[Draft]:
        """Yield `Valves()` where the class is only reached through the instance."""
        for call in unqualified_calls(component):
            name = _instance_name(component, call) or "self"
            yield self.finding(
                call.func,
                f"`{valves.name}` is not defined here; write `{name}.{valves.name}()`",
                fix=partial(_qualified, call=call),
            )


def _instance_name(component: Component, node: cst.CSTNode) -> str | None:
    function = component.function_around(node)
    return function.self_name if function is not None else None


def _qualified(editor: Editor, call: cst.Call) -> Fix | None:
    instance = _instance_name(editor.component, call)
    if instance is None:
        return None
    return editor.safe(f"Add `{instance}.`", editor.before(call.func, f"{instance}."))


def _initialised(editor: Editor, valves: ValvesClass) -> Fix | None:
    component, main = editor.component, editor.component.main
    if main is None or valves.kind.value != "model":
        return None
    if any(valve.is_required is not False for valve in valves.declared):
        return None
    attribute = valves_of(component).attribute
    title = f"Set `self.{attribute}`"
    init = main.method("__init__")
    if init is None:
        return _new_init(editor, valves, main.node, title)
    name = init.self_name
    body = init.node.body
    if init.owner is not main or name is None or not isinstance(body, cst.IndentedBlock):
        return None
    code = f"{name}.{attribute} = {name}.{valves.name}()"
    if docstring_node(body) is None:
        return editor.safe(title, editor.new_line_before(body.body[0], code))
    start, end = editor.offsets(body.body[0])
    line, column = editor.source.position(start)
    indent = editor.source.lines[line - 1][:column]
    return editor.safe(title, editor.new_line_after(editor.source.position(end)[0], code, indent))


def _new_init(editor: Editor, valves: ValvesClass, main: cst.ClassDef, title: str) -> Fix | None:
    if editor.component.parent(valves.model.node) is not main.body:
        return None
    start, _ = editor.offsets(valves.model.node)
    line, column = editor.source.position(start)
    indent = editor.source.lines[line - 1][:column]
    step = editor.component.tree.default_indent
    attribute = valves_of(editor.component).attribute
    code = f"\ndef __init__(self):\n{step}self.{attribute} = self.{valves.name}()"
    end = last_line(editor, valves.model.node)
    return editor.safe(title, editor.new_line_after(end, code, indent))
