from __future__ import annotations

import re
from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component
from owui_lint.finding import Severity, Span
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class RewrittenText(Rule):
    """Open WebUI's text replacement changes a string of the component.

    ## What it does
    Reports strings that contain `from utils`, `from apps`, `from main` or `from config`. Docstrings of
    methods and functions with an underscore are silent: only readers of the file see them.

    ## Why is this bad?
    Open WebUI replaces these words in the whole text of a component, prompts and messages included, and saves
    the result: "results from main sources" becomes "results from open_webui.main sources".

    ## Example
    ```python
    import json


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return json.dumps("Taken from main sources")
    ```

    ## Use instead
    ```python
    import json


    class Pipe:
        async def pipe(self, body: dict, __user__: dict = None) -> str:
            return json.dumps("Taken from the main sources")
    ```

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `replace_imports`.
    """

    code = "OWU606"
    name = "rewritten-text"
    severity = Severity.WARNING
    kinds = frozenset(Kind) - {Kind.PIPELINE}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each place in a string that is replaced."""
        text = component.source.text
        words = [word for word in component.host.rewritten_text() if word in text]
        if not words:
            return
        pattern = re.compile("|".join(map(re.escape, words)))
        plain = [node for node in component.of(cst.SimpleString) if pattern.search(node.value)]
        formatted = [n for n in component.of(cst.FormattedStringText) if pattern.search(n.value)]
        for node in [*plain, *formatted]:
            if _is_for_readers(component, node):
                continue
            for match in pattern.finditer(text, *component.positions.offsets(node)):
                start, end = (component.source.position(offset) for offset in match.span())
                yield self.finding(
                    Span(*start, *end),
                    f"Open WebUI rewrites this text to `{component.host.rewritten_text()[match.group()]}`; "
                    "word it differently",
                )


def _is_for_readers(component: Component, node: cst.CSTNode) -> bool:
    """Whether it is the docstring of a private function, which nothing but a reader looks at."""
    function = component.function_around(node)
    return function is not None and function.docstring is node and function.name.startswith("_")
