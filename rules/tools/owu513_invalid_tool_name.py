from __future__ import annotations

import re
from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.entry.points import entry_points
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class InvalidToolName(Rule):
    '''A tool has a name that model providers reject.

    ## What it does
    Reports tools whose names contain anything but `A-Z`, `a-z`, `0-9`, `_` and `-`, or are longer than 64
    characters.

    ## Why is this bad?
    Model providers reject the whole request if one tool has such a name.

    ## Example
    ```python
    class Tools:
        async def get_wetter_für(self, city: str) -> str:
            """
            Get the weather of a city.

            :param city: name of the city
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

    ## References
    OpenAI, Anthropic and Gemini API references: function names.
    '''

    code = "OWU513"
    name = "invalid-tool-name"
    severity = Severity.WARNING
    kinds = frozenset({Kind.TOOLS})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the `def`."""
        for entry in entry_points(component):
            if not _NAME.fullmatch(entry.name):
                yield self.finding(
                    entry.node,
                    f"`{entry.name}` is refused by model providers; use at most 64 of `A-Z a-z 0-9 _ -`",
                )


_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
