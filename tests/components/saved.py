"""Components that are saved in the tests of Lint on Save, and what the host says of a save."""

from __future__ import annotations

from typing import Any

import owui_lint

VERSION = "0.12.4"

BAD = '''"""
title: Bad Filter
author: somebody
verison: 0.1.0
license: MIT
"""


class Filter:
    def inlet(self, body: dict, __users__: dict) -> dict:
        return body

    def outlet(self, body: dict, __files__=None) -> dict:
        return body
'''

CLEAN = '''"""
title: Clean Filter
author: somebody
version: 0.1.0
license: MIT
"""


class Filter:
    def inlet(self, body: dict, __user__: dict | None = None) -> dict:
        return body
'''

BAD_TOOL = "class Tools:\n    def search(self, __users__: list) -> str:\n        return ''\n"

# As Open WebUI 0.12.4 sends it to an Event function; recorded by `saving_host`.
SAVED: dict[str, Any] = {
    "schema": "0.12.4",
    "id": "c303240b-2620-4c7f-9cc8-66e10097408b",
    "event": "function.created",
    "resource": "function",
    "operation": "created",
    "created_at": 1795418748,
    "instance_id": None,
    "version": "0.12.4",
    "source": "api",
    "actor": {"id": "u1", "name": "Admin", "email": "a@localhost", "role": "admin", "type": "user"},
    "subject": {"type": "function", "id": "bad"},
    "data": {"type": "filter", "name": "Bad"},
    "message": None,
}


def expected(text: str, name: str) -> list[str]:
    """What the log shall say of a component, besides the summary."""
    settings = owui_lint.Settings.parse(target_version=VERSION)
    found = owui_lint.lint_source(text, f"{name}.py", settings=settings)
    order = ["error", "warning", "convention"]
    found.sort(key=lambda finding: (order.index(finding.severity), finding.line))
    return [f"{f.path}:{f.line}:{f.column + 1}: {f.code} {f.message}" for f in found]
