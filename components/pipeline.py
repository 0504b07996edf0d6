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
MAX_BYTES = 2**22  # of one answer, so that none fills the server's memory
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
    """Something the user is told, in words for the user; the details go to the log."""

    def __init__(self, reason: str, details: str = "") -> None:
        """Keep the reason and the provider's own words for it."""
        super().__init__(reason)
        self.details = details


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
            default="",
            description="Key for the API; empty: OPENAI_API_KEY of the environment, or none",
            json_schema_extra={"input": {"type": "password"}},
        )
        MODEL_ID: str = Field(
            default="llama3.2",
            description="The model to use for this pipeline",
        )
        MAX_TOKENS: int = Field(
            default=2000,
            ge=0,
            description="Most tokens to generate; 0: sets no limit, which some models refuse",
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
        TOTAL_TIMEOUT: float = Field(
            default=600.0,
            gt=0,
            description="Seconds after which an answer that still goes on is cut off",
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
    ) -> str | Generator[dict[str, Any], None, None]:
        """Answer one request; the server calls this in a worker thread.

        Args:
            user_message: The text of the last user message.
            model_id: This pipeline's id.
            messages: The whole conversation.
            body: The request, with `stream`, the model's parameters and `user`.

        Returns:
            The answer as text, or, for a streaming request, a generator of chunks and events.
        """
        valves = self.valves
        items = self._run(valves, user_message, messages, body)
        if body.get("stream"):
            return streamed(items, valves.ENABLE_STATUS_INDICATOR)
        # Without a stream the server would write the events into the answer.
        return "".join(item for item in items if isinstance(item, str))

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
            reason = str(error) if isinstance(error, PipelineError) else FAILED
            if not isinstance(error, PipelineError):
                log.exception("Pipeline failed")
            elif error.details:
                log.warning("%s %.500s", reason, without_key(error.details, valves))
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
        plain = without_tools(messages)
        system = [message for message in plain if message["role"] == "system"]
        history = [message for message in plain if message["role"] != "system"]
        options = {name: body[name] for name in FORWARDED if body.get(name) is not None}
        if limits := [limit for limit in (body.get("max_tokens"), valves.MAX_TOKENS) if limit]:
            options["max_tokens"] = min(limits)
        return {
            **options,
            "model": valves.MODEL_ID,
            "messages": system + history[-valves.MAX_HISTORY :],
            "stream": True,
        }

    def _generate_output(self, valves: Valves, request: dict[str, Any]) -> Iterator[str]:
        """Step 3: yield the model's answer as it comes.

        Raises:
            PipelineError: The provider cannot be reached, refuses, stalls or answers nonsense.
        """
        key = api_key(valves)
        # The longest wait for the next bytes; the whole is measured where they are read.
        wait = min(valves.IDLE_TIMEOUT, valves.TOTAL_TIMEOUT)
        url = f"{valves.OPENAI_API_BASE_URL.rstrip('/')}/chat/completions"
        try:
            with httpx.stream(
                "POST",
                url,
                json=request,
                headers={"Authorization": f"Bearer {key}"} if key else {},
                timeout=httpx.Timeout(wait, connect=CONNECT_SECONDS),
            ) as response:
                yield from read_answer(response, valves)
        except UNREACHABLE as error:
            raise PipelineError("The provider cannot be reached.") from error
        except httpx.TimeoutException as error:
            raise PipelineError(f"The provider said nothing for {wait:g} s.") from error
        except httpx.HTTPError as error:
            raise PipelineError("The connection to the provider broke.") from error


def streamed(items: Iterable[Item], events: bool) -> Generator[dict[str, Any], None, None]:
    """Yield texts as chunks of an answer, and the events if they are wanted.

    A text is never yielded as it is: the server and Open WebUI take one that begins with `data:`
    for a line of the stream, and would obey an event that the model has written into it. And this
    is a generator, since the server ends the stream properly after nothing else.
    """
    for item in items:
        if isinstance(item, str):
            yield {"choices": [{"index": 0, "delta": {"content": item}}]}
        elif events:
            yield item


def api_key(valves: Pipeline.Valves) -> str:
    """Return the key; the environment's is no valve, since the server tells those to anybody."""
    return valves.OPENAI_API_KEY.strip() or os.getenv("OPENAI_API_KEY", "")


def without_key(text: str, valves: Pipeline.Valves) -> str:
    """Return a provider's words as the log may have them: many providers repeat a wrong key."""
    key = api_key(valves)
    return text.replace(key, "[key]") if key else text


def without_tools(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a conversation as every provider takes it, with role and content alone.

    What a tool told another model earlier in the chat becomes words of the user: its message would
    be refused without the call before it, and the call by a model that knows no tools.
    """
    return [
        {
            "role": "user" if message["role"] == "tool" else message["role"],
            "content": message["content"],
        }
        for message in messages
        if message["content"]
    ]


def read_answer(response: httpx.Response, valves: Pipeline.Valves) -> Iterator[str]:
    """Yield the texts of a streamed answer, or the one text of an answer that is no stream.

    Raises:
        PipelineError: The provider refuses or reports an error, or its answer cannot be read.
        httpx.ReadTimeout: The provider only keeps the connection alive.
    """
    chunks = bounded(response.iter_bytes(), valves.TOTAL_TIMEOUT)
    if response.status_code != httpx.codes.OK:
        raise refusal(response.status_code, b"".join(chunks))
    if "text/event-stream" not in response.headers.get("content-type", ""):
        yield text_of(b"".join(chunks), "message")
        return
    heard = time.monotonic()
    for line in lines_of(chunks):
        if line.startswith(b"data:"):
            data = line.removeprefix(b"data:").strip()
            if data != b"[DONE]" and (text := text_of(data, "delta")):
                yield text
            heard = time.monotonic()
        elif time.monotonic() - heard > valves.IDLE_TIMEOUT:
            raise httpx.ReadTimeout("Comments, but no data")


def bounded(chunks: Iterable[bytes], seconds: float) -> Iterator[bytes]:
    """Yield what arrives; raise `PipelineError` when it is too much or comes too late."""
    size, end = 0, time.monotonic() + seconds
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_BYTES:
            raise PipelineError("The provider's answer is too long.")
        if time.monotonic() > end:
            raise PipelineError(f"The provider's answer took longer than {seconds:g} s.")
        yield chunk


def refusal(status_code: int, body: bytes) -> PipelineError:
    """Return the error that an answer with another status than 200 is."""
    details = body.decode(errors="replace")
    if status_code in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
        return PipelineError(REFUSED, details)
    return PipelineError(f"The provider answered with status {status_code}.", details)


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
            raise PipelineError("The provider reported an error.", str(answer["error"]))
        choices = answer["choices"]
        # The last chunk of a stream may hold the usage alone.
        return str((choices[0].get(part) or {}).get("content") or "") if choices else ""
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise PipelineError("The provider's answer cannot be read.") from error
