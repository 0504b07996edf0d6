from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.header.distributions import packages
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class UnpinnedRequirement(Rule):
    '''A requirement has no version specifier.

    ## What it does
    Reports items of `requirements` without a version specifier.

    ## Why is this bad?
    pip installs the newest version when the component is saved or the server is restarted: the component can
    break without having been changed.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    author_url: https://jane.dev
    description: Says what it was told
    version: 1.0.0
    license: MIT
    requirements: xgboost
    """

    from pydantic import BaseModel, Field


    class Pipe:
        """Says what it was told."""

        class Valves(BaseModel):
            """What an administrator sets."""

            loud: bool = Field(default=False, description="Say it in capitals")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            """Say it."""
            return "ECHO" if self.valves.loud else "echo"
    ```

    ## Use instead
    ```python
    """
    title: Echo
    author: Jane Doe
    author_url: https://jane.dev
    description: Says what it was told
    version: 1.0.0
    license: MIT
    requirements: xgboost==2.0.3
    """

    from pydantic import BaseModel, Field


    class Pipe:
        """Says what it was told."""

        class Valves(BaseModel):
            """What an administrator sets."""

            loud: bool = Field(default=False, description="Say it in capitals")

        def __init__(self):
            self.valves = self.Valves()

        async def pipe(self, body: dict) -> str:
            """Say it."""
            return "ECHO" if self.valves.loud else "echo"
    ```

    ## References
    Open WebUI documentation, "External packages".
    '''

    code = "OWU902"
    name = "unpinned-requirement"
    severity = Severity.CONVENTION
    opt_in = True

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each item without a specifier."""
        if component.header is None:
            return
        for item in packages(component.header):
            requirement = item.requirement
            if requirement is None or item.is_elsewhere:
                continue
            if not requirement.specifier:
                yield self.finding(item.span, f"`{item.text}` has no version; pin or bound it")
