from __future__ import annotations

from owui_lint.failures import UNKNOWN_DIRECTIVE
from owui_lint.finding import Applicability, Severity

from ._by_engine import EngineRule


class UnknownDirective(EngineRule):
    """A comment for `owui-lint` has no effect.

    ## What it does
    Reports in `# owui-lint: …` a code that no rule has, a rule's name where its code belongs, a missing `=`
    and a word other than `disable`; such a comment beside code, where it is not read; and in `# noqa: …` an
    `OWU` code that no rule has. Sentences that only mention `owui-lint:` are left alone.

    ## Why is this bad?
    The comment was written to hide something and hides nothing: the finding still fails the run, or the
    mistake it names is another one.

    ## Example
    ```python
    # owui-lint: disable OWU301


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "Hello"
    ```

    ## Use instead
    ```python
    # owui-lint: disable=OWU301


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "Hello"
    ```

    ## Fix safety
    Safe: offered where one directive is clearly meant.

    ## References
    - https://flake8.pycqa.org/en/latest/user/violations.html#in-line-ignoring-errors
    """

    code = UNKNOWN_DIRECTIVE.code
    name = UNKNOWN_DIRECTIVE.name
    severity = Severity.WARNING
    fixable = Applicability.SAFE
