"""
title: Lint on Save
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Lints a function or tool when it is saved, and tells whoever saved it what it found.
requirements: owui-lint==0.1.0
version: 1.0.0
license: MIT
required_open_webui_version: 0.10.0
"""

import asyncio
import hashlib
import logging
from collections import Counter
from typing import Any, Literal, NamedTuple
from urllib.parse import quote

from pydantic import BaseModel, Field, field_validator

import owui_lint

log = logging.getLogger(__name__)

SAVES = ("function.created", "function.updated", "tool.created", "tool.updated")
EDITORS = {"function": "admin/functions/edit", "tool": "workspace/tools/edit"}
SEVERITIES = ("error", "warning", "convention")
SHOWN = 2  # findings in a notification, which has room for two lines; the log has them all
CLAIM_SECONDS = 60
LOOKALIKES = str.maketrans({"_": "\uff3f", "*": "\u2217"})
"""The page drops underscores and asterisks in pairs, as marks of emphasis: `__user__` would be
`user`. It has no escape for them."""


class Saved(NamedTuple):
    """A function or tool as it now stands in the host's database."""

    kind: str
    id: str
    name: str
    content: str
    updated_at: int


class Event:
    """Lints what has just been saved in the built-in editor and reports it to whoever saved it."""

    class Valves(BaseModel):
        """What an administrator sets for everybody."""

        NOTIFY: Literal["findings", "always", "never"] = Field(
            default="findings",
            description="When to notify whoever saved: findings, always or never; the log has all",
        )
        PROFILE: Literal["host", "template", "strict"] = Field(
            default="template",
            description="What to report: host (errors only), template (conventions too), strict (all)",
        )
        IGNORE: str = Field(
            default="",
            description="Codes or prefixes that are not reported, separated by commas",
        )

        @field_validator("IGNORE")
        @classmethod
        def known_codes(cls, value: str) -> str:
            """Refuse what is not a code, with a message that the settings page shows."""
            owui_lint.Settings.parse(ignore=value)
            return value

    def __init__(self) -> None:
        """Set the default valves, and let one lint at a time use the server's processor."""
        self.valves = self.Valves()
        self._turn = asyncio.Lock()

    async def event(self, event: dict[str, Any], __event_name__: str | None = None) -> None:
        """Report on a component that was saved; anything else is none of our business.

        Args:
            event: What happened, with `subject` (the component) and `actor` (who saved it).
            __event_name__: The name of the event.
        """
        data = event.get("data") or {}
        # Making a function global is an update too, but not of its text.
        if __event_name__ not in SAVES or "is_global" in data:
            return
        valves = self.valves
        try:
            saved = await read(event.get("subject") or {})
            if saved is None or not await claim(saved):
                return
            async with self._turn:
                findings = await asyncio.to_thread(lint, saved, valves.PROFILE, valves.IGNORE)
            report(saved, findings)
            if valves.NOTIFY == "always" or (findings and valves.NOTIFY == "findings"):
                await notify((event.get("actor") or {}).get("id"), saved, findings)
        except Exception:
            log.exception("Linting after %s failed", __event_name__)


async def read(subject: dict[str, Any]) -> Saved | None:
    """Return the component an event is about; None when it has gone meanwhile."""
    kind, place = str(subject.get("type")), str(subject.get("id"))
    if kind == "function":
        from open_webui.models.functions import Functions

        found = await Functions.get_function_by_id(place)
    else:
        from open_webui.models.tools import Tools as SavedTools

        found = await SavedTools.get_tool_by_id(place)
    return found and Saved(kind, place, found.name, found.content, found.updated_at)


async def claim(saved: Saved) -> bool:
    """Return whether this process is the one to report on what was saved.

    With several replicas Redis decides; without Redis there is one process.
    """
    try:
        from open_webui.env import REDIS_KEY_PREFIX
        from open_webui.utils.redis import get_redis_client

        redis = get_redis_client(async_mode=True)
        if redis is None:
            return True
        digest = hashlib.sha256(saved.content.encode(errors="replace")).hexdigest()[:16]
        state = f"{saved.kind}:{saved.id}:{saved.updated_at}:{digest}"
        key = f"{REDIS_KEY_PREFIX}:lint-on-save:{state}"
        return bool(await redis.set(key, "1", nx=True, ex=CLAIM_SECONDS))
    except Exception:
        # Better reported twice than not at all.
        log.warning("Redis cannot say who reports on %s", saved.id, exc_info=True)
        return True


def lint(saved: Saved, profile: str, ignore: str) -> list[owui_lint.Finding]:
    """Return the findings, worst first, for the release of Open WebUI that runs here."""
    settings = owui_lint.Settings.parse(
        target_version=running_version(), profile=profile, ignore=ignore
    )
    findings = owui_lint.lint_source(saved.content, f"{saved.id}.py", settings=settings)
    return sorted(findings, key=lambda found: (SEVERITIES.index(found.severity), found.line))


def running_version() -> str | None:
    """Return the release of this host; None (the newest known) if it does not say."""
    try:
        from open_webui.env import VERSION

        owui_lint.Settings.parse(target_version=VERSION)
    except (ImportError, owui_lint.SettingsError):
        return None
    return str(VERSION)


def summary(findings: list[owui_lint.Finding]) -> str:
    """Return how many findings there are of each severity, in words."""
    counts = Counter(str(found.severity.value) for found in findings)
    parts = [(counts[severity], severity) for severity in SEVERITIES if counts[severity]]
    words = [f"{count} {severity}{'s' if count > 1 else ''}" for count, severity in parts]
    return ", ".join(words) or "no findings"


def report(saved: Saved, findings: list[owui_lint.Finding]) -> None:
    """Write the findings to the server's log."""
    log.info("owui-lint: %s in %s %s", summary(findings), saved.kind, saved.id)
    for found in findings:
        log.warning(
            "%s:%d:%d: %s %s", found.path, found.line, found.column + 1, found.code, found.message
        )


async def notify(user_id: str | None, saved: Saved, findings: list[owui_lint.Finding]) -> None:
    """Show the findings in every tab of whoever saved; the log has them in any case.

    A `notification` event reaches only a tab with the chat it belongs to, and an editor has none.
    What the page shows everywhere, but for an open temporary chat, is that an answer in another
    chat is complete; a click leads to that chat's address, here by way of `..` to the editor.
    """
    if not user_id:
        return
    lines = [f"Line {found.line}: {found.message} ({found.code})" for found in findings[:SHOWN]]
    if len(findings) > SHOWN:
        lines[-1] += f", and {len(findings) - SHOWN} more in the server's log"
    data = {
        "done": True,
        "title": f"owui-lint: {summary(findings)} in {saved.name}",
        "content": "\n\n".join(lines).translate(LOOKALIKES) or "Nothing to report.",
    }
    event = {
        "chat_id": f"../{EDITORS[saved.kind]}?id={quote(saved.id)}",
        "data": {"type": "chat:completion", "data": data},
    }
    try:
        from open_webui.socket.main import sio

        await sio.emit("events", event, room=f"user:{user_id}")
    except Exception:
        log.info("No notification for %s", saved.id, exc_info=True)
