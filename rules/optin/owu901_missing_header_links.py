from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.header.keys import is_unread, meant_keys
from owui_lint.finding import Severity, Span
from owui_lint.rule import Draft, Rule


class MissingHeaderLinks(Rule):
    '''The header has neither `author_url` nor `git_url`.

    ## What it does
    Reports headers without a link to the author or the source.

    ## Why is this bad?
    People who find a mistake, or look for an update, do not know where to go.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    description: Says what it was told
    version: 1.0.0
    license: MIT
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
    The standard header of the component templates.
    '''

    code = "OWU901"
    name = "missing-header-links"
    severity = Severity.CONVENTION
    opt_in = True

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield line 1 when there is no link."""
        header = component.header
        if header is None or not header.has_known_key or is_unread(header, component.kind):
            return
        if not {"author_url", "git_url"} & meant_keys(header):
            yield self.finding(
                Span(1, 0, 1, 0), "The header has neither `author_url` nor `git_url`; add one"
            )
