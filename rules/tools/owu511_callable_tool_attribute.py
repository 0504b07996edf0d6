from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.finding import Applicability, Edit, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.attributes import CallableAttribute, callable_attributes
from owui_lint.tool_specs.properties import raising_properties


class CallableToolAttribute(Rule):
    '''A callable attribute of the class becomes a tool or prevents saving.

    ## What it does
    Reports public attributes set to a lambda, a `partial`, an imported function, a function of the file, or
    an object of a class of the file that defines `__call__`. A property that gives such a value counts,
    and so does one that raises: Open WebUI reads every attribute when it looks for tools.

    ## Why is this bad?
    Open WebUI takes every callable attribute without a leading underscore for a tool. A `partial` or an
    object has no `__name__`, so saving fails; a lambda cannot be found again by its name; a function is
    offered to the model.

    ## Example
    ```python
    class Tools:
        def __init__(self):
            self.shorten = lambda text: text[:9]

        async def get_weather(self, city: str) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return self.shorten(city)
    ```

    ## Use instead
    ```python
    class Tools:
        def __init__(self):
            self._shorten = lambda text: text[:9]

        async def get_weather(self, city: str) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return self._shorten(city)
    ```

    ## Fix safety
    Unsafe: the author may want the model to call it.

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, `get_functions_from_tool`; measured.
    '''

    code = "OWU511"
    name = "callable-tool-attribute"
    severity = Severity.ERROR
    kinds = frozenset({Kind.TOOLS})
    fixable = Applicability.UNSAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each assignment."""
        for item in callable_attributes(component):
            is_hidden = item.name.startswith("_")  # up to 0.8.9 that is no help
            hide = "keep it out of the class" if is_hidden else f"prefix `{item.name}` with `_`"
            remedy = hide if item.may_stay else "define a method instead"
            message = f"`{item.name}` {item.effect}; {remedy}"
            severity = Severity.ERROR if item.breaks else Severity.WARNING
            yield self.finding(item.place, message, severity=severity, fix=partial(_hide, item))
        for function in raising_properties(component):
            yield self.finding(
                function.node,
                f"Property `{function.name}` raises while Open WebUI looks for tools, so the tool "
                "cannot be saved; return None instead",
            )


def _hide(item: CallableAttribute, editor: Editor) -> Fix | None:
    """Rename the attribute wherever it is the component's own."""
    component, new = editor.component, f"_{item.name}"
    edits = []
    if not isinstance(item.place, cst.BaseExpression) or not item.may_stay:
        return None
    for node in component.of(cst.Attribute):
        if node.attr.value == item.name:
            owner = component.instance_class(node.value, component.scope_of(node))
            if owner is None or component.main not in owner.lineage:
                return None
            end = editor.offsets(node)[1]
            edits.append(Edit(end - len(item.name), end, new))
    if isinstance(item.place, cst.Name):
        edits.append(editor.replace(item.place, new))
    return editor.unsafe(f"Rename it to `{new}`", *edits) if edits else None
