from __future__ import annotations

from owui_lint.finding import Severity

from ._keys import MissingKey


class MissingVersion(MissingKey):
    '''The header has no `version`.

    ## What it does
    Reports a header without `version`.

    ## Why is this bad?
    The lists show it, and without it users cannot tell which code is installed.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
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

    code = "OWU105"
    name = "missing-version"
    severity = Severity.CONVENTION

    keys = ("version",)
