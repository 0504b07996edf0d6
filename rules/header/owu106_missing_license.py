from __future__ import annotations

from owui_lint.finding import Severity

from ._keys import MissingKey


class MissingLicense(MissingKey):
    '''The header has no `license`.

    ## What it does
    Reports a header without `license`. `licence` counts as well.

    ## Why is this bad?
    Without a licence nobody may copy the component or change it.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
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

    code = "OWU106"
    name = "missing-license"
    severity = Severity.CONVENTION

    keys = ("license", "licence")
