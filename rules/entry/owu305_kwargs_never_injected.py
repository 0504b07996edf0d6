"""OWU305 kwargs-never-injected."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.syntax.matchers import subscript_index
from owui_lint.component import Component, Scope
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule

_READERS = frozenset({"get", "pop"})
_WRITERS = frozenset({"update", "setdefault"})


class KwargsNeverInjected(Rule):
    """An injected parameter is looked for in `**kwargs`, where Open WebUI never puts it.

    ## What it does
    Reports `kwargs["__user__"]`, `kwargs.get("__user__")` and `"__user__" in kwargs` in an entry
    point. Event functions are silent: there, `**kwargs` receives everything.

    ## Why is this bad?
    Open WebUI passes only what the signature names. `**kwargs` stays empty: the value is missing for
    ever, or the read is a `KeyError`.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict, **kwargs) -> str:
            user = kwargs.get("__user__") or {}
            return f"Hello {user.get('name', 'you')}"
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict, __user__: dict | None = None) -> str:
            user = __user__ or {}
            return f"Hello {user.get('name', 'you')}"
    ```

    ## References
    Open WebUI 0.12.4: `functions.py`, `utils/filter.py`, `utils/actions.py`, `utils/tools.py` pass
    what `inspect.signature(…).parameters` holds by name; `events.py` looks for `VAR_KEYWORD` too.
    """

    code = "OWU305"
    name = "kwargs-never-injected"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the first read of each name in each entry point."""
        for entry in entry_points(component):
            if not entry.takes_keywords or not entry.shows_signature or entry.facts.kwargs:
                continue
            seen: set[str] = set()
            for name, node in _reads(entry):
                if name not in seen and not _is_passed(entry, name):
                    seen.add(name)
                    yield self.finding(
                        node,
                        f"`**kwargs` of `{entry.name}` never holds `{name}`; name it as a parameter",
                    )


def _reads(entry: EntryPoint) -> Iterator[tuple[str, cst.CSTNode]]:
    function = entry.function
    assert function is not None
    kwargs = next(p.name for p in entry.parameters if p.star == "**")
    scopes = entry.component.with_nested(function)
    if any(len(s.bindings.get(kwargs, ())) > (s is function) for s in scopes):
        return
    found = [item for scope in scopes for item in _looked_up(entry.component, scope, kwargs)]
    if any(name is None for name, _ in found):
        return  # the component fills it itself
    for name, node in found:
        if name is not None and len(name) > 4 and name.startswith("__") and name.endswith("__"):
            yield name, node


def _looked_up(
    component: Component, scope: Scope, kwargs: str
) -> Iterator[tuple[str | None, cst.CSTNode]]:
    """What is read out of `kwargs`; None for the name where it is written to."""
    for name_node in scope.of(cst.Name):
        if name_node.value != kwargs:
            continue
        parent = component.parent(name_node)
        above = component.parent(parent) if parent is not None else None
        if isinstance(parent, cst.Attribute) and isinstance(above, cst.Call):
            if parent.attr.value in _WRITERS:
                yield None, above
            elif parent.attr.value in _READERS and above.func is parent and above.args:
                yield _key(component, above.args[0].value), above
        elif isinstance(parent, cst.Subscript) and parent.value is name_node:
            key = subscript_index(parent)
            written = isinstance(above, (cst.AssignTarget, cst.AugAssign))
            name = _key(component, key) if key is not None else ""
            yield None if written else name, parent
        elif isinstance(above, cst.Comparison) and _is_membership(above, parent):
            yield _key(component, above.left), above


def _key(component: Component, node: cst.BaseExpression) -> str:
    """The key that is asked for, also by a constant's name; empty where it is not known."""
    value = component.literal(node)
    return value if isinstance(value, str) else ""


def _is_membership(comparison: cst.Comparison, side: cst.CSTNode | None) -> bool:
    first = comparison.comparisons[0]
    return first is side and isinstance(first.operator, (cst.In, cst.NotIn))


def _is_passed(entry: EntryPoint, name: str) -> bool:
    """Whether a call in the file may pass it."""
    return any(
        arg.star == "**" or (arg.keyword is not None and arg.keyword.value == name)
        for call in entry.calls
        for arg in call.args
    )
