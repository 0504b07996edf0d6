"""OWU325 content-list-as-text."""

from __future__ import annotations

from collections.abc import Iterator

import libcst as cst

from owui_lint.component import Component
from owui_lint.component.payload.contents import TextUse, text_uses
from owui_lint.component.payload.paths import Paths
from owui_lint.finding import Severity
from owui_lint.kinds import Kind
from owui_lint.rule import Draft, Rule


class ContentListAsText(Rule):
    """The content of a message is used as text although it can be a list.

    ## What it does
    Reports string methods, `+` with a text, `re` functions and the like on `body["messages"][…]["content"]` in
    hooks where a person's message can have images. Silent where the function looks at the type
    (`isinstance`), takes the error, or has tested for a role whose content is always a text.

    ## Why is this bad?
    The content of a message with an image is a list of parts. The call raises AttributeError or
    TypeError, and the chat fails.

    ## Example
    ```python
    class Filter:
        async def inlet(self, body: dict) -> dict:
            last = body["messages"][-1]
            last["content"] = last["content"].lower()
            return body
    ```

    ## Use instead
    ```python
    class Filter:
        async def inlet(self, body: dict) -> dict:
            last = body["messages"][-1]
            if isinstance(last["content"], str):
                last["content"] = last["content"].lower()
            return body
    ```

    ## References
    Open WebUI 0.12.4, `utils/misc.py` lines 351-480; the OpenAI API's `messages[].content`.
    """

    code = "OWU325"
    name = "content-list-as-text"
    severity = Severity.WARNING
    kinds = frozenset({Kind.PIPE, Kind.FILTER, Kind.PIPELINE})

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield the first such use of each content in a function."""
        seen: set[tuple[int, Paths]] = set()
        for use in text_uses(component):
            kind = component.kind
            if kind is None or not any(
                component.host.may_hold_content_list(kind, path.entry) for path in use.paths
            ):
                continue
            place = (id(component.scope_of(use.node)), use.paths)
            if place in seen:
                continue
            seen.add(place)
            yield self.finding(use.node, _message(component, use))


def _message(component: Component, use: TextUse) -> str:
    content = use.content
    written = component.tree.code_for_node(content) if _is_short(content) else "content"
    return f"`{written}` is a list when the message has images, and `{use.what}` needs text; test it first"


def _is_short(node: cst.BaseExpression) -> bool:
    return isinstance(node, cst.Name)
