"""OWU309 wrong-pipeline-signature."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component, FunctionScope, Parameter
from owui_lint.component.entry.points import EntryPoint, entry_points, may_fill
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.words import quoted


class WrongPipelineSignature(Rule):
    """A Pipeline's hook does not take what the Pipelines server passes.

    ## What it does
    Reports a `pipe` that cannot be called with `user_message`, `model_id`, `messages` and `body` by
    name, an `inlet` or `outlet` that cannot be called with two arguments (the body and the user), and
    hooks without arguments that need one. Also parameters that only Open WebUI injects, such as
    `__event_emitter__`: in a hook, or in a method that all its callers call without.

    ## Why is this bad?
    The Pipelines server passes exactly these, and injects nothing: the call is a `TypeError`, or the
    parameter keeps its default for ever.

    ## Example
    ```python
    class Pipeline:
        def pipe(self, body: dict, __event_emitter__=None) -> str:
            return body["messages"][-1]["content"]
    ```

    ## Use instead
    ```python
    class Pipeline:
        def pipe(self, user_message: str, model_id: str, messages: list, body: dict) -> str:
            return user_message
    ```

    ## References
    Pipelines server at 26b8f20, `main.py` lines 615, 647, 691-696 and 747-752.
    """

    code = "OWU309"
    name = "wrong-pipeline-signature"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPELINE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield what a hook lacks, what it needs beyond, and what is never injected."""
        hooks = [entry for entry in entry_points(component) if entry.is_plain]
        for entry in hooks:
            message = _mismatch(entry)
            if message is not None:
                yield self.finding(entry.node, message)
                continue  # what it needs beyond is the same mistake
            for parameter in _beyond(entry):
                if parameter.is_required and not parameter.is_dunder:
                    yield self.finding(
                        parameter.node,
                        f"The Pipelines server calls `{entry.name}` without `{parameter.name}`; give it a default",
                    )
        yield from self._never_injected(component, hooks)

    def _never_injected(self, component: Component, hooks: list[EntryPoint]) -> Iterator[Draft]:
        names = Host.injected_names()
        by_node = {id(entry.function.node): entry for entry in hooks if entry.function is not None}
        methods = component.main.methods() if component.main is not None else []
        for name, function in methods:
            entry = by_node.get(id(function.node))
            candidates = _beyond(entry) if entry is not None else function.parameters
            for parameter in candidates:
                is_injected = parameter.is_dunder and parameter.name in names
                if is_injected and not _is_filled(component, function, parameter, entry):
                    yield self.finding(
                        parameter.node,
                        f"`{parameter.name}` of `{name}` is never filled by the Pipelines server; remove it",
                        severity=None if parameter.is_required else Severity.WARNING,
                    )


def _is_filled(
    component: Component, function: FunctionScope, parameter: Parameter, entry: EntryPoint | None
) -> bool:
    calls = component.calls_of(function)
    if entry is None and not calls:
        return True  # not called here, as far as can be seen
    return any(may_fill(call, function, parameter) for call in calls)


def _mismatch(entry: EntryPoint) -> str | None:
    """Why what the server passes does not fit; None where it does."""
    facts = entry.facts
    by_name = {p.name for p in entry.parameters if p.star == "" and not p.positional_only}
    missing = [name for name in facts.required if name not in by_name]
    if missing and not entry.takes_keywords:
        names = quoted(missing)
        remedy = "add the parameter" if len(missing) == 1 else "add the parameters"
        return f"The Pipelines server passes {names} to `{entry.name}` by name; {remedy}"
    room = [p for p in entry.parameters if p.star == "" and not p.keyword_only]
    starred = any(p.star == "*" for p in entry.parameters)
    if len(room) < len(facts.positional) and not starred:
        names = quoted(facts.positional)
        return f"The Pipelines server calls `{entry.name}` with {names}; take them all"
    return None


def _beyond(entry: EntryPoint) -> list[Parameter]:
    """The parameters that nothing the server passes goes to."""
    facts = entry.facts
    by_position = [p for p in entry.parameters if p.star == "" and not p.keyword_only]
    filled = by_position[: len(facts.positional)]
    return [
        p
        for p in entry.parameters
        if p.star == "" and p not in filled and p.name not in facts.required
    ]
