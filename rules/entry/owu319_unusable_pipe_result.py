"""OWU319 unusable-pipe-result."""

from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from owui_lint.analysis.call_graph import UnboundParameterError
from owui_lint.analysis.flow.exits import exits_without_value, returned_values
from owui_lint.analysis.flow.results import COROUTINE, kind_of
from owui_lint.analysis.values.value import Ref
from owui_lint.component import Component, FunctionScope
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.component.events.emissions import emissions_of
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule

_MODELS = frozenset({"pydantic.BaseModel", "pydantic.main.BaseModel", "BaseModel"})
_RESPONSES = frozenset(
    {"fastapi.responses.JSONResponse", "starlette.responses.JSONResponse", "JSONResponse"}
)


class UnusablePipeResult(Rule):
    """A `pipe` returns what Open WebUI cannot show.

    ## What it does
    Reports a `pipe` that never returns anything, or only texts that tell of failures, or that returns
    a list, a model, a JSON response or another literal that is not text; for a `Pipeline` also a
    dict. A `pipe` that only raises is silent, and so is a result that is returned under a test of the
    request's `stream`. Where `pipe` holds a `yield`, its first `return` of a value is reported.

    ## Why is this bad?
    When the chat streams, which is the default, Open WebUI reads text, iterators, dicts and streaming
    responses. Anything else gives an empty answer. Text that was sent as events alone is replaced
    by that empty answer. Of a generator Open WebUI reads what it yields; what `return` gives is lost.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict) -> list:
            return [message["content"] for message in body["messages"]]
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict) -> str:
            return " ".join(message["content"] for message in body["messages"])
    ```

    ## References
    Open WebUI 0.12.4, `functions.py` lines 286-338; Pipelines server, `main.py` lines 691-790.
    """

    code = "OWU319"
    name = "unusable-pipe-result"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.PIPELINE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the `pipe` whose result is of no use."""
        for entry in entry_points(component, "pipe"):
            function = entry.function
            if function is None or not entry.is_plain:
                continue
            if function.is_generator:
                yield from self._lost(component, entry, function)
                continue
            if _returns_nothing(component, function):
                yield self.finding(
                    entry.node,
                    "`pipe` returns nothing, so the answer is empty; return or yield a text",
                )
                continue
            if _returns_errors_alone(component, function):
                yield self.finding(
                    entry.node,
                    "`pipe` returns a text only when something fails; return or yield the answer too",
                )
                continue
            # of a plain `pipe`, OWU320 speaks
            lost = _coroutine(component, function) if function.is_async else None
            if lost is not None:
                yield self.finding(
                    lost,
                    "`pipe` returns a coroutine that is never awaited; await it",
                    severity=Severity.ERROR,
                )
                continue
            for result in function.of(cst.Return):
                what = _unusable(component, entry, function, result)
                if what is not None and component.runs(result):
                    yield self.finding(
                        entry.node,
                        f"`pipe` returns {what}, so a streamed answer is empty; return or yield texts",
                        related=[(result, "Returned here")],
                    )
                    break

    def _lost(
        self, component: Component, entry: EntryPoint, function: FunctionScope
    ) -> Iterator[Draft]:
        """Yield the generator that returns a value: calling it only makes an iterator."""
        for node in function.of(cst.Yield):
            kind = kind_of(component, node.value) if not isinstance(node.value, cst.From) else None
            if kind in _NO_PIECES and component.runs(node):
                message = f"`pipe` yields {kind}; yield texts or dicts"
                yield self.finding(entry.node, message, related=[(node, "Yielded here")])
                break
        lost = next(iter(returned_values(component, function)), None)
        if lost is not None:
            message = (
                "The value of this `return` is lost, as `pipe` yields its answer; yield it instead"
            )
            yield self.finding(entry.node, message, related=[(lost, "Returned here")])


def _coroutine(component: Component, function: FunctionScope) -> cst.Return | None:
    """The `return` of a call of an async function without `await`."""
    lost = (
        node
        for node in returned_values(component, function)
        if kind_of(component, node.value) == COROUTINE
    )
    return next(lost, None)


_NO_PIECES = frozenset({"a number", "a boolean", "a list", "a tuple", "a set"})
"""What cannot be a piece of an answer."""


def _returns_nothing(component: Component, function: FunctionScope) -> bool:
    """Whether it comes back, and always without a value."""
    values = [node.value for node in function.of(cst.Return) if node.value is not None]
    if any(not isinstance(value, (cst.Name, cst.Call, cst.Await)) for value in values):
        return False  # spares the flow analysis where the answer is plain
    if any(isinstance(value, cst.Name) and value.value != "None" for value in values):
        return False
    return not returned_values(component, function) and bool(
        exits_without_value(component, function)
    )


def _returns_errors_alone(component: Component, function: FunctionScope) -> bool:
    """Whether all that it returns tells of failures, and it ends without a value else."""
    values = returned_values(component, function)
    if not values or not all(_tells_of_failure(component, node) for node in values):
        return False
    # what ends in a handler, or behind one that only logs, ends so on failure
    return any(
        not any(
            isinstance(outer, cst.ExceptHandler) for outer in (place, *component.ancestors(place))
        )
        for place in (one.after or one.node for one in exits_without_value(component, function))
    )


_FAILURE = re.compile(
    r"\W*(error|failed|failure|invalid|missing|unable|cannot|can't|could not)\b", re.IGNORECASE
)


def _tells_of_failure(component: Component, node: cst.Return) -> bool:
    if kind_of(component, node.value) != "a text":
        return False
    if any(isinstance(outer, cst.ExceptHandler) for outer in component.ancestors(node)):
        return True
    assert node.value is not None
    try:
        written = emissions_of(component).evaluator.text(Ref(node.value, {}))
    except UnboundParameterError:
        return False
    return written is not None and _FAILURE.match(written.start) is not None


def _unusable(
    component: Component, entry: EntryPoint, function: FunctionScope, result: cst.Return
) -> str | None:
    value = result.value
    if isinstance(value, cst.Name):
        value = function.sole_value(value.value) or value
    what = _kind_of(component, function, value)
    if what == "a dict" and entry.kind is not Kind.PIPELINE:
        return None
    return None if what is None or _depends_on_stream(component, result) else what


def _kind_of(
    component: Component, function: FunctionScope, value: cst.BaseExpression | None
) -> str | None:
    if isinstance(value, (cst.List, cst.ListComp)):
        return "a list"
    if isinstance(value, cst.Tuple):
        return "a tuple"
    if isinstance(value, (cst.Set, cst.SetComp)):
        return "a set"
    if isinstance(value, (cst.Integer, cst.Float)):
        return "a number"
    if isinstance(value, cst.Name) and value.value in ("True", "False"):
        return "a boolean"
    if isinstance(value, cst.Name):
        bound = function.bindings.get(value.value, [])
        nested = [b.node for b in bound if isinstance(b.node, cst.FunctionDef)]
        plain = len(bound) == 1 and any(not node.decorators for node in nested)
        return "a function that is never called" if plain else None
    if isinstance(value, (cst.Dict, cst.DictComp)):
        return "a dict"
    if not isinstance(value, cst.Call):
        return None
    if component.qualified(value.func, function) in _RESPONSES:
        return "a JSON response"
    model = component.class_named(value.func, function)
    is_model = model is not None and bool(_MODELS & set(model.foreign_bases))
    return "a model" if is_model else None


def _depends_on_stream(component: Component, result: cst.Return) -> bool:
    """Whether a test in the same function asks for the request's `stream`."""
    scope = component.scope_of(result)
    tests = [node.test for node in scope.of(cst.If)]
    tests += [node.test for node in scope.of(cst.IfExp)]
    return any("stream" in component.tree.code_for_node(test).lower() for test in tests)
