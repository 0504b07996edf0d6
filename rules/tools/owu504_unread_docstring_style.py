from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from owui_lint.component import Component, Editor
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.docstring_edits import to_param_fields
from owui_lint.tool_specs.methods import ToolMethod, tool_methods


class UnreadDocstringStyle(Rule):
    '''A tool documents its parameters in a style that Open WebUI does not read.

    ## What it does
    Reports Google and NumPy sections, `:param type name:`, `:params`, `:parameter`, `@param` and lists of
    parameters under a heading in the docstring of a tool.

    ## Why is this bad?
    Open WebUI reads only `:param name:` lines. Any other style stays in the tool's description as text, and
    the parameters have no description of their own.

    ## Example
    ```python
    class Tools:
        async def get_weather(self, city: str) -> str:
            """
            Get the weather of a city.

    Args:
                city: name of the city
            """
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

    ## Fix safety
    Safe: the same words, in the form that Open WebUI reads.

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, `parse_docstring`.
    '''

    code = "OWU504"
    name = "unread-docstring-style"
    severity = Severity.WARNING
    kinds = frozenset({Kind.TOOLS})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the `def`."""
        for method in tool_methods(component):
            docstring = method.docstring
            if docstring is None:
                continue
            # what has a line that is read is described all the same
            visible = {parameter.name for parameter in method.visible} - set(docstring.named)
            if not visible & {entry.name for entry in docstring.unread}:
                continue
            style, first = next(
                (entry.style, entry.name) for entry in docstring.unread if entry.name in visible
            )
            yield self.finding(
                method.function.node,
                f"`{method.name}` describes its parameters {_STYLES[style]}, which Open WebUI does not read; "
                f"use `:param {first}:`",
                fix=partial(_rewrite, method),
            )


_STYLES = {
    "google": "in a section like `Args:`",
    "numpy": "in an underlined section",
    "field": "in another form",
}


def _rewrite(method: ToolMethod, editor: Editor) -> Fix | None:
    edits = to_param_fields(editor, method)
    return editor.safe("Rewrite it to `:param name:`", *edits) if edits is not None else None
