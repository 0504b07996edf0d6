from __future__ import annotations

from owui_lint.failures import UNPARSABLE
from owui_lint.finding import Severity

from ._by_engine import EngineRule


class UnparsableComponent(EngineRule):
    """The file looks like a component but is not valid Python.

    ## What it does
    Reports a file that cannot be decoded or parsed, is nested too deeply to be read, or uses
    syntax that is newer than the parser at hand (the message says so). Under flake8, a file that
    flake8 cannot parse is its `E999` alone.

    ## Why is this bad?
    Open WebUI executes the text when it is saved: a syntax error there rejects it.

    ## Example
    ```python
    class Pipe:
        def pipe(self, body: dict) -> str
            return "Hello"
    ```

    ## Use instead
    ```python
    class Pipe:
        def pipe(self, body: dict) -> str:
            return "Hello"
    ```

    ## References
    - https://docs.openwebui.com/features/extensibility/plugin/functions/
    """

    code = UNPARSABLE.code
    name = UNPARSABLE.name
    severity = Severity.ERROR
