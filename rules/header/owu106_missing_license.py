from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.rule import Draft

from ._keys import MissingKey


class MissingLicense(MissingKey):
    '''The header has no `license`.

    ## What it does
    Reports a header without `license`. `licence` counts as well, and so does
    an `SPDX-License-Identifier:` anywhere in the file.

    ## Why is this bad?
    Without a licence others may not copy the component or change it.

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

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield line 1 when there is neither a key nor the line of REUSE that names a licence."""
        if "SPDX-License-Identifier:" not in component.source.text:
            yield from super().check(component)
