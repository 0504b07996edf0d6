from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.finding import Applicability, Edit, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.methods import ToolMethod, is_helper, tool_methods


class HelperExposedAsTool(Rule):
    '''A helper method of the class is offered to the model as a tool.

    ## What it does
    Reports a public method without a docstring that other methods of the class call.

    ## Why is this bad?
    Open WebUI turns every method whose name has no leading underscore into a tool: the model sees a bare name
    that it can call with any arguments.

    ## Example
    ```python
    class Tools:
        async def get_weather(self, city: str) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return self.ask(city)

        def ask(self, city: str) -> str:
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
            return self._ask(city)

        def _ask(self, city: str) -> str:
            return city
    ```

    ## Fix safety
    Unsafe: the author may want the model to call the method.

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, `get_functions_from_tool`.
    '''

    code = "OWU501"
    name = "helper-exposed-as-tool"
    severity = Severity.WARNING
    kinds = frozenset({Kind.TOOLS})
    fixable = Applicability.UNSAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the `def`."""
        for method in tool_methods(component):
            if is_helper(component, method):
                yield self.finding(
                    method.function.node,
                    f"`{method.name}` is a helper that the model can call; prefix it with `_`",
                    fix=partial(_hide, method),
                )


def _hide(method: ToolMethod, editor: Editor) -> Fix | None:
    """Rename the method and every `.name` of the instance; none where the name is used otherwise."""
    component, function = editor.component, method.function
    if function.owner is not component.main or not isinstance(function.node, cst.FunctionDef):
        return None
    new = f"_{method.name}"
    if any(new in scope.bindings for scope in component.scopes) or component.main is None:
        return None
    edits = [editor.replace(function.node.name, new)]
    for node in component.of(cst.Attribute):
        if node.attr.value == method.name:
            owner = component.instance_class(node.value, component.scope_of(node))
            if owner is None or component.main not in owner.lineage:
                return None
            end = editor.offsets(node)[1]
            edits.append(Edit(end - len(method.name), end, new))
    return editor.unsafe(f"Rename it to `{new}`", *edits)
