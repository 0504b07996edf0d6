from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from owui_lint.component import Component, Editor
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.nearest import nearest
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.docstring_edits import add_fields
from owui_lint.tool_specs.docstrings import ToolDocstring
from owui_lint.tool_specs.methods import ToolMethod, sets_docstrings, tool_methods


class UndocumentedToolParameter(Rule):
    '''A parameter of a tool has no description for the model.

    ## What it does
    Reports parameters that the model fills in and that have neither a `:param name:` line nor a `Field` with
    a description, and that the description does not name either.

    ## Why is this bad?
    The model sees only the name and the type, and has to guess the format, the unit and the meaning.

    ## Example
    ```python
    class Tools:
        async def get_weather(self, city: str, days: int = 1) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return city
    ```

    ## Use instead
    ```python
    class Tools:
        async def get_weather(self, city: str, days: int = 1) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            :param days: how many days ahead
            """
            return city
    ```

    ## Fix safety
    Unsafe: the inserted description only repeats the parameter's name; the author has to write the real one.

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, `parse_docstring`.
    '''

    code = "OWU503"
    name = "undocumented-tool-parameter"
    severity = Severity.CONVENTION
    kinds = frozenset({Kind.TOOLS})
    fixable = Applicability.UNSAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such parameter; what OWU502, OWU504 and OWU516 cover is theirs."""
        if sets_docstrings(component):
            return
        for method in tool_methods(component):
            docstring = method.docstring
            if docstring is None or not docstring.text.strip():
                continue
            covered = {entry.name for entry in docstring.unread} | _misspelt(method, docstring)
            covered |= {name for name in docstring.named if docstring.parameters.get(name)}
            for parameter in method.plain:
                if parameter.name in covered or method.field_call(parameter) is not None:
                    continue
                if _is_in_prose(parameter.name, docstring):
                    continue
                if not method.annotated_description(parameter):
                    yield self.finding(
                        parameter.node,
                        f"`{parameter.name}` is not described to the model; add `:param {parameter.name}:`",
                        fix=partial(_describe, method, parameter.name),
                    )


def _is_in_prose(name: str, docstring: ToolDocstring) -> bool:
    """Whether the description speaks of the parameter by its name."""
    return len(name) > 2 and re.search(rf"\b{name}\b", docstring.description) is not None


def _misspelt(method: ToolMethod, docstring: ToolDocstring) -> set[str]:
    """The parameters that a `:param` line with a misspelt name is about: OWU505 speaks of it."""
    names = [parameter.name for parameter in method.plain]
    unknown = set(docstring.named) - {parameter.name for parameter in method.function.parameters}
    return {meant for name in unknown if (meant := nearest(name, names)) is not None}


def _describe(method: ToolMethod, name: str, editor: Editor) -> Fix | None:
    if method.docstring is not None and name in method.docstring.named:
        return None  # the line is there, and its text is the author's to write
    words = name.replace("_", " ").strip()
    edits = add_fields(editor, method, [f":param {name}: the {words}"])
    return editor.unsafe(f"Add `:param {name}:`", *edits) if edits is not None else None
