"""OWU329 html-not-inline."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component, Editor
from owui_lint.component.payload.html import PlainHtml, plain_html
from owui_lint.finding import Applicability, Fix, Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, FixMaker, Rule

_HEADER = '"Content-Disposition": "inline"'


class HtmlNotInline(Rule):
    """An `HTMLResponse` lacks the header that makes Open WebUI show it.

    ## What it does
    Reports an `HTMLResponse` that a tool or an action returns without `inline` in its header
    `Content-Disposition`. Headers from a variable, or set later, are not judged.

    ## Why is this bad?
    Open WebUI draws such a page only when the header says `inline`. Otherwise the HTML of a tool goes to the
    model as its result, and that of an action ends as an error in the chat.

    ## Example
    ```python
    from fastapi.responses import HTMLResponse


    class Action:
        async def action(self, body: dict):
            return HTMLResponse("<p>noon</p>")
    ```

    ## Use instead
    ```python
    from fastapi.responses import HTMLResponse


    class Action:
        async def action(self, body: dict):
            return HTMLResponse("<p>noon</p>", headers={"Content-Disposition": "inline"})
    ```

    ## Fix safety
    Safe where the header is missing: the page is drawn, as is meant. A header that says something else
    is left alone.

    ## References
    Open WebUI 0.12.4, `utils/middleware.py` line 725 (`process_tool_result`), `utils/actions.py` line 126.
    """

    code = "OWU329"
    name = "html-not-inline"
    severity = Severity.ERROR
    kinds = frozenset({Kind.TOOLS, Kind.ACTION})
    fixable = Applicability.SAFE

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield each such response."""
        kind = component.kind
        if kind is None or not component.host.draws_inline_html(kind):
            return
        for found in plain_html(component):
            end = (
                "its HTML goes to the model as text" if kind is Kind.TOOLS else "an error is shown"
            )
            yield self.finding(
                found.call,
                f"`HTMLResponse` needs the header `Content-Disposition: inline`, or {end}; add it",
                fix=_fix(found) if found.says is None else None,
            )


def _fix(found: PlainHtml) -> FixMaker | None:
    """Add the header to the dict, or the dict to the call."""

    def make(editor: Editor) -> Fix | None:
        title = "Add `Content-Disposition: inline`"
        if found.headers is not None:
            elements = found.headers.elements
            if not elements:
                return editor.safe(title, editor.replace(found.headers, f"{{{_HEADER}}}"))
            first = elements[0]
            if not isinstance(first, cst.DictElement):
                return None
            return editor.safe(title, editor.before(first.key, f"{_HEADER}, "))
        if not found.call.args:
            return None
        last = found.call.args[-1]
        return editor.safe(title, editor.after(last.value, f", headers={{{_HEADER}}}"))

    return make
