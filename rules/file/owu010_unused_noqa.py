from __future__ import annotations

from owui_lint.failures import UNUSED_NOQA
from owui_lint.finding import Applicability, Severity, Tag

from ._by_engine import EngineRule


class UnusedNoqa(EngineRule):
    """A `# noqa` with a code of `owui-lint` suppresses nothing.

    ## What it does
    Reports each `OWU` code in a `# noqa: …` comment whose line has no such finding. Codes of
    other tools, and codes of rules that did not run, are left alone.

    ## Why is this bad?
    The mistake it was written for is gone, or never was on this line; the next one on the line
    would be hidden without anybody having wanted that.

    ## Example
    ```python
    class Pipe:
        async def pipe(self, body: dict) -> str:  # noqa: OWU301
            return "Hello"
    ```

    ## Use instead
    ```python
    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "Hello"
    ```

    ## Fix safety
    Safe: only the code is removed, with the comment when it is the last one. An explanation
    behind the codes is left for you to remove.

    ## References
    - https://flake8.pycqa.org/en/latest/user/violations.html#in-line-ignoring-errors
    """

    code = UNUSED_NOQA.code
    name = UNUSED_NOQA.name
    severity = Severity.WARNING
    tag = Tag.UNNECESSARY
    fixable = Applicability.SAFE
