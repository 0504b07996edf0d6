"""OWU307 mutable-parameter-default."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor, Parameter
from owui_lint.component.entry.mutable_defaults import is_mutable, is_read_through_guards, writes_to
from owui_lint.component.entry.points import EntryPoint, entry_points, may_fill
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class MutableParameterDefault(Rule):
    """An injected parameter or the payload has a mutable default.

    ## What it does
    Reports `{}`, `[]`, `dict()`, `list()` … as default of an injected parameter or of the payload of
    an entry point or tool that the method writes to: a warning where a call can leave the parameter out, a
    convention where Open WebUI always passes it.

    ## Why is this bad?
    Python makes the default once. One instance of a component serves all users, so what one request
    writes into it, the next one reads.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict, __user__: dict = {}) -> str:
            __user__["seen"] = True
            return "Hello"
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict, __user__: dict | None = None) -> str:
            user = dict(__user__ or {})
            user["seen"] = True
            return "Hello"
    ```

    ## Fix safety
    `None` is safe where the parameter is not read, or only through guards such as `if __user__:` and
    `__user__ or {}`. Elsewhere the fix is unsafe: the method must learn to live with `None`.

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`: the instance is cached and shared by all requests.
    """

    code = "OWU307"
    name = "mutable-parameter-default"
    severity = Severity.WARNING
    kinds = frozenset(Kind) - {Kind.FUNCTION}
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such parameter."""
        names = Host.injected_names()
        for entry in entry_points(component):
            for parameter in entry.parameters:
                default = parameter.default
                if default is None or not is_mutable(component, default):
                    continue
                if parameter.name in names or _is_payload(entry, parameter):
                    yield from self._drafts(entry, parameter, default)

    def _drafts(
        self, entry: EntryPoint, parameter: Parameter, default: cst.BaseExpression
    ) -> Iterator[Draft]:
        assert entry.function is not None
        written = writes_to(entry.component, entry.function, parameter.name)
        if not written:
            return  # what is only read may well be shared
        used = _can_be_left_out(entry, parameter)
        shared = " and shared by all calls that leave it out" if used else ""
        yield self.finding(
            parameter.node,
            f"`{parameter.name}` has a mutable default that is written to{shared}; use None",
            severity=Severity.WARNING if used else Severity.CONVENTION,
            related=[(node, "Written to here") for node in written[:1]],
            fix=partial(_none, entry=entry, parameter=parameter, default=default),
        )


def _can_be_left_out(entry: EntryPoint, parameter: Parameter) -> bool:
    """Whether some call leaves the parameter out, so that its default is used."""
    if _is_payload(entry, parameter):
        passed = True
    else:
        injection = entry.injected.get(parameter.name)
        passed = injection is not None and injection.always and entry.gets(parameter.name) is True
    function = entry.function
    if not passed or function is None:
        return True
    return any(not may_fill(call, function, parameter) for call in entry.calls)


def _is_payload(entry: EntryPoint, parameter: Parameter) -> bool:
    facts = entry.facts
    return parameter.name in (facts.payload, *facts.positional, *facts.required)


def _none(
    editor: Editor, entry: EntryPoint, parameter: Parameter, default: cst.BaseExpression
) -> Fix:
    assert entry.function is not None
    edit = editor.replace(default, "None")
    if is_read_through_guards(entry.component, entry.function, parameter.name):
        return editor.safe("Use `None`", edit)
    return editor.unsafe("Use `None`", edit)
