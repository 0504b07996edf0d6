"""
title: Lint on Save
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Lints a function or tool when it is saved, and tells whoever saved it what it found.
requirements: owui-lint==0.1.0
version: 2.0.0
license: MIT
required_open_webui_version: 0.10.0
"""

import asyncio
import hashlib
import logging
from collections import Counter
from typing import Any, Literal
from urllib.parse import quote

from open_webui.env import REDIS_KEY_PREFIX, VERSION
from open_webui.models.functions import Functions
from open_webui.models.tools import Tools as SavedTools
from open_webui.socket.main import sio
from open_webui.utils.redis import get_redis_client
from pydantic import BaseModel, Field, field_validator

import owui_lint

log = logging.getLogger(__name__)

# A name that no release publishes would never be heard (OWU411).
SAVES = ("function.created", "function.updated", "tool.created", "tool.updated")
EDITORS = {"function": "admin/functions/edit", "tool": "workspace/tools/edit"}
SEVERITIES = ("error", "warning", "convention")
CLAIM_SECONDS = 60


class Event:
    """Lints what has just been saved in the built-in editor and reports it to whoever saved it."""

    class Valves(BaseModel):
        """What an administrator sets for everybody."""

        NOTIFY: Literal["findings", "always", "never"] = Field(
            default="findings", description="When to notify whoever saved; the log has all"
        )
        PROFILE: Literal["host", "template", "strict"] = Field(
            default="template", description="host: errors only; template: conventions; strict: all"
        )
        IGNORE: str = Field(default="", description="Codes or prefixes not reported, with commas")

        @field_validator("IGNORE")
        @classmethod
        def known_codes(cls, value: str) -> str:
            """Refuse what is not a code: the page says that saving failed, the log says why."""
            owui_lint.Settings.parse(ignore=value)
            return value

    def __init__(self) -> None:
        """Start with the defaults, and let one lint at a time use the server's processor."""
        self.valves = self.Valves()
        self._turn = asyncio.Lock()

    async def event(self, event: dict[str, Any], __event_name__: str | None = None) -> None:
        """Report on a component that was saved; an error here would only be logged anyway."""
        data, subject = event.get("data") or {}, event.get("subject") or {}
        # Making a function global is an update too, but not of its text.
        if __event_name__ not in SAVES or "is_global" in data:
            return
        try:
            kind, place = subject["type"], subject["id"]
            models: Any = Functions if kind == "function" else SavedTools
            saved = await getattr(models, f"get_{kind}_by_id")(place)  # a coroutine (OWU603)
            if saved is None or not await claimed(
                f"{kind}:{place}:{saved.updated_at}:{saved.content}"
            ):
                return
            settings = self.settings()
            async with self._turn:  # and in a thread: linting takes a while (OWU702)
                found = await asyncio.to_thread(lint, saved.content, f"{place}.py", settings)
            log.info("owui-lint: %s in %s %s", summary(found), kind, place)
            for finding in found:
                log.warning("%s", line_of(finding))
            if self.valves.NOTIFY == "always" or (found and self.valves.NOTIFY == "findings"):
                link = f"../{EDITORS[kind]}?id={quote(place)}"
                await notify((event.get("actor") or {}).get("id"), saved.name, found, link)
        except Exception:
            log.exception("Linting after %s failed", __event_name__)

    def settings(self) -> owui_lint.Settings:
        """Return the linter's settings for the release that runs here, if it says which."""
        chosen = {"profile": self.valves.PROFILE, "ignore": self.valves.IGNORE}
        try:
            return owui_lint.Settings.parse(target_version=VERSION, **chosen)
        except owui_lint.SettingsError:  # a build that calls itself something else
            return owui_lint.Settings.parse(**chosen)


async def claimed(state: str) -> bool:
    """Return whether this process is to report: an event reaches every replica, Redis decides."""
    try:
        redis = get_redis_client(async_mode=True)
        digest = hashlib.sha256(state.encode(errors="replace")).hexdigest()[:16]
        key = f"{REDIS_KEY_PREFIX}:lint-on-save:{digest}"
        return redis is None or bool(await redis.set(key, "1", nx=True, ex=CLAIM_SECONDS))
    except Exception:
        log.warning("Redis cannot say who reports", exc_info=True)
        return True  # better reported twice than not at all


def lint(text: str, name: str, settings: owui_lint.Settings) -> list[owui_lint.Finding]:
    """Return the findings, worst first."""
    found = owui_lint.lint_source(text, name, settings=settings)
    return sorted(found, key=lambda f: (SEVERITIES.index(f.severity), f.line))


def summary(found: list[owui_lint.Finding]) -> str:
    """Return how many findings there are of each severity, in words."""
    counts = Counter(str(finding.severity.value) for finding in found)
    words = [f"{counts[s]} {s}{'s' * (counts[s] > 1)}" for s in SEVERITIES if counts[s]]
    return ", ".join(words) or "no findings"


def line_of(finding: owui_lint.Finding) -> str:
    """Return a finding as a line of the log."""
    place = f"{finding.path}:{finding.line}:{finding.column + 1}"
    return f"{place}: {finding.code} {finding.message}"


async def notify(user_id: str | None, name: str, found: list[owui_lint.Finding], link: str) -> None:
    """Show the worst finding in every tab of whoever saved; the log has them all.

    A `notification` event reaches only a tab with the chat it belongs to, and an editor has none.
    What the page shows everywhere is that an answer in another chat is complete; a click leads to
    that chat's address, here by way of `..` to the editor.
    """
    content = "The log of the server has the findings." if found else "Nothing to report."
    if found:
        content = f"Line {found[0].line}: {found[0].message} ({found[0].code})"
    # The page drops underscores in pairs, as marks of emphasis: this one only looks like them.
    content = content.replace("_", "\u02cd")
    data = {"done": True, "title": f"{name}: {summary(found)}", "content": content}
    event = {"chat_id": link, "data": {"type": "chat:completion", "data": data}}
    if user_id:
        await sio.emit("events", event, room=f"user:{user_id}")
