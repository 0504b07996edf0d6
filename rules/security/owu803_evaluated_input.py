from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import UNKNOWN, Component
from owui_lint.component.syntax.scopes import last_name
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.rule import Draft, Rule


class EvaluatedInput(Rule):
    '''Data is run as code.

    ## What it does
    Reports `eval`, `exec`, `compile`, `pickle.loads`, `os.system` and subprocesses with a shell on anything
    but a literal.

    ## Why is this bad?
    What the model or a user writes reaches the server: whoever can steer the text runs commands with the rights
    of Open WebUI.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Tools:
        async def calculate(self, expression: str) -> str:
            """
            Calculate something.

            :param expression: what to calculate
            """
            return str(eval(expression))
    ```

    ## Use instead
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """

    import ast


    class Tools:
        async def calculate(self, expression: str) -> str:
            """
            Read a number or a list of numbers.

            :param expression: what to read
            """
            return str(ast.literal_eval(expression))
    ```

    ## References
    Python documentation, `eval`, `pickle`, "Security considerations" of `subprocess`.
    '''

    code = "OWU803"
    name = "evaluated-input"
    severity = Severity.WARNING

    def check(self, component: Component, host: Host) -> Iterator[Draft]:
        """Yield each call."""
        for call in component.of(cst.Call):
            if last_name(call.func) not in _LAST_NAMES and not isinstance(call.func, cst.Name):
                continue
            name = component.qualified(call.func)
            if name is None or not call.args or call.args[0].star:
                continue
            if name not in _RUN_CODE and not (name in _WITH_SHELL and _has_shell(component, call)):
                continue
            if component.literal(call.args[0].value) is UNKNOWN:
                yield self.finding(call, f"This runs data as code: `{name}`")


_RUN_CODE = frozenset(
    {"eval", "exec", "compile", "os.system", "os.popen", "pickle.load", "pickle.loads"}
    | {"marshal.loads", "subprocess.getoutput", "asyncio.create_subprocess_shell"}
)
_WITH_SHELL = frozenset(
    {"subprocess.run", "subprocess.call", "subprocess.check_call", "subprocess.check_output"}
    | {"subprocess.Popen"}
)


_LAST_NAMES = frozenset(name.rpartition(".")[2] for name in _RUN_CODE | _WITH_SHELL)


def _has_shell(component: Component, call: cst.Call) -> bool:
    for arg in call.args:
        if arg.keyword is not None and arg.keyword.value == "shell":
            return component.literal(arg.value) is True
    return False
