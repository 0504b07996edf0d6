"""OWU005 shadowed-component-class."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Binding, Component
from owui_lint.component.detect import LOADING_ORDER, is_meant
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.rule import FUNCTIONS, Draft, Rule


class ShadowedComponentClass(Rule):
    """Open WebUI loads something else of that name instead of the component's class.

    ## What it does
    Reports a module-level import, assignment or helper class named `Pipe`, `Filter`, `Action`,
    `Event` or `Tools` that the loader finds before the intended class.

    ## Why is this bad?
    The loader asks the module for `Pipe`, then `Filter`, then `Action`, then `Event`, and takes the
    first that exists, wherever it comes from. An imported `Filter` in an action is instantiated as
    the component: the save fails, or the action never runs.

    ## Example
    ```python
    from qdrant_client.models import Filter


    class Action:
        async def action(self, body: dict) -> None:
            self.condition = Filter()
    ```

    ## Use instead
    ```python
    from qdrant_client.models import Filter as QdrantFilter


    class Action:
        async def action(self, body: dict) -> None:
            self.condition = QdrantFilter()
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `load_function_module_by_id`.
    """

    code = "OWU005"
    name = "shadowed-component-class"
    severity = Severity.ERROR
    kinds = FUNCTIONS | {Kind.TOOLS}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield what the loader finds instead of the component's class."""
        detection, main, intended = component.detection, component.main, component.kind
        if main is None or intended is None:
            return
        for kind in _looked_for(intended, component.host):
            binding = detection.bindings.get(kind)
            if binding is None or not component.runs(binding.node):
                continue
            if kind is intended:
                if _is_other(component, binding):
                    yield self._draft(component, binding, kind)
                return
            model = detection.classes.get(kind)
            if model is None or not is_meant(component.host, kind, model):
                yield self._draft(component, binding, kind)
                return

    def _draft(self, component: Component, binding: Binding, kind: Kind) -> Draft:
        assert component.main is not None
        return self.finding(
            binding.node,
            f"This `{kind.class_name}` is loaded as the component instead of "
            f"the class `{component.main.name}`; rename it",
            related=[(component.main.node, "This class is meant")],
        )


def _looked_for(intended: Kind, host: Host) -> tuple[Kind, ...]:
    if intended is Kind.TOOLS:
        return (Kind.TOOLS,)
    known = host.kinds()
    return tuple(kind for kind in LOADING_ORDER if kind in known)


def _is_other(component: Component, binding: Binding) -> bool:
    """Whether the name stands for no class, although the file defines one of that name.

    It does so for something imported, and for an instance (`Pipe = Pipe()`), which cannot be called.
    """
    if component.import_of(binding) is not None:
        return True
    main, value = component.main, binding.value
    if main is None or binding.how != "assign" or not isinstance(value, cst.Call):
        return False
    return (
        isinstance(value.func, cst.Name)
        and value.func.value == main.name
        and not main.has_unknown_bases
        and main.member("__call__") is None
    )
