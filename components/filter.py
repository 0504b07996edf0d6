"""
title: Token Budget Filter
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Keeps a conversation inside a token budget by leaving out its oldest turns.
version: 2.0.0
license: MIT
required_open_webui_version: 0.6.16
"""

import logging
import math
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import BaseModel, Field

log = logging.getLogger(__name__)
Emitter = Callable[[dict[str, Any]], Awaitable[None]]

ICON = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24'%3E"
ICON += "%3Cpath fill='none' stroke='gray' d='M4 18a8 8 0 1 1 16 0M12 18l4-6'/%3E%3C/svg%3E"
MESSAGE_TOKENS = 4  # what the frame of each message takes (role, separators)
IMAGE_TOKENS = 1_000  # assumed for an image, sound or file


class EventEmitter:
    """Sends events to the chat; made for each call, since one `Filter` serves all users (OWU704)."""

    def __init__(self, event_emitter: Emitter | None) -> None:
        self.event_emitter = event_emitter

    async def success_update(self, description: str) -> None:
        await self.emit("status", description=description, done=True)  # ends the shimmer (OWU408)

    async def emit(self, kind: str, **data: Any) -> None:
        if self.event_emitter is not None:  # None in calls of the API (OWU402)
            await self.event_emitter({"type": kind, "data": data})


class Filter:
    """Leaves out the oldest turns of a conversation that has grown over its budget.

    System messages and the newest turn always stay. A turn goes as a whole (question, tool calls,
    tool results, answer), since providers refuse a tool result without its call.
    """

    class Valves(BaseModel):
        """What an administrator can set."""

        # Open WebUI reads this name, in lower case (OWU222).
        priority: int = Field(default=0, description="Order among filters; lower runs first.")
        MAX_TOKENS: int = Field(default=16_000, ge=100, description="Budget of a conversation.")
        BYTES_PER_TOKEN: float = Field(
            default=4.0, gt=0.1, le=20, description="Bytes of text that make about one token."
        )
        WARN_AT_PERCENT: int = Field(default=80, ge=1, le=100, description="When to warn.")

    class UserValves(BaseModel):
        """What each person can set."""

        MAX_TOKENS: int = Field(default=0, ge=0, description="A smaller budget; 0: the server's.")
        SHOW_STATUS: bool = Field(default=True, description="Say when something was left out.")

    def __init__(self) -> None:
        """Start with the defaults; the saved settings arrive before each call (OWU202)."""
        self.valves = self.Valves()
        self.toggle = True  # a switch below the chat's input: it runs only where switched on
        self.icon = ICON

    async def inlet(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __event_emitter__: Emitter | None = None,
    ) -> dict[str, Any]:
        """Leave out the oldest turns before the conversation goes to the model."""
        own, budget = self._own(__user__)
        try:
            kept, tokens = fit(body["messages"], budget, self.valves.BYTES_PER_TOKEN)
        except Exception:
            log.exception("The conversation could not be measured")
            return body  # on every path: a hook that returns None ends the chat (OWU312)
        if dropped := len(body["messages"]) - len(kept):
            body["messages"] = kept
        if own.SHOW_STATUS and (dropped or tokens > budget):
            left_out = f"{dropped} old message{'s' * (dropped != 1)} left out"
            status = f"About {tokens:,} of {budget:,} tokens sent; {left_out}"
            await EventEmitter(__event_emitter__).success_update(status)
        return body

    async def stream(
        self, event: dict[str, Any], __user__: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the budget to the usage a provider reports, shown when hovering over the answer."""
        if isinstance(usage := event.get("usage"), dict):  # in one piece of the answer alone
            usage["token_budget"] = self._own(__user__)[1]
        return event

    async def outlet(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __event_emitter__: Emitter | None = None,
    ) -> dict[str, Any]:
        """Say when the budget is nearly used up.

        It reads the answers only. To change one, write into `output` as well: the page shows that,
        and the next request is made from it; `content` alone changes nothing (OWU326).
        """
        own, budget = self._own(__user__)
        messages = body.get("messages") or []
        percent = round(
            100 * sum(estimate(m, self.valves.BYTES_PER_TOKEN) for m in messages) / budget
        )
        # Over 100 % it is the inlet that says what was left out: its status stays to be read.
        if own.SHOW_STATUS and self.valves.WARN_AT_PERCENT <= percent <= 100:
            emitter = EventEmitter(__event_emitter__)
            await emitter.success_update(f"This chat fills about {percent} % of {budget:,} tokens")
        return body

    def _own(self, user: dict[str, Any] | None) -> tuple[UserValves, int]:
        # An object, not a dict (OWU212); and in a chain of filters it can be another filter's.
        valves = (user or {}).get("valves")
        own = valves if isinstance(valves, self.UserValves) else self.UserValves()
        return own, min(own.MAX_TOKENS or self.valves.MAX_TOKENS, self.valves.MAX_TOKENS)


def fit(
    messages: list[dict[str, Any]], budget: int, bytes_per_token: float
) -> tuple[list[dict[str, Any]], int]:
    """Return the messages that stay, in their order, and about how many tokens they take."""
    turns: list[list[int]] = []  # of positions; each user message opens a turn
    for position, message in enumerate(messages):
        if message["role"] == "user" or (message["role"] != "system" and not turns):
            turns.append([])
        if message["role"] != "system":
            turns[-1].append(position)
    costs = [estimate(message, bytes_per_token) for message in messages]
    left_out: set[int] = set()
    for turn in turns[:-1]:
        if sum(cost for n, cost in enumerate(costs) if n not in left_out) > budget:
            left_out.update(turn)
    kept = [n for n in range(len(messages)) if n not in left_out]
    return [messages[n] for n in kept], sum(costs[n] for n in kept)


def estimate(message: dict[str, Any], bytes_per_token: float) -> int:
    """Return about how many tokens a message takes; no tokenizer has to be downloaded for it."""
    content = message.get("content") or ""
    # With images the content is a list of parts (OWU325).
    parts = content if isinstance(content, list) else [{"type": "text", "text": content}]
    text = "".join(part.get("text") or "" for part in parts) + str(message.get("tool_calls") or "")
    media = len([part for part in parts if part.get("type") != "text"])
    # Bytes, not letters: a Chinese character has three bytes and is about one token.
    tokens = math.ceil(len(text.encode("utf-8", "replace")) / bytes_per_token)
    return MESSAGE_TOKENS + tokens + media * IMAGE_TOKENS
