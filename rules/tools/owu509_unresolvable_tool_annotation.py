from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule
from owui_lint.tool_specs.unevaluable import unevaluable


class UnresolvableToolAnnotation(Rule):
    '''An annotation cannot be evaluated at run time.

    ## What it does
    Reports names in the annotations of tools (those of the result and of injected parameters too) that are
    imported under `TYPE_CHECKING` only, not defined at all, or nested in the class. For targets up to 0.9.5,
    where annotations are evaluated at once, that holds for the functions of every kind. In tools also what
    cannot be evaluated at all: a description where the type belongs (`city: "name of the city"`),
    `Optional[str, int]`, `Dict[str]`, `str[10]`, `int | "Place"`, and `-> (str, int)` since 0.9.6.

    ## Why is this bad?
    Open WebUI evaluates all annotations when a tool is saved. An unknown name raises `NameError`, a text that
    is not an expression raises `SyntaxError`, and the tool cannot be saved.

    ## Example
    ```python
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from fastapi import Request


    class Tools:
        async def get_weather(self, city: str, __request__: "Request" = None) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return city
    ```

    ## Use instead
    ```python
    from fastapi import Request


    class Tools:
        async def get_weather(self, city: str, __request__: Request = None) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
            """
            return city
    ```

    ## References
    Open WebUI 0.12.4, `utils/tools.py`, `typing.get_type_hints`; `utils/plugin.py` has
    `from __future__ import annotations` since 0.9.6, which `exec` inherits.
    '''

    code = "OWU509"
    name = "unresolvable-tool-annotation"
    severity = Severity.ERROR
    kinds = frozenset(Kind) - {Kind.PIPELINE, Kind.FUNCTION}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each annotation with such a name, or that raises."""
        for annotation, why in unevaluable(component):
            yield self.finding(annotation, why)
