"""Rules whose findings the engine itself makes: they have a code and a documentation."""

from __future__ import annotations

from collections.abc import Iterator

from owui_lint.component import Component
from owui_lint.rule import Draft, Rule


class EngineRule(Rule):
    """A rule that looks at no component."""

    def check(self, component: Component) -> Iterator[Draft]:
        """Nothing: see `owui_lint.failures` and `owui_lint.unused_noqa`."""
        yield from ()
