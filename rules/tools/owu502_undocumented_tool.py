from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.methods import is_helper, sets_docstrings, tool_methods


class UndocumentedTool(Rule):
    '''A tool has no docstring.

    ## What it does
    Reports tools without a docstring. Helper methods of the class are left alone (see OWU501).

    ## Why is this bad?
    The model sees only the tool's name and has to guess what the tool does, when to use it and what to pass.

    ## Example
    ```python
    class Tools:
        async def get_weather(self, city: str) -> str:
            return city
    ```

    ## Use instead
    ```python
    class Tools:
        async def get_weather(self, city: str) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return city
    ```

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, `parse_description`.
    '''

    code = "OWU502"
    name = "undocumented-tool"
    severity = Severity.WARNING
    kinds = frozenset({Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the `def`."""
        if sets_docstrings(component):
            return
        for method in tool_methods(component):
            described = method.has_docstring and (
                method.docstring is None or method.docstring.text.strip() != ""
            )
            if method.function.owner is None:
                continue  # a function of the module, assigned: OWU511 speaks of it
            if not described and not is_helper(component, method):
                yield self.finding(
                    method.function.node,
                    f"`{method.name}` has no docstring; the model sees only its name",
                )
