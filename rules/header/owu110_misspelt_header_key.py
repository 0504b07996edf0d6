from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from owui_lint.component import Component, Editor
from owui_lint.component.header.keys import MisspeltKey, is_read_key, misspelt_keys
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.rule import Draft, Rule


class MisspeltHeaderKey(Rule):
    '''A header key is misspelt.

    ## What it does
    Reports a key with one letter too many, too few, wrong or swapped, or with `-` or a blank for `_`,
    when the known key is not in the header otherwise; and keys written as Markdown, JSON or
    TOML (`title :`, `- title:`, `"title":`, `title =`). Unknown keys and lines of prose are left alone.

    ## Why is this bad?
    Open WebUI silently ignores keys it does not know.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    verison: 1.0.0
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
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Fix safety
    Unsafe: the key may be meant for somebody else.

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `extract_frontmatter`.
    '''

    code = "OWU110"
    name = "misspelt-header-key"
    severity = Severity.ERROR
    fixable = Applicability.UNSAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each key that is nearly a known one."""
        header = component.header
        if header is None or not header.has_known_key:
            return
        for item in misspelt_keys(header):
            yield self.finding(
                item.span,
                f"`{item.written}` is not a header key; did you mean `{item.meant}`?",
                severity=None
                if is_read_key(component.host, item.meant.rstrip(":"))
                else Severity.CONVENTION,
                fix=partial(_respell, item),
            )


def _respell(item: MisspeltKey, editor: Editor) -> Fix:
    return editor.unsafe(f"Write `{item.meant}`", editor.replace(item.span, item.meant))
