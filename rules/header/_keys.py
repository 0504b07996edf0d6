"""What the rules about missing and unread keys have in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from owui_lint.component import Component
from owui_lint.component.header.keys import is_unread, meant_keys
from owui_lint.finding import Span
from owui_lint.rule import Draft, Rule


class MissingKey(Rule):
    """A header without one key. Silent where the header itself is missing or unread."""

    keys: ClassVar[tuple[str, ...]]
    """The key, then what counts as well."""

    def check(self, component: Component) -> Iterator[Draft]:
        """Yield line 1 when none of the keys is there, not even misspelt."""
        header = component.header
        if header is None or not header.has_known_key or is_unread(header, component.kind):
            return
        present = set(self.keys) & meant_keys(header)
        if not present:
            yield self.finding(
                Span(1, 0, 1, 0), f"`{self.keys[0]}` is missing in the header; add it"
            )
            return
        field = header.get_any_case(*self.keys)
        if field is not None and not field.value:
            yield self.finding(field.span, f"`{field.key}` is empty in the header; give it a value")
