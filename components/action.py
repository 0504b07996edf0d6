"""
title: Redact Message Action
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: A button that replaces e-mail addresses, bank accounts and keys in a message.
version: 2.0.0
license: MIT
required_open_webui_version: 0.9.0
"""

import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

from open_webui.models.chats import Chats
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)
Emitter = Callable[[dict[str, Any]], Awaitable[None]]
Caller = Callable[[dict[str, Any]], Awaitable[Any]]

# The button's text is no valve: Open WebUI reads `actions` before it loads any valves (OWU216).
BUTTON_TEXT = "Redact this message"
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' "
    "stroke='gray' stroke-width='2'%3E%3Cpath d='M3 6h18M3 12h18M3 18h9' /%3E%3C/svg%3E"
)
# Each pattern starts at a boundary and has a bound, so that a long hostile text stays cheap.
PATTERNS = {
    "key": re.compile(
        r"(?<![\w-])(?:sk-[\w-]{20,}|gh[pousr]_\w{30,}|A[KS]IA[0-9A-Z]{16})(?![\w-])"
    ),
    "e-mail": re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}(?<![.-])"),
    "IBAN": re.compile(r"(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?(?!\w)"),
}
FILE = re.compile(r"data:[\w.+/-]*;base64,[\w+/=-]*")
BESIDE_THE_TEXT = ("output", "sources", "statusHistory")  # thoughts, results of tools, progress


class EventEmitter:
    """Sends events to the chat; made for each call, since one `Action` serves all users (OWU704)."""

    def __init__(self, event_emitter: Emitter | None) -> None:
        self.event_emitter = event_emitter

    async def notify(self, kind: str, content: str) -> None:
        await self.emit("notification", {"type": kind, "content": content})  # no `message` (OWU407)

    async def emit(self, kind: str, data: Any) -> None:
        if self.event_emitter is not None:
            await self.event_emitter({"type": kind, "data": data})


class Action:
    """A button that redacts the message below which it stands, after asking."""

    class Valves(BaseModel):
        """What an administrator can set."""

        priority: int = Field(default=0, description="Place among the buttons; lower stands first.")
        CONFIRMATION_REQUIRED: bool = Field(default=True, description="Ask before a change.")

    def __init__(self) -> None:
        """Start with the defaults; the saved settings arrive before each call (OWU202)."""
        self.valves = self.Valves()
        self.actions = [{"id": "redact", "name": BUTTON_TEXT, "icon_url": ICON}]  # no "." (OWU315)

    async def action(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __event_emitter__: Emitter | None = None,
        __event_call__: Caller | None = None,
    ) -> dict[str, Any] | None:
        """Return the redacted message for the page to show and save; None when nothing changed."""
        emitter = EventEmitter(__event_emitter__)
        found: dict[str, str] = {}  # what was found and its kind, in order
        try:
            message, title = await pressed_message(body, str((__user__ or {}).get("id")))
            # The page shows `output`, and the next request is made from it; `content` alone would
            # change nothing (OWU326). `originalContent` would keep the text as it was.
            parts = {k: message[k] for k in ("content", *BESIDE_THE_TEXT) if message.get(k)}
            changed, new_title = redacted(parts, found), redacted(title, found)
            if not found:
                await emitter.notify("info", "There is nothing to redact here.")
                return None
            if self.valves.CONFIRMATION_REQUIRED and not await confirmed(__event_call__, found):
                await emitter.notify("info", "The message was left as it is.")
                return None
            if new_title != title:  # which is made of the message's words
                await Chats.update_chat_title_by_id(body["chat_id"], new_title)
                await emitter.emit("chat:title", str(new_title))
        except Exception:
            log.exception("Redacting a message failed")
            await emitter.notify("error", "Redacting failed; the server's log has the reason.")
            return None
        kinds = ", ".join(dict.fromkeys(found.values()))
        await emitter.notify("success", f"Redacted {len(found)} of: {kinds}.")
        original = {"originalContent": changed["content"]} if "content" in changed else {}
        # Nothing but `messages` with known ids is used of what an action returns (OWU321).
        return {"messages": [{"id": message["id"], **changed, **original}]}


async def confirmed(event_call: Caller | None, found: dict[str, str]) -> bool:
    """Ask whether to go on; a closed tab, a timeout or no browser at all means no."""
    if event_call is None:
        return False
    shown = ", ".join(f"`{text[:40]}`" for text in [*found][:5]) + (" …" if len(found) > 5 else "")
    data = {"title": f"{BUTTON_TEXT}?", "message": f"This cannot be undone: {shown}"}
    # A closed tab answers {"error": …}, which an `if` takes for a yes (OWU409).
    return await event_call({"type": "confirmation", "data": data}) is True


async def pressed_message(body: dict[str, Any], user_id: str) -> tuple[dict[str, Any], str]:
    """Return the message whose button was pressed, as the server keeps it, and the chat's title."""
    shown = next(m for m in body["messages"] if m.get("id") == body["id"])
    # The browser names the chat: it has to be the person's own. A temporary one is not stored.
    chat = await Chats.get_chat_by_id_and_user_id(str(body.get("chat_id")), user_id)
    if chat is None:
        return shown, ""
    stored = await Chats.get_message_by_id_and_message_id(chat.id, body["id"]) or {}
    return {**stored, **shown}, chat.title


def redacted(value: Any, found: dict[str, str]) -> Any:
    """Return a copy of a text, or of lists and dicts of texts, with placeholders."""
    if isinstance(value, dict):
        return {key: redacted(part, found) for key, part in value.items()}
    if isinstance(value, list):
        return [redacted(part, found) for part in value]
    if not isinstance(value, str) or FILE.fullmatch(value):
        return value
    for kind, pattern in PATTERNS.items():
        pieces, start = [], 0
        while match := pattern.search(value, start):
            text = iban(match[0]) if kind == "IBAN" else match[0]
            if text:
                found[text] = kind
            pieces += [value[start : match.start()], f"[{kind}]" if text else match[0][:4]]
            start = match.start() + len(text or match[0][:4])
        value = "".join([*pieces, value[start:]])
    return value


def iban(text: str) -> str:
    """Return the account number a text begins with, or ""; words after it look like its groups."""
    while text:
        turned = f"{text[4:]}{text[:4]}".replace(" ", "")
        if int("".join(str(int(character, 36)) for character in turned)) % 97 == 1:
            return text
        text = text.rpartition(" ")[0]
    return ""
