from __future__ import annotations

from owui_lint.finding import Severity

from ._keys import MissingKey


class MissingAuthor(MissingKey):
    '''The header has no `author`.

    ## What it does
    Reports a header without `author`.

    ## Why is this bad?
    Whoever installs the component should know whose code runs on the server.

    ## Example
    ```python
    """
    title: Echo
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

    code = "OWU104"
    name = "missing-author"
    severity = Severity.CONVENTION

    keys = ("author",)
