from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from owui_lint.component import Component, Editor, HeaderField
from owui_lint.component.header.keys import is_read_key
from owui_lint.component.header.text import is_prose
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class HeaderKeyCase(Rule):
    '''A header key is not in lower case.

    ## What it does
    Reports known keys with capitals and a value: without one, it is the heading of a paragraph
    (`Requirements:`, and prose below), and so it is where the value is not a list of packages. Keys that
    neither Open WebUI nor the templates have (`Id:`, `Type:`) are prose too. The Pipelines server lowers
    all keys, so pipelines are left alone.

    ## Why is this bad?
    Open WebUI keeps the case of keys and looks them up in lower case: `Requirements:` installs nothing.

    ## Example
    ```python
    """
    Title: Echo
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
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Fix safety
    Safe: no other spelling can have been meant. There is no finding where the key stands in lower case as well.

    ## References
    Open WebUI 0.12.4, `utils/plugin.py`, `extract_frontmatter`.
    '''

    code = "OWU109"
    name = "header-key-case"
    severity = Severity.ERROR
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each known key with capitals."""
        header = component.header
        if header is None or not header.has_known_key or component.kind is Kind.PIPELINE:
            return
        for field in header.fields:
            known = component.host.header_keys().get(field.key.lower())
            if known is None or field.key == known.name or header.get(known.name) is not None:
                continue
            if field.value and known.is_expected and not is_prose(field):
                yield self.finding(
                    field.key_span,
                    f"`{field.key}` is not read; header keys are lower case, write `{field.key.lower()}`",
                    severity=None
                    if is_read_key(component.host, known.name)
                    else Severity.CONVENTION,
                    fix=partial(_lower, field),
                )


def _lower(field: HeaderField, editor: Editor) -> Fix:
    return editor.safe(
        f"Write `{field.key.lower()}`", editor.replace(field.key_span, field.key.lower())
    )
