"""
title: Text Report Function
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Answers a text with its statistics: words, sentences, reading time and most used words.
version: 2.0.0
license: MIT
required_open_webui_version: 0.6.16
"""

import asyncio
import json
import logging
import re
from collections import Counter
from typing import Any, Literal

from pydantic import BaseModel, Field

log = logging.getLogger(__name__)

WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
SENTENCE_END = re.compile(r"[.!?\u2026]+(?=\s|$)|[\u3002\uff01\uff1f]+")

# What Open WebUI asks of every model besides answering (`__task__`), with answers it can parse.
# To any other task (an image prompt, an emoji) the answer is empty: Open WebUI does without.
TASK_ANSWERS: dict[str, str] = {
    "title_generation": '{"title": "Text report"}',
    "tags_generation": '{"tags": ["writing"]}',
    "follow_up_generation": '{"follow_ups": []}',
    "query_generation": '{"queries": []}',
}


class RefusedError(Exception):
    """A reason for no report, worded for the person in the chat."""


class Function:
    """The work itself: reports on the text of the last user message.

    The class keeps the shape of the Function template. Open WebUI loads no class of this name
    (OWU008), so `Pipe` below hands each request to its own `Function`.
    """

    class Config(BaseModel):
        """What an administrator can set; `Pipe.Valves` is this model."""

        WORDS_PER_MINUTE: int = Field(default=230, ge=50, le=1000, description="Reading speed.")
        TOP_WORDS: int = Field(default=5, ge=0, le=50, description="Most used words to list.")
        MAX_CHARACTERS: int = Field(default=200_000, ge=1, description="Longest text examined.")

    def __init__(self, config: Config | None = None) -> None:
        """Start with the given configuration, or with the defaults."""
        self.config = config or self.Config()

    async def execute(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __request__: Any = None,
    ) -> str:
        """Return the report as Markdown or JSON.

        Args:
            body: The chat request; the last user message in `messages` is the text.
            __user__: The person who asks; their UserValves choose the form of the report.
            __request__: The HTTP request; not needed here.

        Raises:
            RefusedError: There is no text, or too much of it.
        """
        text = last_user_text(body)
        if not text.strip():
            raise RefusedError("Send a text to get a report on it.")
        if len(text) > self.config.MAX_CHARACTERS:
            raise RefusedError(
                f"The text is longer than {self.config.MAX_CHARACTERS:,} characters."
            )
        # In a thread, so that a long text does not hold up everybody else on the server (OWU702).
        statistics = await asyncio.to_thread(self._statistics, text)
        # UserValves arrive as an object, not a dict (OWU212).
        valves = (__user__ or {}).get("valves") or Pipe.UserValves()
        if valves.OUTPUT == "json":
            return f"```json\n{json.dumps(statistics, ensure_ascii=False, indent=2)}\n```"
        rows = [(name.replace("_", " ").capitalize(), value) for name, value in statistics.items()]
        return "\n".join(["| | |", "| --- | --- |", *(f"| {k} | {v} |" for k, v in rows)])

    def _statistics(self, text: str) -> dict[str, Any]:
        words = WORD.findall(text)
        minutes, seconds = divmod(round(len(words) * 60 / self.config.WORDS_PER_MINUTE), 60)
        used = Counter(word.casefold() for word in words).most_common(self.config.TOP_WORDS)
        return {
            "words": len(words),
            "characters": len(text),
            "sentences": len([s for s in SENTENCE_END.split(text) if WORD.search(s)]),
            "paragraphs": len([p for p in re.split(r"\n\s*\n", text) if p.strip()]),
            "reading_time": f"{minutes} min {seconds:02d} s",
            "most_used_words": ", ".join(f"{word} ({count})" for word, count in used),
        }


class Pipe:
    """Makes `Function` loadable: Open WebUI lists it as a model and sends it the chat."""

    class Valves(Function.Config):
        """The configuration of `Function`, editable on the admin page."""

    class UserValves(BaseModel):
        """What each person can set."""

        OUTPUT: Literal["table", "json"] = Field(default="table", description="Form of the report.")

    def __init__(self) -> None:
        """Start with the defaults: saved settings replace them before every call (OWU202)."""
        self.valves = self.Valves()

    async def pipe(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __request__: Any = None,
        __task__: str | None = None,
    ) -> str | dict[str, Any]:
        """Return the report, or an `{"error": …}` that the chat shows as an error."""
        # Merging the answers of several models is a task too, but its text goes into the chat.
        if __task__ and __task__ != "moa_response_generation":
            return TASK_ANSWERS.get(__task__, "")
        try:
            # A `Function` for this request alone: one `Pipe` serves all users at once (OWU704).
            return await Function(self.valves).execute(body, __user__, __request__)
        except Exception as error:
            return {"error": {"detail": explain(error)}}


def last_user_text(body: dict[str, Any]) -> str:
    """Return the text of the last user message: with images its content is a list (OWU325)."""
    messages = body.get("messages") or []
    content = next((m.get("content") for m in reversed(messages) if m.get("role") == "user"), None)
    parts = content if isinstance(content, list) else [{"type": "text", "text": content}]
    return "\n\n".join(part.get("text") or "" for part in parts if part.get("type") == "text")


def explain(error: Exception) -> str:
    """Return a reason in words for the person; what nobody foresaw goes to the server's log."""
    if isinstance(error, RefusedError):
        return str(error)
    log.error("The report failed", exc_info=error)
    return "The report failed; the server's log has the reason."
