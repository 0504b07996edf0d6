from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.component.header.text import comment_in, is_placeholder
from owui_lint.component.header.values import header_problems
from owui_lint.finding import Severity
from owui_lint.host import Host
from owui_lint.rule import Draft, Rule


class InvalidHeaderUrl(Rule):
    '''A header key that takes a URL has another value.

    ## What it does
    Reports `author_url`, `git_url`, `funding_url` and `icon_url` that are not web addresses, and an icon
    embedded as a `data:` URI of more than 4 kB.

    ## Why is this bad?
    A link that leads nowhere is not shown or leads into Open WebUI itself. An embedded icon is sent
    with every list of models, for each user, each time.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    author_url: jane.example
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
    author_url: https://jane.dev
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## References
    Open WebUI 0.12.4, `utils/models.py`: `icon_url` is part of every model list.
    '''

    code = "OWU120"
    name = "invalid-header-url"
    severity = Severity.CONVENTION

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each value that is no URL, placeholders apart."""
        header = component.header
        if header is None or not header.has_known_key:
            return
        for name in (key for key, facts in Host.header_keys().items() if facts.kind == "url"):
            field = header.get(name)
            reason = header_problems(header).get((name, 0))
            if field is None or reason is None or is_placeholder(field):
                continue
            if reason == "heavy":
                yield self.finding(
                    field.key_span,
                    f"`{field.key}` has {len(field.value):,} characters and is sent with every model list; "
                    "use a URL",
                    severity=Severity.WARNING,
                )
            elif comment_in(field) is None:
                yield self.finding(
                    field.value_span,
                    f"`{_short(field.value)}` is not a URL; give `{field.key}` an address or remove it",
                )


_LONGEST = 60
"""Characters of a value that a message repeats."""


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
