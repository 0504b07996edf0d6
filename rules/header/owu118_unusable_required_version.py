from __future__ import annotations

import re
from collections.abc import Iterator

from owui_lint.component import Component, Editor, HeaderField
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class UnusableRequiredVersion(Rule):
    '''`required_open_webui_version` is not a bare release number.

    ## What it does
    Reports a value that starts with an operator, a `v` or a word.

    ## Why is this bad?
    The editor compares the value with Open WebUI's version as text with numbers: `v0.5.0` and `latest` block
    the save on every release, `>=0.5.0` on none.

    ## Example
    ```python
    """
    title: Echo
    author: Jane Doe
    version: 1.0.0
    license: MIT
    required_open_webui_version: >=0.5.0
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
    required_open_webui_version: 0.5.0
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "echo"
    ```

    ## Fix safety
    Safe: a lower bound is all that the key can say. There is no fix for other operators and words.

    ## References
    Open WebUI 0.12.4, built editor: `localeCompare(value, undefined, {numeric: true})`, measured.
    '''

    code = "OWU118"
    name = "unusable-required-version"
    severity = Severity.WARNING
    kinds = frozenset(Kind) - {Kind.PIPELINE}
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the value, with what the editor makes of it."""
        header = component.header
        field = header.get("required_open_webui_version") if header is not None else None
        if header is None or field is None or not field.value or field.value[0].isdigit():
            return
        effect = "lets no" if field.value[0].isalpha() else "lets every"
        bound = _LOWER_BOUND.fullmatch(field.value)
        meant = f"`{bound.group(1)}`" if bound else f"a release such as `{component.host.version}`"
        yield self.finding(
            field.value_span,
            f"`{field.value}` {effect} release pass, as it is not a plain version; write {meant}",
            fix=lambda editor: _bare(editor, field),
        )


_LOWER_BOUND = re.compile(r"(?:>=|==|~=|\^|=|v|V)\s*v?(\d+(?:\.\d+)*)")


def _bare(editor: Editor, field: HeaderField) -> Fix | None:
    match = _LOWER_BOUND.fullmatch(field.value)
    if match is None:
        return None
    return editor.safe(
        f"Write `{match.group(1)}`", editor.replace(field.value_span, match.group(1))
    )
