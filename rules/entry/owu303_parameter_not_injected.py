"""OWU303 parameter-not-injected."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from owui_lint.analysis.reads import reads_of
from owui_lint.component import Component, Parameter
from owui_lint.component.entry.hidden import hidden_parameters
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.words import quoted


class ParameterNotInjected(Rule):
    """An entry point takes a parameter that Open WebUI never passes to it.

    ## What it does
    Reports `__name__` parameters that Open WebUI does not inject into this entry point, and names of
    injected parameters without their underscores (`user=None`, `event_emitter=None`), except in
    tools, where a plain name is the model's. Several in one signature are one finding. Without a
    default it is an error, with one a warning, or a convention where nothing reads it. A parameter that a
    call in the file fills is silent. So are reported the parameters that a decorator of the file hides
    because its wrapper has no `functools.wraps`.

    ## Why is this bad?
    Each entry point has its own set: `pipe` gets no `__model__`, `action` no `__metadata__`, `inlet`
    no `__files__`. Without a default the call is a `TypeError`; with one, the parameter keeps that
    default for ever, and whatever rests on it never runs.

    ## Example
    ```python
    class Filter:
        async def inlet(self, body: dict, __users__: dict | None = None) -> dict:
            name = (__users__ or {}).get("name", "you")
            body["messages"][-1]["content"] += f" ({name})"
            return body
    ```

    ## Use instead
    ```python
    class Filter:
        async def inlet(self, body: dict, __user__: dict | None = None) -> dict:
            name = (__user__ or {}).get("name", "you")
            body["messages"][-1]["content"] += f" ({name})"
            return body
    ```

    ## References
    Open WebUI 0.12.4: `functions.py`, `utils/middleware.py`, `utils/actions.py`, `events.py`,
    `utils/tools.py`: only what the signature names *and* the caller has is passed.
    """

    code = "OWU303"
    name = "parameter-not-injected"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.EVENT, Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield one finding for each entry point with such parameters."""
        for entry in entry_points(component):
            if component.host.has(entry.facts.availability) is False:
                continue  # never called: OWU322
            hidden = hidden_parameters(component, entry)
            if hidden:
                yield self._hidden(hidden)
            unfilled = [p for p in entry.parameters if _is_unfilled(entry, p)]
            if not unfilled:
                continue
            first = next((p for p in unfilled if p.is_required), unfilled[0])
            others = [p for p in unfilled if p is not first]
            names = quoted((p.name for p in unfilled), "or")
            hint = _hint(component.host, entry, first)
            if not hint:
                hint = "remove it" if len(unfilled) == 1 else "remove them"
            message = (
                f"Open WebUI passes no {names} to `{entry.name}`, so the call fails; {hint}"
                if first.is_required
                else f"Open WebUI passes no {names} to `{entry.name}`; {hint}"
            )
            yield self.finding(
                first.node,
                message,
                severity=_severity(component, entry, unfilled),
                related=[(p.node, f"`{p.name}` is not passed either") for p in others],
            )

    def _hidden(self, hidden: list[Parameter]) -> Draft:
        names = quoted(parameter.name for parameter in hidden)
        return self.finding(
            hidden[0].node,
            f"A decorator hides {names} from Open WebUI; use `functools.wraps` in its wrapper",
            related=[(p.node, f"`{p.name}` is not passed either") for p in hidden[1:]],
        )


def _severity(component: Component, entry: EntryPoint, unfilled: list[Parameter]) -> Severity:
    if any(parameter.is_required for parameter in unfilled):
        return Severity.ERROR
    function = entry.function
    read = function is not None and any(
        next(reads_of(component, function, parameter.name), None) is not None
        for parameter in unfilled
    )
    return Severity.WARNING if read else Severity.CONVENTION


def _is_unfilled(entry: EntryPoint, parameter: Parameter) -> bool:
    name = parameter.name
    if parameter.star or name == entry.payload or not entry.shows_signature:
        return False
    if name == f"__{entry.payload}__" and entry.parameter(entry.payload or "") is None:
        return False  # the payload under another name: OWU302
    if entry.gets(name) is not False or entry.gets_later(name) is not None:
        return False
    if not parameter.is_dunder and (
        entry.kind is Kind.TOOLS or parameter.is_required or not _meant(name)
    ):
        return False
    return not entry.is_passed_in_file(parameter) and not entry.takes_other_name(name)


def _meant(name: str) -> bool:
    """Whether the name is that of an injected parameter but for its underscores."""
    return f"__{name.strip('_')}__" in Host.injected_names()


def _hint(host: Host, entry: EntryPoint, parameter: Parameter) -> str:
    """What was meant, or where there is such a parameter; empty where neither is known."""
    name = parameter.name
    other = entry.other_name(name)
    if other is not None:
        return f"it is `{other}` in this release"
    here = [other for other in entry.injected if entry.gets(other) and other.startswith("__")]
    exact = f"__{name.strip('_')}__"
    close = [exact] if exact in here else difflib.get_close_matches(name, here, 1, 0.8)
    if close and entry.parameter(close[0]) is None:
        return f"did you mean `{close[0]}`?"
    if close:
        return f"use `{close[0]}`"
    if exact not in Host.injected_names():
        return ""
    elsewhere = [
        hook
        for hook in Host.entry_points(entry.kind)
        if (found := host.injected(entry.kind, hook).get(exact)) and host.has(found.availability)
    ]
    return f"only {quoted(elsewhere)} can take it" if elsewhere else ""
