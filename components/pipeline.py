"""
title: Model Pipeline
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Three steps around one OpenAI-compatible model, with progress and a streamed answer.
version: 1.0.0
license: MIT
"""

import json
import logging
import os
import time
from collections.abc import Generator, Iterable, Iterator
from typing import Any

import httpx
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)

CONNECT_SECONDS = 10.0
FORWARDED = ("temperature", "top_p", "stop", "seed", "presence_penalty", "frequency_penalty")
UNREACHABLE = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.InvalidURL,
    httpx.UnsupportedProtocol,
)
Item = str | dict[str, Any]
FAILED = "The pipeline failed; the reason is in the server's log."
REFUSED = "The provider refused the key; an administrator sets it in the pipeline's valves."


class PipelineError(Exception):
    """Something the user is told, in words for the user."""


def status(description: str, done: bool = False) -> dict[str, Any]:
    """Return the item that shows one line of progress under the model's name."""
    return {"event": {"type": "status", "data": {"description": description, "done": done}}}


class Pipeline:
    """Checks the question, prepares the conversation, and streams one model's answer.

    Copy it and replace a step: `_parse_input`, `_process_data` or `_generate_output`. The server
    injects no event emitter; an item `{"event": …}` of the answer does that work.
    """

    class Valves(BaseModel):
        """What an administrator sets on the Pipelines page."""

        OPENAI_API_BASE_URL: str = Field(
            default=os.getenv("OPENAI_API_BASE_URL", "http://localhost:11434/v1"),
            description="Base URL of the OpenAI-compatible API, up to and including /v1",
        )
        OPENAI_API_KEY: str = Field(
            default=os.getenv("OPENAI_API_KEY", ""),
            description="Key for the API; empty for a provider that needs none",
            json_schema_extra={"input": {"type": "password"}},
        )
        MODEL_ID: str = Field(
            default="llama3.2",
            description="The model to use for this pipeline",
        )
        MAX_TOKENS: int = Field(
            default=2000,
            ge=1,
            description="Maximum number of tokens to generate",
        )
        MAX_HISTORY: int = Field(
            default=20,
            ge=1,
            description="How many of the last messages the model sees, the system prompt aside",
        )
        IDLE_TIMEOUT: float = Field(
            default=60.0,
            gt=0,
            description="Seconds without a word from the provider after which to give up",
        )
        ENABLE_STATUS_INDICATOR: bool = Field(
            default=True,
            description="Show the progress in the chat",
        )

    def __init__(self) -> None:
        """Set the name shown in the model list, and the default valves."""
        self.name = "Model Pipeline"
        self.valves = self.Valves()

    async def on_startup(self) -> None:
        """Say in the server's log that the pipeline is there."""
        log.info("%s started", self.name)

    async def on_shutdown(self) -> None:
        """Say in the server's log that the pipeline is gone."""
        log.info("%s stopped", self.name)

    def pipe(
        self,
        user_message: str,
        model_id: str,
        messages: list[dict[str, Any]],
        body: dict[str, Any],
    ) -> str | Generator[Item, None, None]:
        """Answer one request; the server calls this in a worker thread.

        Args:
            user_message: The text of the last user message.
            model_id: This pipeline's id.
            messages: The whole conversation.
            body: The request, with `stream`, the model's parameters and `user`.

        Returns:
            The answer as text, or, for a streaming request, a generator of texts and events.
        """
        valves = self.valves
        items = self._run(valves, user_message, messages, body)
        if body.get("stream"):
            return items if valves.ENABLE_STATUS_INDICATOR else without_events(items)
        # Without a stream the server would write the events into the answer.
        return "".join(without_events(items))

    def _run(
        self,
        valves: Valves,
        user_message: str,
        messages: list[dict[str, Any]],
        body: dict[str, Any],
    ) -> Generator[Item, None, None]:
        """Yield the answer and the events around it; a failure becomes part of the answer.

        The valves are passed along, so that a change by the administrator meets the next request.
        """
        started = time.monotonic()
        written = False
        try:
            yield status("Reading the question")
            self._parse_input(user_message)
            request = self._process_data(valves, messages, body)
            yield status(f"Asking {valves.MODEL_ID}")
            for text in self._generate_output(valves, request):
                written = True
                yield text
            if not written:
                raise PipelineError("The provider sent no answer.")
            seconds = time.monotonic() - started
            yield status(f"Answered by {valves.MODEL_ID} in {seconds:.1f} s", done=True)
        except Exception as error:
            if not isinstance(error, PipelineError):
                log.exception("Pipeline failed")
            reason = str(error) if isinstance(error, PipelineError) else FAILED
            yield f"\n\nError: {reason}" if written else f"Error: {reason}"
            yield status(reason, done=True)

    def _parse_input(self, user_message: str) -> None:
        """Step 1: refuse what cannot be answered."""
        if not str(user_message or "").strip():
            raise PipelineError("There is no question to answer.")

    def _process_data(
        self, valves: Valves, messages: list[dict[str, Any]], body: dict[str, Any]
    ) -> dict[str, Any]:
        """Step 2: make the provider's request: the system prompt and the end of the history."""
        plain = [{"role": message["role"], "content": message["content"]} for message in messages]
        system = [message for message in plain if message["role"] == "system"]
        history = [message for message in plain if message["role"] != "system"]
        options = {name: body[name] for name in FORWARDED if body.get(name) is not None}
        limit = body.get("max_tokens") or valves.MAX_TOKENS
        return {
            **options,
            "model": valves.MODEL_ID,
            "messages": system + history[-valves.MAX_HISTORY :],
            "max_tokens": min(limit, valves.MAX_TOKENS),
            "stream": True,
        }

    def _generate_output(self, valves: Valves, request: dict[str, Any]) -> Iterator[str]:
        """Step 3: yield the model's answer as it comes.

        Raises:
            PipelineError: The provider cannot be reached, refuses, stalls or answers nonsense.
        """
        headers = {"Authorization": f"Bearer {valves.OPENAI_API_KEY}"}
        timeout = httpx.Timeout(valves.IDLE_TIMEOUT, connect=CONNECT_SECONDS)
        url = f"{valves.OPENAI_API_BASE_URL.rstrip('/')}/chat/completions"
        try:
            with httpx.stream(
                "POST",
                url,
                json=request,
                headers=headers if valves.OPENAI_API_KEY else {},
                timeout=timeout,
            ) as response:
                check_status(response)
                yield from read_answer(response)
        except UNREACHABLE as error:
            raise PipelineError("The provider cannot be reached.") from error
        except httpx.TimeoutException as error:
            raise PipelineError(
                f"The provider said nothing for {valves.IDLE_TIMEOUT:g} s."
            ) from error
        except httpx.HTTPError as error:
            raise PipelineError("The connection to the provider broke.") from error


def without_events(items: Iterable[Item]) -> Generator[str, None, None]:
    """Yield the texts alone; the server ends the stream properly after a generator only."""
    for item in items:
        if isinstance(item, str):
            yield item


def check_status(response: httpx.Response) -> None:
    """Raise `PipelineError` for an answer that is none; the provider's text goes to the log."""
    if response.status_code == httpx.codes.OK:
        return
    response.read()
    log.warning("Provider answered %d: %s", response.status_code, response.text[:500])
    if response.status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        raise PipelineError(REFUSED)
    raise PipelineError(f"The provider answered with status {response.status_code}.")


def read_answer(response: httpx.Response) -> Iterator[str]:
    """Yield the texts of a streamed answer, or the one text of an answer that is no stream.

    Raises:
        PipelineError: The provider reports an error, or its answer cannot be read.
    """
    if "text/event-stream" not in response.headers.get("content-type", ""):
        response.read()
        yield text_of(response.content, "message")
        return
    for line in lines_of(response.iter_bytes()):
        data = line.removeprefix(b"data:").strip()
        if line.startswith(b"data:") and data != b"[DONE]" and (text := text_of(data, "delta")):
            yield text


def lines_of(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield whole lines; httpx's own also break at characters that JSON may hold (U+2028)."""
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from lines
    if rest:
        yield rest


def text_of(data: bytes, part: str) -> str:
    """Return the text in a completion's first choice; `part` is `message` or `delta`.

    Raises:
        PipelineError: The data hold an error, or are no completion.
    """
    try:
        answer = json.loads(data)
        if answer.get("error"):
            log.warning("Provider reported an error: %.500s", answer["error"])
            raise PipelineError("The provider reported an error.")
        choices = answer["choices"]
        # The last chunk of a stream may hold the usage alone.
        return str((choices[0].get(part) or {}).get("content") or "") if choices else ""
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise PipelineError("The provider's answer cannot be read.") from error
