"""OWU004 several-component-classes."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.detect import is_meant
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import FUNCTIONS, Draft, Rule


class SeveralComponentClasses(Rule):
    """The file holds components of two kinds, of which Open WebUI loads one.

    ## What it does
    Reports a second component class beside the one that is loaded.

    ## Why is this bad?
    A file saved as a Function gives one component: the first of `Pipe`, `Filter`, `Action`,
    `Event` that the module has. The others are ignored without a word, and so is `Tools` in a
    Function or a Function's class in a tool.

    ## Example
    ```python
    class Filter:
        def inlet(self, body: dict) -> dict:
            return body


    class Action:
        async def action(self, body: dict) -> None:
            return None
    ```

    ## Use instead
    ```python
    class Filter:
        def inlet(self, body: dict) -> dict:
            return body
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `load_function_module_by_id`.
    """

    code = "OWU004"
    name = "several-component-classes"
    severity = Severity.WARNING
    kinds = FUNCTIONS | {Kind.TOOLS}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield every component class beside the main one."""
        main = component.main
        if main is None or component.kind is None:
            return
        for kind, model in component.detection.classes.items():
            if kind not in self.kinds or model is main or not is_meant(component.host, kind, model):
                continue
            yield self.finding(
                model.node,
                f"`{kind.class_name}` is ignored: Open WebUI loads only `{component.kind.class_name}`; "
                "move it to a file of its own",
                related=[(main.node, "This class is loaded")],
            )
