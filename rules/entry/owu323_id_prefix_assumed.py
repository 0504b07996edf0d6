"""OWU323 id-prefix-assumed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component, FunctionScope, Scope, text
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule

_PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*\.")
"""What the host puts before the model's own id: the function's id and a dot."""
_STRIPPERS = frozenset({"replace", "removeprefix", "lstrip", "split", "partition"})


class IdPrefixAssumed(Rule):
    '''A pipe takes a fixed id off the model's name.

    ## What it does
    Reports `body["model"].replace("my_pipe.", "")`, `.removeprefix("my_pipe.")` and the like, also
    through a variable, in a pipe.

    ## Why is this bad?
    The part before the first `.` is the function's id, and whoever installs the function chooses it.
    Under any other id, the prefix stays, and the provider does not know the model.

    ## Example
    ```python
    """
    title: Voices
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Pipe:
        def pipes(self) -> list[dict]:
            return [{"id": "low", "name": "Low"}]

        async def pipe(self, body: dict) -> str:
            return body["model"].replace("voices.", "")
    ```

    ## Use instead
    ```python
    """
    title: Voices
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Pipe:
        def pipes(self) -> list[dict]:
            return [{"id": "low", "name": "Low"}]

        async def pipe(self, body: dict) -> str:
            return body["model"].partition(".")[2]
    ```

    ## References
    Open WebUI 0.12.4, `functions.py` lines 88-149: `f'{pipe.id}.{sub_pipe["id"]}'`.
    '''

    code = "OWU323"
    name = "id-prefix-assumed"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE})

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield each call that strips a literal prefix off the model's id."""
        for function in component.functions:
            for call in function.of(cst.Call):
                if not isinstance(call.func, cst.Attribute) or not call.args:
                    continue
                if call.func.attr.value not in _STRIPPERS:
                    continue
                prefix = component.literal(call.args[0].value)
                if not isinstance(prefix, str) or not _PREFIX.fullmatch(prefix):
                    continue
                if _is_model(component, call.func.value, function):
                    yield self.finding(
                        call,
                        f"The function's id is chosen at installation, it may not be `{prefix}`",
                    )


def _is_model(
    component: Component, value: cst.BaseExpression, scope: FunctionScope | Scope, depth: int = 0
) -> bool:
    """Whether the expression is `body["model"]` or what was made of it."""
    if isinstance(value, cst.Name) and depth < 4:
        found = scope.lookup(value.value)
        sources = [b.value for b in found[1] if b.value is not None] if found is not None else []
        return any(
            source is not value and _is_model(component, source, scope, depth + 1)
            for source in sources
        )
    if isinstance(value, cst.Subscript):
        index = value.slice[0].slice
        is_key = isinstance(index, cst.Index) and text(index.value) == "model"
        return is_key and isinstance(value.value, cst.Name) and value.value.value == "body"
    if isinstance(value, cst.Call) and isinstance(value.func, cst.Attribute):
        inner = value.func.value
        if value.func.attr.value == "get" and isinstance(inner, cst.Name) and value.args:
            return inner.value == "body" and text(value.args[0].value) == "model"
        return depth < 4 and _is_model(component, inner, scope, depth + 1)
    return False
