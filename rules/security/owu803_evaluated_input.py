from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.security.run_code import evaluated_inputs
from owui_lint.finding import Severity
from owui_lint.rule import Draft, Rule


class EvaluatedInput(Rule):
    '''Data is executed as code.

    ## What it does
    Reports `eval`, `exec`, `compile`, `pickle.loads`, `os.system` and subprocesses with a shell, on anything
    but a literal.

    ## Why is this bad?
    What the model or a user writes can reach these calls: whoever controls the text runs commands with the
    rights of Open WebUI.

    ## Example
    ```python
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

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each call."""
        for item in evaluated_inputs(component):
            yield self.finding(
                item.call,
                f"`{item.name}` runs data as code; use a parser or a fixed command instead",
            )
