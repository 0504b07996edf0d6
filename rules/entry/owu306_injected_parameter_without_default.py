"""OWU306 injected-parameter-without-default."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from owui_lint.component import Component, Editor, Parameter
from owui_lint.component.entry.points import EntryPoint, entry_points
from owui_lint.component.events.emissions import emissions_of
from owui_lint.component.events.guards import guards_of
from owui_lint.finding import Applicability, Edit, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class InjectedParameterWithoutDefault(Rule):
    """An injected parameter has no default.

    ## What it does
    Reports parameters of entry points and tools that Open WebUI injects and that have no default. It
    is a warning where Open WebUI passes the parameter at some of its call sites only. A method that
    the component calls itself is a helper, and silent.

    ## Why is this bad?
    The component cannot be called without Open WebUI, in a test or by another component, and a release
    or call site that does not pass the parameter makes the call a `TypeError`.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict, __user__: dict) -> str:
            return f"Hello {(__user__ or {}).get('name', 'you')}"
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return f"Hello {(__user__ or {}).get('name', 'you')}"
    ```

    ## Fix safety
    Safe: where Open WebUI passes the parameter, nothing changes; unsafe where the parameter is called
    without a test, for it may be None from now on. None is offered where a parameter that follows needs
    a value.

    ## References
    The templates give every injected parameter a default of `None`.
    """

    code = "OWU306"
    name = "injected-parameter-without-default"
    severity = Severity.CONVENTION
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.ACTION, Kind.EVENT, Kind.TOOLS})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such parameter."""
        for entry in entry_points(component):
            if entry.function is None or entry.calls:
                continue
            for parameter in entry.parameters:
                if parameter.is_required and parameter.is_dunder and entry.gets(parameter.name):
                    yield self._draft(entry, parameter)

    def _draft(self, entry: EntryPoint, parameter: Parameter) -> Draft:
        always = entry.injected[parameter.name].always
        message = (
            f"`{parameter.name}` of `{entry.name}` has no default; add `= None`"
            if always
            else f"`{entry.name}` fails where Open WebUI passes no `{parameter.name}`; add `= None`"
        )
        return self.finding(
            parameter.node,
            message,
            severity=Severity.CONVENTION if always else Severity.WARNING,
            fix=partial(_with_default, entry=entry, parameter=parameter),
        )


def _with_default(editor: Editor, entry: EntryPoint, parameter: Parameter) -> Fix | None:
    following = entry.parameters[entry.parameters.index(parameter) + 1 :]
    needing = [parameter]
    if not parameter.keyword_only:
        needing += [p for p in following if p.is_required and not p.keyword_only]
    if not all(entry.gets(p.name) for p in needing):
        return None
    edits = [_none(editor, p) for p in needing]
    if any(_is_called_untested(entry.component, p) for p in needing):
        return editor.unsafe("Add `= None`", *edits)
    return editor.safe("Add `= None`", *edits)


def _is_called_untested(component: Component, parameter: Parameter) -> bool:
    """Whether it is an emitter that would be called without a look whether it is None."""
    emissions = emissions_of(component)
    return any(
        origin.parameter.node is parameter.node
        for emission in emissions.all
        for origin in guards_of(component).unguarded(emission)
    )


def _none(editor: Editor, parameter: Parameter) -> Edit:
    default = " = None" if parameter.annotation is not None else "=None"
    return editor.after(parameter.annotation or parameter.node.name, default)
