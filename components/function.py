"""
title: Text Report Function
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Answers a text with its statistics: words, sentences, reading time and most used words.
version: 1.0.0
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

# What the host asks of every model besides answering (`__task__`), with an answer it can parse. To
# any other task (an image prompt, an emoji, a summary) the answer is empty: the host does without.
TASK_ANSWERS: dict[str, str] = {
    "title_generation": '{"title": "Text report"}',
    "tags_generation": '{"tags": ["writing"]}',
    "follow_up_generation": '{"follow_ups": []}',
    "query_generation": '{"queries": []}',
}


class Function:
    """The work itself: reports on the text of the last user message.

    The class keeps the shape of the Function template (`Config`, `self.config`, `execute`). Open
    WebUI loads no class of this name, so `Pipe` below hands each request to its own `Function`.
    """

    class Config(BaseModel):
        """What an administrator can set; `Pipe.Valves` is this model."""

        WORDS_PER_MINUTE: int = Field(
            default=230, ge=50, le=1000, description="Reading speed used for the reading time."
        )
        TOP_WORDS: int = Field(
            default=5, ge=0, le=50, description="How many of the most used words to list; 0: none."
        )
        SHORTEST_TOP_WORD: int = Field(
            default=4, ge=1, le=30, description="Letters a word needs to be listed as most used."
        )
        MAX_CHARACTERS: int = Field(
            default=200_000, ge=1, description="Longest text that is examined, in characters."
        )

    def __init__(self, config: Config | None = None) -> None:
        """Start with the given configuration, or with the defaults."""
        self.config = config or self.Config()

    async def execute(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __request__: Any = None,
    ) -> str | dict[str, Any]:
        """Return the report as Markdown, or an `{"error": …}` that the chat shows as an error.

        Args:
            body: The chat request; the last user message in `messages` is the text.
            __user__: The person who asks; their UserValves choose the form of the report.
            __request__: The HTTP request; not needed here.
        """
        text = last_user_text(body)
        if not text.strip():
            return {"error": {"detail": "Send a text to get a report on it."}}
        if len(text) > self.config.MAX_CHARACTERS:
            limit = f"{self.config.MAX_CHARACTERS:,}"
            return {"error": {"detail": f"The text is longer than {limit} characters."}}
        valves = (__user__ or {}).get("valves") or Pipe.UserValves()
        # A long text takes a while: in a thread it does not hold up the other users of the server.
        statistics = await asyncio.to_thread(self._statistics, text)
        if valves.OUTPUT == "json":
            report = json.dumps(statistics, ensure_ascii=False, indent=2)
            return f"```json\n{report}\n```"
        return self._as_markdown(statistics)

    def _statistics(self, text: str) -> dict[str, Any]:
        words = WORD.findall(text)
        listed = [w.casefold() for w in words if len(w) >= self.config.SHORTEST_TOP_WORD]
        seconds = round(len(words) * 60 / self.config.WORDS_PER_MINUTE)
        return {
            "characters": len(text),
            "words": len(words),
            "sentences": len([s for s in SENTENCE_END.split(text) if WORD.search(s)]),
            "paragraphs": len([p for p in re.split(r"\n\s*\n", text) if p.strip()]),
            "reading_seconds": seconds,
            "top_words": dict(Counter(listed).most_common(self.config.TOP_WORDS)),
        }

    @staticmethod
    def _as_markdown(statistics: dict[str, Any]) -> str:
        minutes, seconds = divmod(statistics["reading_seconds"], 60)
        rows = [
            ("Words", f"{statistics['words']:,}"),
            ("Characters", f"{statistics['characters']:,}"),
            ("Sentences", f"{statistics['sentences']:,}"),
            ("Paragraphs", f"{statistics['paragraphs']:,}"),
            ("Reading time", f"{minutes} min {seconds:02d} s"),
        ]
        if statistics["top_words"]:
            top = ", ".join(f"{word} ({n})" for word, n in statistics["top_words"].items())
            rows.append(("Most used words", top))
        lines = ["| | |", "| --- | --- |", *(f"| {name} | {value} |" for name, value in rows)]
        return "\n".join(lines)


class Pipe:
    """Makes `Function` loadable: Open WebUI lists it as a model and sends it the chat."""

    class Valves(Function.Config):
        """The configuration of `Function`, editable on the admin page."""

    class UserValves(BaseModel):
        """What each person can set."""

        OUTPUT: Literal["table", "json"] = Field(
            default="table", description="Show the report as a table or as JSON."
        )

    def __init__(self) -> None:
        """Start with the default configuration."""
        self.valves = self.Valves()

    async def pipe(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __request__: Any = None,
        __task__: str | None = None,
    ) -> str | dict[str, Any]:
        """Answer the chat with the report of a `Function` made for this request alone.

        Args:
            body: The chat request.
            __user__: The person who asks, with their UserValves.
            __request__: The HTTP request.
            __task__: Set when the host wants a title, tags or the like instead of an answer.
        """
        # Merging the answers of several models is a task too, but its text goes into the chat.
        if __task__ and __task__ != "moa_response_generation":
            return TASK_ANSWERS.get(__task__, "")
        function = Function(self.valves)
        try:
            return await function.execute(body, __user__=__user__, __request__=__request__)
        except Exception:
            log.exception("The text report failed")
            return {"error": {"detail": "The report failed; the server's log has the reason."}}


def last_user_text(body: dict[str, Any]) -> str:
    """Return the text of the last user message; parts that are no text (images) are left out."""
    messages = body.get("messages") or []
    content = next((m.get("content") for m in reversed(messages) if m.get("role") == "user"), None)
    if isinstance(content, list):
        parts = [p.get("text") or "" for p in content if p.get("type") == "text"]
        return "\n\n".join(parts)
    return content if isinstance(content, str) else ""
