"""OWU323 id-prefix-assumed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component, FunctionScope
from owui_lint.component.entry.model_id import is_model_id
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule

_PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\.")
"""What Open WebUI puts before the model's own id: the function's id and a dot."""
_STRIPPERS = frozenset({"replace", "removeprefix", "lstrip", "split", "partition"})


class IdPrefixAssumed(Rule):
    """A pipe strips a fixed id from the model's name.

    ## What it does
    Reports `body["model"].replace("my_pipe.", "")`, `.removeprefix("my_pipe.")`, a slice under
    `.startswith("my_pipe.")` and the like, also through a variable, in a pipe.

    ## Why is this bad?
    The part before the first `.` is the function's id, and whoever installs the function chooses it.
    Under any other id, the prefix stays, and the provider does not know the model.

    ## Example
    ```python
    class Pipe:
        def pipes(self) -> list[dict]:
            return [{"id": "low", "name": "Low"}]

        async def pipe(self, body: dict) -> str:
            return body["model"].replace("voices.", "")
    ```

    ## Use instead
    ```python
    class Pipe:
        def pipes(self) -> list[dict]:
            return [{"id": "low", "name": "Low"}]

        async def pipe(self, body: dict) -> str:
            return body["model"].partition(".")[2]
    ```

    ## References
    Open WebUI 0.12.4, `functions.py` lines 88-149: `f'{pipe.id}.{sub_pipe["id"]}'`.
    """

    code = "OWU323"
    name = "id-prefix-assumed"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each call or slice that takes a literal prefix off the model's id."""
        for function in component.functions:
            for node, prefix in (*_calls(component, function), *_slices(component, function)):
                yield self.finding(
                    node,
                    f'Prefix `{prefix}` fits one id only, and installers choose the id; use `.partition(".")[2]`',
                )


def _calls(component: Component, function: FunctionScope) -> Iterator[tuple[cst.CSTNode, str]]:
    """`model.replace("x.", "")` and its like."""
    for call in function.of(cst.Call):
        prefix = _prefix_of(component, call, _STRIPPERS)
        if prefix is not None:
            yield call, prefix


def _slices(component: Component, function: FunctionScope) -> Iterator[tuple[cst.CSTNode, str]]:
    """`model[12:]` under `model.startswith("x.")`, `model[len("x."):]`."""
    for node in function.of(cst.Subscript):
        index = node.slice[0].slice
        if not isinstance(index, cst.Slice) or index.lower is None or index.upper is not None:
            continue
        if not is_model_id(component, node.value):
            continue
        measured = index.lower.args if isinstance(index.lower, cst.Call) else ()
        prefix = component.literal(measured[0].value) if len(measured) == 1 else None
        tests = (a.test for a in component.ancestors(node) if isinstance(a, (cst.If, cst.IfExp)))
        asked = (
            _prefix_of(component, test, frozenset({"startswith"}))
            for test in tests
            if isinstance(test, cst.Call)
        )
        if isinstance(prefix, str) and _PREFIX.fullmatch(prefix):
            yield node, prefix
        elif isinstance(index.lower, (cst.Integer, cst.Call)):
            yield from ((node, found) for found in asked if found is not None)


def _prefix_of(component: Component, call: cst.Call, methods: frozenset[str]) -> str | None:
    """The literal prefix that one of these methods of the model's id is given."""
    if not isinstance(call.func, cst.Attribute) or call.func.attr.value not in methods:
        return None
    prefix = component.literal(call.args[0].value) if call.args else None
    if not isinstance(prefix, str) or not _PREFIX.fullmatch(prefix):
        return None
    return prefix if is_model_id(component, call.func.value) else None
