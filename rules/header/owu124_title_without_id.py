"""OWU124 title-without-id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class TitleWithoutId(Rule):
    '''The editor cannot derive a valid id from the title.

    ## What it does
    Reports a `title` of which nothing is left, or that begins with a digit, once everything but ASCII
    letters, digits and `_` is replaced: that is how the editor makes the id of a new function or tool.

    ## Why is this bad?
    Open WebUI refuses to save it until the person types another id by hand.

    ## Example
    ```python
    """
    title: 3D Viewer
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "view"
    ```

    ## Use instead
    ```python
    """
    title: Viewer in 3D
    author: Jane Doe
    version: 1.0.0
    license: MIT
    """


    class Pipe:
        async def pipe(self, body: dict) -> str:
            return "view"
    ```

    ## References
    Open WebUI 0.9.6 to 0.12.4, the editor's page; `routers/functions.py` line 214: `id.isidentifier()`.
    '''

    code = "OWU124"
    name = "title-without-id"
    severity = Severity.WARNING
    kinds = frozenset(Kind) - {Kind.PIPELINE, Kind.FUNCTION}

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the title."""
        header = component.header
        field = header.get("title") if header is not None else None
        if field is None or not field.value.strip() or not component.host.makes_id_of_title:
            return
        made = _id_of(field.value)
        title = field.value.strip()
        if not made:
            message = f"Title `{title}` has no Latin letter or digit to make an id of; add some"
        elif made[0].isdigit():
            message = f"Title `{title}` gives an id that begins with a digit, which Open WebUI refuses; change it"
        else:
            return
        yield self.finding(field.value_span, message)


def _id_of(title: str) -> str:
    """What the editor makes of a title: accents dropped, every run of other signs an underscore."""
    plain = re.sub("[\\u0300-\\u036f]", "", unicodedata.normalize("NFD", title))
    return re.sub(r"[^A-Za-z0-9_]+", "_", plain).strip("_").lower()
