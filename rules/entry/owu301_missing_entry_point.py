"""OWU301 missing-entry-point."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.analysis.syntax.dynamic_attributes import has_dynamic_attributes
from owui_lint.component import ClassModel, Component
from owui_lint.component.entry.hidden import uncallable
from owui_lint.component.entry.points import entry_points, nearest_hook
from owui_lint.component.valves.model import valves_of
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.attributes import may_hold_tools
from owui_lint.words import quoted


class MissingEntryPoint(Rule):
    """The component's class has no method that Open WebUI calls.

    ## What it does
    Reports a `Pipe` without `pipe`, an `Action` without `action`, an `Event` without `event`, a
    `Filter` with none of `inlet`, `outlet`, `stream` and `request`, a `Pipeline` with none of `pipe`,
    `inlet` and `outlet`, `Tools` without a public method, and the templates' `Function` without
    `execute`. Inherited and assigned ones count. A filter that has `toggle` is silent: it may be
    there for its switch alone, unless it has a method named almost like a hook.

    ## Why is this bad?
    The component loads and is listed, and then fails on every use, or never does anything.

    ## Example
    ```python
    class Action:
        async def run(self, body: dict, __user__=None):
            return None
    ```

    ## Use instead
    ```python
    class Action:
        async def action(self, body: dict, __user__=None):
            return None
    ```

    ## References
    Open WebUI 0.12.4: `functions.py`, `utils/filter.py`, `utils/actions.py`, `events.py`,
    `utils/tools.py`; Pipelines server, `main.py`.
    """

    code = "OWU301"
    name = "missing-entry-point"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the class, when it has no entry point."""
        main, kind = component.main, component.kind
        if main is None or kind is None:
            return
        found = entry_points(component, *_needed(kind))
        hidden = {entry.name: why for entry in found if (why := uncallable(component, entry))}
        if len(hidden) < len(found):
            if _lacks_models(component, main):
                yield self.finding(
                    main.node, "A manifold needs `pipelines` to list its models; add it"
                )
            return
        if hidden:
            first = next(entry for entry in found if entry.name in hidden)
            yield self.finding(first.node, hidden[first.name])
            return
        if main.has_unknown_bases or _has_hidden_members(component, main, kind):
            return
        names = quoted(_needed(kind), "or") or "a public method"
        near = {f.name: f for f in main.own_functions() if nearest_hook(kind, f.name) is not None}
        yield self.finding(
            main.node,
            f"`{main.name}` has no method that Open WebUI calls; define {names}",
            related=[
                (function.node, f"Is this meant to be `{nearest_hook(kind, name)}`?")
                for name, function in near.items()
            ],
        )


def _lacks_models(component: Component, main: ClassModel) -> bool:
    """Whether a pipeline calls itself a manifold, and nothing gives its models (the server does not start)."""
    if (
        component.kind is not Kind.PIPELINE
        or main.has_unknown_bases
        or main.has_attribute("pipelines")
    ):
        return False
    is_manifold = valves_of(component).constant_attribute("type") == "manifold"
    return is_manifold and not _has_hidden_members(component, main, Kind.PIPELINE)


def _needed(kind: Kind) -> tuple[str, ...]:
    """The hooks of which one must be there; empty where any method will do."""
    hooks = Host.entry_points(kind)
    if kind.value in hooks:
        return (kind.value,)
    optional = [name for name in hooks if name == "pipelines" or name.startswith("on_")]
    return tuple(name for name in hooks if name not in optional)


def _has_hidden_members(component: Component, main: ClassModel, kind: Kind) -> bool:
    """Whether members may come from where the class body does not show them."""
    if kind is Kind.FILTER and main.has_attribute("toggle"):
        return all(nearest_hook(kind, function.name) is None for function in main.own_functions())
    if kind is Kind.TOOLS and may_hold_tools(main):
        return True
    return has_dynamic_attributes(component, main, _needed(kind))
