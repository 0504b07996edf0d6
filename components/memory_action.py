"""
title: Add to Memories Action
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: A button that adds a message, or what you type, to your memories.
version: 1.0.0
license: MIT
required_open_webui_version: 0.10.0
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Literal
from urllib.parse import quote

from open_webui.models.memories import Memories
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)

Emitter = Callable[[dict[str, Any]], Awaitable[None]]
Caller = Callable[[dict[str, Any]], Awaitable[Any]]

ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' fill='none' viewBox='0 0 24 24' stroke-width='2' "
    "stroke='currentColor'><path d='M6 3h12v18l-6-4-6 4zM12 7v6M9 10h6'/></svg>"
)
INDEX_SECONDS = 30
"""Longest wait for the embedding model; the memory itself is stored by then."""


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
        self.icon = f"data:image/svg+xml,{quote(ICON)}"

    async def action(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __request__: Any = None,
        __event_emitter__: Emitter | None = None,
        __event_call__: Caller | None = None,
    ) -> None:
        """Save the message the button belongs to; ask for a text when it has none.

        Args:
            body: The chat as the browser sees it: `messages`, and the message's `id`.
            __user__: The person who pressed the button, with their UserValves.
            __request__: Leads to the host's embedding model.
            __event_emitter__: Sends notifications to the browser.
            __event_call__: Asks the browser for a text and for the confirmation.
        """
        valves = self.valves
        own = (__user__ or {}).get("valves") or self.UserValves()
        try:
            user_id = str((__user__ or {}).get("id") or "")
            if not user_id:
                raise UnsavedError("Nothing was saved: nobody is signed in.")
            text = await choose_text(message_text(body), valves.MAX_MEMORY_LENGTH, __event_call__)
            await refuse_duplicate(user_id, text)
            if valves.CONFIRMATION_REQUIRED and not await confirmed(__event_call__, text):
                raise UnsavedError("Nothing was saved.")
            memory = await Memories.insert_new_memory(user_id, text, memory_type=own.KIND)
            if memory is None:
                raise RuntimeError("The host saved nothing")
        except UnsavedError as reason:
            await notify(__event_emitter__, "info", str(reason))
            return
        except Exception:
            log.exception("Saving a memory failed")
            await notify(__event_emitter__, "error", "The memory could not be saved.")
            return
        await notify(__event_emitter__, "success", "Added to your memories.")
        await index(memory, user_id, __request__)


async def choose_text(text: str, limit: int, event_call: Caller | None) -> str:
    """Return the text to save: the message's, or what the person types instead.

    Raises:
        UnsavedError: The person cancelled, is gone, or typed more than `limit` characters.
    """
    if text and len(text) <= limit:
        return text
    reason = f"This message has {len(text):,} characters. Shorten it to {limit:,}." if text else ""
    answer = await ask(
        event_call,
        {
            "type": "input",
            "data": {
                "title": "Add to memories",
                "message": reason or "What should be remembered?",
                "placeholder": f"At most {limit:,} characters",
                "value": text[:limit],
            },
        },
    )
    # A cancel answers False, and a browser that has gone {"error": …}.
    typed = answer.strip() if isinstance(answer, str) else ""
    if not typed:
        raise UnsavedError("Nothing was saved.")
    if len(typed) > limit:
        raise UnsavedError(f"Nothing was saved: {len(typed):,} of {limit:,} characters.")
    return typed


async def refuse_duplicate(user_id: str, text: str) -> None:
    """Look for the text among the person's memories.

    Raises:
        UnsavedError: It is there already.
    """
    memories = await Memories.get_memories_by_user_id(user_id) or []
    if any(memory.content.strip().casefold() == text.casefold() for memory in memories):
        raise UnsavedError("This is among your memories already.")


async def confirmed(event_call: Caller | None, text: str) -> bool:
    """Ask whether to save; a closed browser, a timeout or no browser at all means no."""
    answer = await ask(
        event_call,
        {"type": "confirmation", "data": {"title": "Add to memories?", "message": text}},
    )
    # A browser that has gone answers {"error": …}, which is true in an `if`.
    return answer is True


async def ask(event_call: Caller | None, event: dict[str, Any]) -> Any:
    """Put a question to the browser; None when there is none, or when it does not answer."""
    if event_call is None:
        return None
    try:
        return await event_call(event)
    except Exception:  # releases up to 0.11.0 raise when the browser does not answer in time
        log.warning("The browser did not answer", exc_info=True)
        return None


async def notify(event_emitter: Emitter | None, kind: str, content: str) -> None:
    """Show a notification, if there is a browser to show it."""
    if event_emitter is not None:
        await event_emitter({"type": "notification", "data": {"type": kind, "content": content}})


def message_text(body: dict[str, Any]) -> str:
    """Return the text of the message whose button was pressed, without folded thoughts."""
    messages = body.get("messages") or []
    content = next((m.get("content") for m in messages if m.get("id") == body.get("id")), None)
    if isinstance(content, list):
        content = "\n".join(p.get("text") or "" for p in content if p.get("type") == "text")
    head, *folded = (content if isinstance(content, str) else "").split("<details")
    return "".join([head, *(part.partition("</details>")[2] for part in folded)]).strip()


async def index(memory: Any, user_id: str, request: Any) -> None:
    """Make the memory findable by its meaning too, as the host's own settings page does.

    The memory is stored whatever happens here: a host without an embedding model (slim images)
    still lists it and tells it to models.
    """
    try:
        from open_webui.config import RAG_EMBEDDING_CONTENT_PREFIX
        from open_webui.models.users import Users
        from open_webui.retrieval.vector.async_client import ASYNC_VECTOR_DB_CLIENT

        user = await Users.get_user_by_id(user_id)
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
        await ASYNC_VECTOR_DB_CLIENT.upsert(collection_name=f"user-memory-{user_id}", items=[item])
    except Exception as error:
        log.warning("A memory was saved but not indexed: %s", type(error).__name__)
