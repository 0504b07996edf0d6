from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.analysis.syntax.decorators import Wrapper, unbound_object, wrappers_of
from owui_lint.component import Component, Editor, FunctionScope
from owui_lint.component.edits.importing import importing
from owui_lint.component.entry.points import entry_points
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class UnwrappedToolDecorator(Rule):
    '''A decorator defined in the file hides the name of a tool.

    ## What it does
    Reports decorators of tools that are defined in the file and do not use `functools.wraps`.

    ## Why is this bad?
    Open WebUI stores the tool under the wrapper's `__name__` and looks up that name on the instance. The tool
    is not found when the model calls it, and its parameters are those of the wrapper.

    ## Example
    ```python
    def logged(function):
        async def wrapper(*args, **kwargs):
            return await function(*args, **kwargs)

        return wrapper


    class Tools:
        @logged
        async def get_weather(self, city: str) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return city
    ```

    ## Use instead
    ```python
    import functools


    def logged(function):
        @functools.wraps(function)
        async def wrapper(*args, **kwargs):
            return await function(*args, **kwargs)

        return wrapper


    class Tools:
        @logged
        async def get_weather(self, city: str) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return city
    ```

    ## Fix safety
    Safe: the wrapper behaves as before, under the name and with the signature of the tool.

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, `get_tools`: `getattr(module, spec["name"])`.
    '''

    code = "OWU512"
    name = "unwrapped-tool-decorator"
    severity = Severity.ERROR
    kinds = frozenset({Kind.TOOLS})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the decorator."""
        for entry in entry_points(component):
            model = unbound_object(component, entry.function) if entry.function else None
            if model is not None:
                yield self.finding(
                    entry.node,
                    f"`{entry.name}` becomes an object of `{model.name}`, which cannot be saved or is "
                    "never given `self`; decorate with a function",
                )
                continue
            for decorator in entry.function.decorators if entry.function is not None else ():
                wrappers = wrappers_of(component, decorator)
                if wrappers and not any(wrapper.may_keep_name for wrapper in wrappers):
                    yield self.finding(
                        decorator,
                        f"`{entry.name}` is not found under its name, as its decorator lacks `functools.wraps`; "
                        "add it",
                        related=[(wrappers[0].function.node, "This function takes its place")],
                        fix=partial(_wrap, wrappers),
                    )


def _wrap(wrappers: tuple[Wrapper, ...], editor: Editor) -> Fix | None:
    """Add `@functools.wraps(function)` to each wrapper, and the import."""
    known = importing(editor, "functools", "wraps")
    if known is None:
        return None
    written, edits = known[0], [*known[1]]
    for wrapper in wrappers:
        outer, node = wrapper.function.parent, wrapper.function.node
        if not isinstance(outer, FunctionScope) or not isinstance(node, cst.FunctionDef):
            return None
        edits.append(editor.new_line_before(node, f"@{written}({outer.parameters[0].name})"))
    return editor.safe("Add `functools.wraps`", *edits)
