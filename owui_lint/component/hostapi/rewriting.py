"""Modules whose imports Open WebUI rewrites by plain text replacement before it executes a file."""

from __future__ import annotations

from functools import cache

from owui_lint.analysis.syntax.names import Import
from owui_lint.host import Host


@cache
def rewritten_modules() -> tuple[str, ...]:
    """Return the beginnings of module names that Open WebUI prefixes with `open_webui.`."""
    return tuple(text.split()[1] for text in Host.rewritten_text())


def is_rewritten_by_accident(item: Import) -> bool:
    """Whether the text replacement changes the module although it is another one's name."""
    top = item.written.split(".")[0]
    return item.module != item.written and top not in rewritten_modules()
