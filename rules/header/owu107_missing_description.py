from __future__ import annotations

from owui_lint.finding import Severity

from ._keys import MissingKey


class MissingDescription(MissingKey):
    '''The header has no `description`.

    ## What it does
    Reports a header without `description`.

    ## Why is this bad?
    The editor fills in the description from it (since 0.9.6), without which it does not save.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Use instead
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    description: Says what it was told
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## References
    The standard header of the component templates; Open WebUI's editor.
    '''

    code = "OWU107"
    name = "missing-description"
    severity = Severity.CONVENTION
    opt_in = True

    keys = ("description",)
