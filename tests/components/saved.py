"""Components that are saved in the tests of Lint on Save, and what the host says of a save."""

from __future__ import annotations

import json
import types
from typing import Any

import owui_lint

VERSION = "0.12.4"

BAD = '''"""
title: Bad Filter
author: somebody
author_url: nowhere
license: MIT
"""


class Filter:
    def inlet(self, body: dict, __users__: dict) -> dict:
        return body

    def outlet(self, body: dict, __files__=None) -> dict:
        return body
'''

MISSPELT = BAD.replace("author_url: nowhere", "verison: 0.1.0")

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


class Host:
    """The parts of Open WebUI that the component uses, with the signatures of 0.12.4.

    Sources: `models/functions.py:229`, `models/tools.py:190`, `utils/redis.py`, `socket/main.py`.
    """

    def __init__(self) -> None:
        self.saved: dict[str, Any] = {}
        self.sent: list[tuple[str, dict[str, Any], str]] = []
        self.claims: dict[str, int | None] | None = None
        self.broken: set[str] = set()

    def save(self, place: str, text: str) -> None:
        self.saved[place] = types.SimpleNamespace(name="Bad", content=text, updated_at=1795418748)

    async def get(self, place: str, db: Any = None) -> Any:
        return self.saved.get(place)

    async def emit(self, name: str, data: dict[str, Any], room: str) -> None:
        if "socket" in self.broken:
            raise ConnectionError("no socket")
        self.sent.append((name, json.loads(json.dumps(data)), room))

    async def set(self, key: str, value: str, nx: bool, ex: int) -> bool | None:
        if "redis" in self.broken:
            raise ConnectionError("no redis")
        assert self.claims is not None
        if nx and key in self.claims:
            return None
        self.claims[key] = ex
        return True

    def modules(self) -> dict[str, types.ModuleType]:
        """Return the modules that the component imports."""
        models = types.SimpleNamespace(get_function_by_id=self.get, get_tool_by_id=self.get)
        redis = types.SimpleNamespace(set=self.set)
        contents: dict[str, dict[str, Any]] = {
            "open_webui": {},
            "open_webui.env": {"VERSION": VERSION, "REDIS_KEY_PREFIX": "open-webui"},
            "open_webui.models": {},
            "open_webui.models.functions": {"Functions": models},
            "open_webui.models.tools": {"Tools": models},
            "open_webui.utils": {},
            "open_webui.utils.redis": {
                "get_redis_client": lambda async_mode: None if self.claims is None else redis
            },
            "open_webui.socket": {},
            "open_webui.socket.main": {"sio": types.SimpleNamespace(emit=self.emit)},
        }
        modules = {name: types.ModuleType(name) for name in contents}
        for name, content in contents.items():
            vars(modules[name]).update(content)
        return modules
