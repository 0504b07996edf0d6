from __future__ import annotations

from owui_lint.finding import Severity

from ._keys import MissingKey


class MissingTitle(MissingKey):
    '''The header has no `title`.

    ## What it does
    Reports a header without `title`.

    ## Why is this bad?
    The editor fills in the name from it (since 0.9.6), and people look for it in lists and issues.

    ## Example
    ```python
    """
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
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## References
    The standard header of the component templates; Open WebUI's editor.
    '''

    code = "OWU103"
    name = "missing-title"
    severity = Severity.CONVENTION

    keys = ("title",)
