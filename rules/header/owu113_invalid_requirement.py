from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.header.distributions import no_packages
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class InvalidRequirement(Rule):
    '''An item of `requirements` cannot be installed by pip.

    ## What it does
    Reports items that are not PEP 508 requirements: several names separated by blanks, `None`, a comment,
    quotes or brackets around names, a path. So are the names of modules that are not packages: `yaml`,
    and those of Python's own. A warning where the index has an unrelated package of that name, as of
    `none` and `typing`.

    ## Why is this bad?
    Each item becomes one argument of pip. An item that is not a requirement fails the installation, and the
    save is rejected.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    requirements: requests pandas
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
    requirements: requests, pandas
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## References
    [PEP 508](https://peps.python.org/pep-0508/); Open WebUI 0.12.4, `utils/plugin.py`.
    '''

    code = "OWU113"
    name = "invalid-requirement"
    severity = Severity.ERROR

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each item that is no requirement and is not one piece of a longer one."""
        if component.header is None:
            return
        for none in no_packages(component.header):
            severity = Severity.WARNING if none.installs else None
            also = " (pip would install a stranger's)" if none.installs else ""
            message = f"`{none.named}` {none.reason}{also}"
            yield self.finding(none.item.span, message, severity=severity)
