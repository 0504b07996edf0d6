"""
title: Token Budget Filter
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Keeps a conversation inside a token budget by leaving out its oldest turns.
version: 1.0.0
license: MIT
required_open_webui_version: 0.6.16
"""

import json
import logging
import math
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from pydantic import BaseModel, Field

log = logging.getLogger(__name__)

ICON = (
    "<svg xmlns='http://www.w3.org/2000/svg' fill='none' viewBox='0 0 24 24' stroke-width='2' "
    "stroke='currentColor'><path d='M4 18a8 8 0 1 1 16 0M12 18l4-6M3 18h2M19 18h2'/></svg>"
)
MESSAGE_OVERHEAD = 4
"""Tokens a provider spends on the frame of each message (role, separators)."""
TEXTS = ("text", "input_text")
"""Types of parts that are text: in messages, and in the results of tools."""


class Filter:
    """Leaves out the oldest turns of a conversation that has grown over its budget.

    System messages and the newest turn always stay. A turn goes as a whole (question, tool calls,
    tool results, answer), since providers refuse a tool result without its call. Tokens are
    estimated from the length of the text: no tokenizer has to be downloaded, and any model will do.
    """

    class Valves(BaseModel):
        """What an administrator can set."""

        priority: int = Field(default=0, description="Order among filters; lower runs first.")
        MAX_TOKENS: int = Field(
            default=16_000, ge=100, description="Tokens a conversation may send to the model."
        )
        BYTES_PER_TOKEN: float = Field(
            default=4.0, gt=0.1, le=20, description="Bytes of text that make about one token."
        )
        TOKENS_PER_IMAGE: int = Field(
            default=1_000, ge=0, description="Tokens assumed for an image, sound or file part."
        )
        WARN_AT_PERCENT: int = Field(
            default=80,
            ge=1,
            le=100,
            description="From this percentage on, say how full the budget is.",
        )

    class UserValves(BaseModel):
        """What each person can set."""

        MAX_TOKENS: int = Field(
            default=0, ge=0, description="A smaller budget of your own; 0 takes the server's."
        )
        SHOW_STATUS: bool = Field(
            default=True, description="Say under the message when something was left out."
        )

    def __init__(self) -> None:
        """Start with the default settings and stand as a switch below the chat's input."""
        self.valves = self.Valves()
        self.toggle = True
        self.icon = f"data:image/svg+xml,{quote(ICON)}"

    async def inlet(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __event_emitter__: Callable[[dict[str, Any]], Awaitable[None]] | None = None,
    ) -> dict[str, Any]:
        """Leave out the oldest turns before the conversation goes to the model.

        Args:
            body: The chat request; its `messages` are replaced when they are too many.
            __user__: The person who asks, with their UserValves.
            __event_emitter__: Sends the status to the browser.
        """
        valves, own = self.valves, self._user_valves(__user__)
        budget = smaller_budget(valves, own)
        try:
            kept, tokens = fit(body.get("messages") or [], budget, valves)
            dropped = len(body.get("messages") or []) - len(kept)
        except Exception:  # a chat that cannot be shortened still has to go on
            log.exception("The conversation could not be measured")
            return body
        if dropped:
            body["messages"] = kept
        if own.SHOW_STATUS and (dropped or tokens > budget):
            await say(__event_emitter__, outcome(dropped, tokens, budget))
        return body

    async def stream(
        self, event: dict[str, Any], __user__: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the budget to the usage a provider reports, shown when hovering over the message.

        Args:
            event: One piece of the answer; only the one that carries `usage` is changed.
            __user__: The person who asks, with their UserValves.
        """
        # Releases before 0.11.1 hand direct API calls' pieces over as text.
        usage = event.get("usage") if isinstance(event, dict) else None
        if isinstance(usage, dict):
            budget = smaller_budget(self.valves, self._user_valves(__user__))
            used = usage.get("prompt_tokens") or usage.get("input_tokens")
            usage["token_budget"] = budget
            if isinstance(used, int):
                usage["token_budget_used_percent"] = round(100 * used / budget)
        return event

    async def outlet(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __event_emitter__: Callable[[dict[str, Any]], Awaitable[None]] | None = None,
    ) -> dict[str, Any]:
        """Say how full the budget is, once it is nearly so.

        The host gives the messages here without the images and files that people attached, so
        those are missing in what is said.

        Args:
            body: The finished exchange; returned as it is.
            __user__: The person who asks, with their UserValves.
            __event_emitter__: Sends the status to the browser; None for calls through the API.
        """
        valves, own = self.valves, self._user_valves(__user__)
        budget = smaller_budget(valves, own)
        try:
            tokens = sum(estimate(m, valves) for m in body.get("messages") or [])
        except Exception:
            log.exception("The conversation could not be measured")
            return body
        percent = round(100 * tokens / budget)
        if own.SHOW_STATUS and percent >= valves.WARN_AT_PERCENT:
            left_out = ", older turns will be left out" if percent >= 100 else ""
            await say(
                __event_emitter__,
                f"This chat fills about {percent} % of its {budget:,} tokens{left_out}",
            )
        return body

    def _user_valves(self, user: dict[str, Any] | None) -> UserValves:
        # In a chain of filters the shared `__user__` can hold another filter's UserValves.
        valves = (user or {}).get("valves")
        return valves if isinstance(valves, self.UserValves) else self.UserValves()


async def say(
    event_emitter: Callable[[dict[str, Any]], Awaitable[None]] | None, description: str
) -> None:
    """Show a finished status under the message, if there is a browser to show it."""
    if event_emitter is not None:
        await event_emitter({"type": "status", "data": {"description": description, "done": True}})


def outcome(dropped: int, tokens: int, budget: int) -> str:
    """Say what was left out of a request, and whether that was enough."""
    oldest = "the oldest message" if dropped == 1 else f"the {dropped} oldest messages"
    if tokens <= budget:
        return f"Left out {oldest} to stay within {budget:,} tokens"
    rest = f"Even without {oldest} this" if dropped else "This"
    return f"{rest} is about {tokens:,} tokens, over the budget of {budget:,}"


def smaller_budget(valves: Filter.Valves, own: Filter.UserValves) -> int:
    """Return the budget in tokens: a person may lower the server's, never raise it."""
    return min(valves.MAX_TOKENS, own.MAX_TOKENS or valves.MAX_TOKENS)


def fit(
    messages: list[dict[str, Any]], budget: int, valves: Filter.Valves
) -> tuple[list[dict[str, Any]], int]:
    """Return the messages that stay, in their order, and their tokens.

    The tokens exceed the budget only when the system messages and the newest turn alone do.
    """
    costs = [estimate(message, valves) for message in messages]
    total = sum(costs)
    left_out: set[int] = set()
    for turn in turns(messages)[:-1]:
        if total <= budget:
            break
        left_out.update(turn)
        total -= sum(costs[i] for i in turn)
    return [m for i, m in enumerate(messages) if i not in left_out], total


def turns(messages: list[dict[str, Any]]) -> list[list[int]]:
    """Group the positions of all but the system messages; each user message opens a turn."""
    found: list[list[int]] = []
    for i, message in enumerate(messages):
        role = message.get("role")
        if role in ("system", "developer"):
            continue
        if role == "user" or not found:
            found.append([])
        found[-1].append(i)
    return found


def estimate(message: dict[str, Any], valves: Filter.Valves) -> int:
    """Return about how many tokens a message takes.

    Bytes count, not letters: a Chinese character has three bytes and is about one token.
    """
    content = message.get("content") or ""
    parts = [*content] if isinstance(content, list) else [{"type": "text", "text": content}]
    texts = []
    if message.get("tool_calls"):
        texts.append(json.dumps(message["tool_calls"], default=str))
    # The outlet's messages have calls and results of tools in `output`, and the text there too.
    for item in message.get("output") or []:
        texts.append(str(item.get("arguments") or ""))
        if isinstance(item.get("output"), list):
            parts += item["output"]
    texts += [str(part.get("text") or "") for part in parts if part.get("type") in TEXTS]
    size = sum(len(text.encode("utf-8", "replace")) for text in texts)
    media = len([part for part in parts if part.get("type") not in TEXTS])
    tokens = math.ceil(size / valves.BYTES_PER_TOKEN)
    return MESSAGE_OVERHEAD + tokens + media * valves.TOKENS_PER_IMAGE
