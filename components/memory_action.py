"""
title: Add to Memories Action
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: A button that adds a message, or what you type, to your memories.
version: 2.0.0
license: MIT
required_open_webui_version: 0.11.2
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any, Literal
from urllib.parse import quote

from fastapi import HTTPException
from open_webui.config import RAG_EMBEDDING_CONTENT_PREFIX
from open_webui.events import EVENTS, publish_event
from open_webui.models.memories import Memories
from open_webui.models.users import Users
from open_webui.routers.memories import (
    check_memories_permission,
    upsert_memory_vectors_or_reindex,
)
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)

Emitter = Callable[[dict[str, Any]], Awaitable[None]]
Caller = Callable[[dict[str, Any]], Awaitable[Any]]

# The button's text is no valve: Open WebUI reads `actions` before it loads any valves (OWU216).
BUTTON_TEXT = "Add to memories"
ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' fill='none' viewBox='0 0 24 24' stroke-width='2' "
    "stroke='currentColor'><path d='M6 3h12v18l-6-4-6 4zM12 7v6M9 10h6'/></svg>"
)
INDEX_SECONDS = 30
"""Longest wait for the embedding model; the memory itself is stored by then."""
MARKS = re.compile(r"```|`[^`\n]*`|<details\b[^>]*>|</details>")
FOLDED = re.compile(r'<details type="(?:reasoning|tool_calls|code_interpreter)"')


class EventEmitter:
    """Sends events to the chat; made for each call, since one `Action` serves all users (OWU704)."""

    def __init__(self, event_emitter: Emitter | None) -> None:
        self.event_emitter = event_emitter

    async def notify(self, kind: str, content: str) -> None:
        await self.emit("notification", type=kind, content=content)  # no `message` (OWU407)

    async def emit(self, event: str, **data: Any) -> None:
        if self.event_emitter is not None:
            await self.event_emitter({"type": event, "data": data})


class UnsavedError(Exception):
    """A reason for saving nothing, worded for the person who pressed the button."""


class Action:
    """A button that keeps a message as a memory of the person who presses it."""

    class Valves(BaseModel):
        """What an administrator can set."""

        priority: int = Field(default=0, description="Place among the buttons; lower stands first.")
        CONFIRMATION_REQUIRED: bool = Field(
            default=True, description="Ask before a memory is saved."
        )
        MAX_MEMORY_LENGTH: int = Field(
            default=500, ge=1, description="Longest memory, in characters."
        )

    class UserValves(BaseModel):
        """What each person can set."""

        KIND: Literal["user", "context"] = Field(
            default="user",
            description="user: models are always told; context: only where it fits the chat.",
        )

    def __init__(self) -> None:
        """Start with the default settings and give the button its icon."""
        self.valves = self.Valves()
        icon = f"data:image/svg+xml,{quote(ICON)}"
        self.actions = [{"id": "add", "name": BUTTON_TEXT, "icon_url": icon}]  # no "." (OWU315)

    async def action(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __request__: Any = None,
        __event_emitter__: Emitter | None = None,
        __event_call__: Caller | None = None,
    ) -> None:
        """Save the message the button belongs to; ask for a text when it has none."""
        valves, emitter = self.valves, EventEmitter(__event_emitter__)
        own = (__user__ or {}).get("valves") or self.UserValves()
        try:
            user = await permitted(str((__user__ or {}).get("id") or ""))
            text = await choose_text(message_text(body), valves.MAX_MEMORY_LENGTH, __event_call__)
            await refuse_duplicate(user.id, text)
            if valves.CONFIRMATION_REQUIRED:
                if not await confirmed(__event_call__, text):
                    raise UnsavedError("Nothing was saved.")
                await refuse_duplicate(user.id, text)  # the button may have been pressed twice
            memory = await Memories.insert_new_memory(
                user.id, text, memory_type=own.KIND, meta={"created_by": "manual"}
            )
            if memory is None:
                raise RuntimeError("The host saved nothing")
        except UnsavedError as reason:
            await emitter.notify("info", str(reason))
            return
        except Exception:
            log.exception("Saving a memory failed")
            await emitter.notify("error", "The memory could not be saved.")
            return
        await emitter.notify("success", "Added to your memories.")
        rest = index(memory, user, __request__), announce(memory, user, __request__)
        for error in await asyncio.gather(*rest, return_exceptions=True):
            if error is not None:
                log.warning("A memory was saved, not all else: %s", type(error).__name__)


async def permitted(user_id: str) -> Any:
    """Return the person, if they may have memories here: `Memories` itself would not ask."""
    user = await Users.get_user_by_id(user_id) if user_id else None
    if user is None:
        raise UnsavedError("Nothing was saved: nobody is signed in.")
    try:
        await check_memories_permission(user)
    except HTTPException:
        raise UnsavedError("Nothing was saved: memories are switched off here.") from None
    return user


async def choose_text(text: str, limit: int, event_call: Caller | None) -> str:
    """Return the text to save: the message's, or what the person types instead."""
    if text and len(text) <= limit:
        return text
    reason = f"This message has {len(text):,} characters. Shorten it to {limit:,}." if text else ""
    answer = await ask(
        event_call,
        {
            "type": "input",
            "data": {
                "title": BUTTON_TEXT,
                "message": reason or "What should be remembered?",
                "placeholder": f"At most {limit:,} characters",
                "value": text[:limit],
            },
        },
    )
    # A cancel answers False, and a browser that has gone {"error": …} (OWU413).
    typed = answer.strip() if isinstance(answer, str) else ""
    if not typed:
        raise UnsavedError("Nothing was saved.")
    if len(typed) > limit:
        length = f"{len(typed):,} characters are more than the {limit:,} allowed"
        raise UnsavedError(f"Nothing was saved: {length}.")
    return typed


async def refuse_duplicate(user_id: str, text: str) -> None:
    """Look for the text among the person's memories."""
    memories = await Memories.get_memories_by_user_id(user_id) or []
    if any(memory.content.strip().casefold() == text.casefold() for memory in memories):
        raise UnsavedError("This is already in your memories.")


async def confirmed(event_call: Caller | None, text: str) -> bool:
    """Ask whether to save; a closed browser, a timeout or no browser at all means no."""
    answer = await ask(
        event_call,
        {"type": "confirmation", "data": {"title": f"{BUTTON_TEXT}?", "message": literal(text)}},
    )
    # A closed tab answers {"error": …}, which an `if` takes for a yes (OWU409).
    return answer is True


def literal(text: str) -> str:
    """Return a text so that the dialog, which shows Markdown and HTML, shows it as it is."""
    lines = (re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", line.strip()) for line in text.splitlines())
    return "  \n".join(lines)


async def ask(event_call: Caller | None, event: dict[str, Any]) -> Any:
    """Put a question to the browser; None when there is none, or when it does not answer."""
    if event_call is None:
        return None
    try:
        return await event_call(event)
    except Exception:  # releases up to 0.11.0 raise when the browser does not answer in time
        log.warning("The browser did not answer", exc_info=True)
        return None


def message_text(body: dict[str, Any]) -> str:
    """Return the text of the message whose button was pressed, without folded thoughts."""
    messages = body.get("messages") or []
    content = next((m.get("content") for m in messages if m.get("id") == body.get("id")), None)
    if isinstance(content, list):
        content = "\n".join(p.get("text") or "" for p in content if p.get("type") == "text")
    return unfolded(content if isinstance(content, str) else "").strip()


def unfolded(text: str) -> str:
    """Return a text without folded thoughts and calls; any other `<details>` is the answer's."""
    kept, start, depth, code = [], 0, 0, False
    for mark in MARKS.finditer(text):
        if depth and mark[0].startswith("<"):
            depth += -1 if mark[0] == "</details>" else 1
            start = mark.end()
        elif mark[0] == "```":
            code = not depth and not code
        elif not code and FOLDED.match(mark[0]):
            kept.append(text[start : mark.start()])
            depth = 1
    return "".join(kept if depth else [*kept, text[start:]])


async def index(memory: Any, user: Any, request: Any) -> None:
    """Make the memory findable by its meaning too, as the host's own settings page does.

    The memory is stored whatever happens here: a host without an embedding model (slim images)
    still lists it and tells it to models.
    """
    embedding = request.app.state.EMBEDDING_FUNCTION(
        memory.content, prefix=RAG_EMBEDDING_CONTENT_PREFIX, user=user
    )
    item = {
        "id": memory.id,
        "text": memory.content,
        "vector": await asyncio.wait_for(embedding, INDEX_SECONDS),
        "metadata": {
            "created_at": memory.created_at,
            "updated_at": memory.updated_at,
            "type": memory.type,
            "path": memory.path,
        },
    }
    await upsert_memory_vectors_or_reindex(request, user, [item])


async def announce(memory: Any, user: Any, request: Any) -> None:
    """Tell the host's event functions and webhooks, as the host does of its own memories."""
    data = {"content_preview": memory.content[:300], "type": memory.type, "path": memory.path}
    event = EVENTS.MEMORY_CREATED
    await publish_event(request, event, actor=user, subject_id=memory.id, data=data)
