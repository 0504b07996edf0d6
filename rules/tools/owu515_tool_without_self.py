from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import libcst as cst

from owui_lint.component import Component, Editor, FunctionScope
from owui_lint.component.entry.points import entry_points
from owui_lint.finding import Applicability, Edit, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class ToolWithoutSelf(Rule):
    '''A method of `Tools` has no `self`.

    ## What it does
    Reports public methods without `self` that are neither static methods nor class methods.

    ## Why is this bad?
    Open WebUI reads the signature from the instance. Without any parameter this raises `ValueError`, and the
    tool cannot be saved; with another first parameter, that parameter receives the instance.

    ## Example
    ```python
    class Tools:
        async def get_weather() -> str:
            """
            Get the weather of a city.
            """
            return "sunny"
    ```

    ## Use instead
    ```python
    class Tools:
        async def get_weather(self) -> str:
            """
            Get the weather of a city.
            """
            return "sunny"
    ```

    ## Fix safety
    Safe: without `self`, the method cannot be called at all.

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, `inspect.signature`; measured.
    '''

    code = "OWU515"
    name = "tool-without-self"
    severity = Severity.ERROR
    kinds = frozenset({Kind.TOOLS})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the `def`."""
        for entry in entry_points(component):
            function = entry.function
            if (
                function is None
                or function.is_lambda
                or function.owner is None
                or not entry.is_plain
            ):
                continue
            if function.decorator_names & {"staticmethod", "classmethod"} or not _lacks_self(
                function
            ):
                continue
            if _is_called_in_body(component, function):
                continue  # a decorator, or its factory: it is no method while the class is made
            yield self.finding(
                function.node,
                f"`{entry.name}` has no `self`, so every call of the tool fails; add it in front",
                fix=partial(_add_self, function),
            )


def _is_called_in_body(component: Component, function: FunctionScope) -> bool:
    """Whether the class body itself uses the function: `@checked("light")`, `run = logged(run)`."""
    owner = function.owner
    return owner is not None and any(
        component.parent(name) is not function.node for name in owner.scope.named(function.name)
    )


def _lacks_self(function: FunctionScope) -> bool:
    first = function.parameters[0] if function.parameters else None
    if first is None or first.star == "**" or first.keyword_only:
        return True
    looks_like_tool = first.annotation is not None or first.is_dunder
    return (
        first.star == "" and looks_like_tool and first.name not in ("self", "cls", "this", "_self")
    )


def _add_self(function: FunctionScope, editor: Editor) -> Fix | None:
    node = function.node
    if not isinstance(node, cst.FunctionDef):
        return None
    end = editor.offsets(node.name)[1]
    open_bracket = editor.source.text.index("(", end) + 1
    text = "self, " if function.parameters else "self"
    return editor.safe("Add `self`", Edit(open_bracket, open_bracket, text))
