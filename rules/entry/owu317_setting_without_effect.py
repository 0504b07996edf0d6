"""OWU317 setting-without-effect."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import ClassModel, Component, Editor, text
from owui_lint.component.edits.statements import removal_of
from owui_lint.component.entry.points import entry_points
from owui_lint.finding import Applicability, Fix, Severity, Tag
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import FUNCTIONS, Draft, Rule
from owui_lint.words import quoted


class SettingWithoutEffect(Rule):
    """An attribute is set that Open WebUI never reads.

    ## What it does
    Reports `self.type` and `self.id` of a function, its `self.name` where there is no `pipes`, and
    `self.citation` and `self.tools` of tools; also in the class body. One that the component reads
    itself is silent.

    ## Why is this bad?
    It has no effect, and suggests one: the id of a function is chosen when it is installed, its kind
    is the name of its class.

    ## Example
    ```python
    class Pipe:
        def __init__(self):
            self.type = "pipe"
            self.greeting = "Hello"

        async def pipe(self, body: dict) -> str:
            return self.greeting
    ```

    ## Use instead
    ```python
    class Pipe:
        def __init__(self):
            self.greeting = "Hello"

        async def pipe(self, body: dict) -> str:
            return self.greeting
    ```

    ## Fix safety
    Safe: the line is removed, or becomes `pass` where it stands alone. Only where its value is a
    literal, so that nothing else goes with it.

    ## References
    Open WebUI 0.12.4 reads `pipes`, `name`, `toggle`, `icon`, `actions`, `file_handler` and the valves
    (`functions.py`, `utils/filter.py`, `utils/models.py`); `citation` until 0.6.10.
    """

    code = "OWU317"
    name = "setting-without-effect"
    severity = Severity.CONVENTION
    tag = Tag.UNNECESSARY
    kinds = FUNCTIONS | {Kind.TOOLS, Kind.PIPELINE}
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each assignment of an attribute that is never read."""
        main, kind = component.main, component.kind
        if main is None or kind is None or main.has_unknown_bases:
            return
        yield from self._of_others(component, main, kind)
        if kind is Kind.PIPELINE:
            return
        for name in _unread_names(component, kind, component.host):
            nodes = [stored.node for stored in main.stored.get(name, ())]
            nodes += [b.node for b in main.scope.bindings.get(name, ()) if b.how == "assign"]
            if not nodes or _is_read(component, name):
                continue
            for node in nodes:
                yield self.finding(
                    node,
                    f"`{name}` has no effect on `{main.name}`; remove it",
                    fix=partial(_removed, node=node),
                )

    def _of_others(self, component: Component, main: ClassModel, kind: Kind) -> Iterator[Draft]:
        """Yield what is read off other kinds: `file_handler` of filters, `toggle` of filters."""
        for name, owners in component.host.settings().items():
            if kind in owners or _is_read(component, name):
                continue
            nodes = [stored.node for stored in main.stored.get(name, ())]
            nodes += [b.node for b in main.scope.bindings.get(name, ()) if b.how == "assign"]
            heavy = name == "file_handler"
            where = quoted(owner.class_name for owner in owners)
            for node in nodes:
                yield self.finding(
                    node,
                    f"`{name}` has no effect on `{main.name}`, only on {where}; remove it",
                    severity=Severity.WARNING if heavy else Severity.CONVENTION,
                    fix=partial(_removed, node=node),
                )


def _unread_names(component: Component, kind: Kind, host: Host) -> Iterator[str]:
    read = host.attributes(kind)
    has_pipes = bool(entry_points(component, "pipes"))
    for name in host.carried_over(kind):
        if name == "name" and has_pipes:
            continue
        if name not in read or host.has(read[name]) is False or name == "name":
            yield name


def _is_read(component: Component, name: str) -> bool:
    """Whether the file may read that attribute of the component, under its name or by it."""
    if any(_may_look_up(call, name) for call in component.of(cst.Call)):
        return True
    reads = [
        node
        for node in component.of(cst.Attribute)
        if node.attr.value in (name, "__dict__")
        and not isinstance(component.parent(node), (cst.AssignTarget, cst.AnnAssign))
    ]
    own = any(component.is_self(node.value, component.scope_of(node)) for node in reads)
    return own or (bool(reads) and _is_handed_on(component))


def _is_handed_on(component: Component) -> bool:
    """Whether the instance is given away, so that other names may stand for it."""
    return any(
        component.is_self(node, scope) and not isinstance(component.parent(node), cst.Attribute)
        for scope in component.functions
        if scope.self_name is not None
        for node in scope.of(cst.Name)
        if node.value == scope.self_name
    )


def _may_look_up(call: cst.Call, name: str) -> bool:
    """Whether it is `getattr(…, "name")`, or one of which the name is not known."""
    if not isinstance(call.func, cst.Name) or call.func.value not in ("getattr", "hasattr", "vars"):
        return False
    if len(call.args) < 2:
        return True
    looked_up = text(call.args[1].value)
    return looked_up is None or looked_up == name


def _removed(editor: Editor, node: cst.CSTNode) -> Fix | None:
    value = node.value if isinstance(node, (cst.Assign, cst.AnnAssign)) else None
    if isinstance(node, cst.Assign) and len(node.targets) != 1:
        return None
    plain = (cst.SimpleString, cst.ConcatenatedString, cst.Name, cst.Integer, cst.List)
    if not isinstance(value, plain) or (isinstance(value, cst.List) and value.elements):
        return None
    edit = removal_of(editor, node)
    return editor.safe("Remove the assignment", edit) if edit is not None else None
