"""Where the website is, and what has a page there: the one place of its address."""

from __future__ import annotations

SITE = "https://owui-lint.github.io/owui-lint/"
"""The documentation, with a slash at its end."""
REPOSITORY = "https://github.com/owui-lint/owui-lint"


def rule_url(code: str) -> str:
    """Return the address of a rule's page, such as `…/rules/owu312/`."""
    return f"{SITE}rules/{code.lower()}/"
