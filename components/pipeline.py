"""
title: Model Pipeline
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Three steps around one OpenAI-compatible model, with progress and a streamed answer.
version: 2.0.0
license: MIT
"""

import json
import logging
import os
import time
from collections.abc import Generator, Iterable, Iterator
from typing import Any

import requests
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)
Item = str | dict[str, Any]  # of an answer: a text, or an event

FORWARDED = ("temperature", "top_p", "stop", "seed", "presence_penalty", "frequency_penalty")


class PipelineError(Exception):
    """A reason for no answer, worded for the person in the chat."""


class Progress:
    """The statuses of one request, as items of its answer: the server injects no emitter (OWU309)."""

    def __init__(self, valves: "Pipeline.Valves") -> None:
        self.enabled, self.interval = valves.ENABLE_STATUS_INDICATOR, valves.EMIT_INTERVAL
        self.last_emit_time = 0.0

    def step(self, description: str, done: bool = False) -> Iterator[Item]:
        """Yield a status; the last one of a request is `done`, or it shimmers on (OWU408)."""
        if self.enabled:
            self.last_emit_time = time.monotonic()
            data = {"description": description, "done": done}
            yield {"event": {"type": "status", "data": data}}

    def update(self, description: str) -> Iterator[Item]:
        """Yield a status unless another has just been shown: these may come at any rate."""
        if time.monotonic() - self.last_emit_time >= self.interval:
            yield from self.step(description)


class Pipeline:
    """Checks the question, prepares the conversation, and streams one model's answer."""

    class Valves(BaseModel):
        """What an administrator sets on the Pipelines page."""

        OPENAI_API_BASE_URL: str = Field(
            default=os.getenv("OPENAI_API_BASE_URL", "http://localhost:11434/v1"),
            description="Base URL of the OpenAI-compatible API, up to and including /v1",
        )
        # The environment's key is no default: the server tells its valves to anybody who asks.
        OPENAI_API_KEY: str = Field(
            default="", description="Key for the API; empty: OPENAI_API_KEY of the environment"
        )
        MODEL_ID: str = Field(default="llama3.2", description="The model that answers")
        MAX_TOKENS: int = Field(default=2000, ge=1, description="Most tokens to generate")
        IDLE_TIMEOUT: float = Field(default=60, gt=0, description="Longest wait for the next words")
        TOTAL_TIMEOUT: float = Field(default=600, gt=0, description="Longest time for an answer")
        EMIT_INTERVAL: float = Field(default=0.5, ge=0, description="Seconds between statuses")
        ENABLE_STATUS_INDICATOR: bool = Field(default=True, description="Show progress in the chat")

    def __init__(self) -> None:
        """Set the name shown in the model list, and the default valves."""
        self.name = "Model Pipeline"  # a `type` of "pipe" would hide it from the list (OWU318)
        self.valves = self.Valves()

    async def on_startup(self) -> None:
        """Say that the pipeline is there; the server awaits its hooks (OWU310)."""
        log.info("%s started", self.name)

    def pipe(
        self, user_message: str, model_id: str, messages: list[dict[str, Any]], body: dict[str, Any]
    ) -> str | Iterator[Item]:
        """Answer one request; a plain method, which the server runs in a thread (OWU311)."""
        items = self._run(self.valves, user_message, messages, body)
        if body.get("stream"):
            return streamed(items)
        # Without a stream the server would write the events into the answer.
        return "".join(item for item in items if isinstance(item, str))

    def _run(
        self, valves: Valves, question: str, messages: list[dict[str, Any]], body: dict[str, Any]
    ) -> Generator[Item, None, None]:
        progress, written = Progress(valves), 0
        try:
            yield from progress.step("Reading the question")
            self._parse_input(question)
            request = self._process_data(valves, messages, body)
            yield from progress.step(f"Asking {valves.MODEL_ID}")
            for text in self._generate_output(valves, request):
                written += len(text)
                yield text
                yield from progress.update(f"{valves.MODEL_ID}: {written:,} characters so far")
            if not written:
                raise PipelineError("The provider sent no answer.")
            yield from progress.step(f"Answered by {valves.MODEL_ID}", done=True)
        except Exception as error:
            reason = explain(error)
            yield f"\n\nError: {reason}" if written else f"Error: {reason}"
            yield from progress.step(reason, done=True)

    def _parse_input(self, user_message: str) -> None:
        """Step 1: refuse what cannot be answered."""
        if not str(user_message or "").strip():
            raise PipelineError("There is no question to answer.")

    def _process_data(
        self, valves: Valves, messages: list[dict[str, Any]], body: dict[str, Any]
    ) -> dict[str, Any]:
        """Step 2: make the provider's request."""
        options = {name: body[name] for name in FORWARDED if body.get(name) is not None}
        options["max_tokens"] = min(body.get("max_tokens") or valves.MAX_TOKENS, valves.MAX_TOKENS)
        # A tool's result without its call would be refused: it becomes words of the user.
        turns = [
            {"role": "user" if m["role"] == "tool" else m["role"], "content": m["content"]}
            for m in messages
            if m["content"]
        ]
        return {**options, "model": valves.MODEL_ID, "messages": turns, "stream": True}

    def _generate_output(self, valves: Valves, request: dict[str, Any]) -> Iterator[str]:
        """Step 3: yield the model's answer as it comes."""
        end = time.monotonic() + valves.TOTAL_TIMEOUT
        key = valves.OPENAI_API_KEY.strip() or os.getenv("OPENAI_API_KEY", "")
        with requests.post(
            f"{valves.OPENAI_API_BASE_URL.rstrip('/')}/chat/completions",
            json=request,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=(10, valves.IDLE_TIMEOUT),
            stream=True,
        ) as response:
            if response.status_code in (401, 403):
                raise PipelineError("The provider refused the key; it is one of the valves.")
            response.raise_for_status()
            for line in response.iter_lines():
                if time.monotonic() > end:
                    raise PipelineError("The answer took too long.")
                if line.startswith(b"data:") and line != b"data: [DONE]":
                    yield text_in(json.loads(line.removeprefix(b"data:")))


def text_in(chunk: dict[str, Any]) -> str:
    """Return the text of one piece of an answer; the last may hold the usage alone."""
    if "error" in chunk:
        raise PipelineError("The provider reported an error.")
    return (chunk["choices"][0]["delta"].get("content") or "") if chunk["choices"] else ""


def streamed(items: Iterable[Item]) -> Generator[Item, None, None]:
    """Yield texts as chunks: one that begins with `data:` would be obeyed like an event (OWU319)."""
    for item in items:
        delta = {"choices": [{"index": 0, "delta": {"content": item}}]}
        yield delta if isinstance(item, str) else item


def explain(error: Exception) -> str:
    """Return a reason in words for the person; what nobody foresaw goes to the server's log."""
    if isinstance(error, PipelineError):
        return str(error)
    # The words of other errors may hold the key (OWU802).
    told = isinstance(error, requests.HTTPError)
    log.error("The pipeline failed: %s", error if told else type(error).__name__)
    if isinstance(error, requests.HTTPError):
        return f"The provider answered with status {error.response.status_code}."
    if isinstance(error, requests.RequestException):
        return "The provider cannot be reached, or stopped answering."
    return "The provider's answer cannot be read."
