"""OWU318 hidden-pipeline."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.words import quoted


class HiddenPipeline(Rule):
    """A Pipeline has a `type` that the Pipelines server does not list.

    ## What it does
    Reports a literal `type` of a `Pipeline`, on the instance or in the class body, that is neither
    `"manifold"` nor `"filter"`.

    ## Why is this bad?
    The Pipelines server registers an ordinary pipeline only when it has no `type` at all. With any
    other value it loads, and never appears.

    ## Example
    ```python
    class Pipeline:
        def __init__(self):
            self.type = "pipe"

        def pipe(self, user_message: str, model_id: str, messages: list, body: dict) -> str:
            return user_message
    ```

    ## Use instead
    ```python
    class Pipeline:
        def __init__(self):
            self.name = "Echo"

        def pipe(self, user_message: str, model_id: str, messages: list, body: dict) -> str:
            return user_message
    ```

    ## References
    Pipelines server at 26b8f20, `main.py` lines 52-109.
    """

    code = "OWU318"
    name = "hidden-pipeline"
    severity = Severity.ERROR
    kinds = frozenset({Kind.PIPELINE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each assignment of such a type."""
        main = component.main
        if main is None:
            return
        values = [(stored.node, stored.value) for stored in main.stored.get("type", ())]
        binding = main.member("type")
        if binding is not None and binding.how == "assign" and not values:
            values = [(binding.node, binding.value)]
        listed = component.host.pipeline_types()
        for node, value in values:
            given = component.literal(value)
            if isinstance(given, str) and given not in listed:
                wanted = quoted(listed, "or")
                yield self.finding(
                    node,
                    f"The Pipelines server does not list a pipeline of type `{given}`; use {wanted}",
                )
