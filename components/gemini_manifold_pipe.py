"""
title: Gemini Manifold Pipe
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Lists the Gemini models of a Google API key and chats with them, images included.
requirements: google-genai==3.4.0
version: 2.0.0
license: MIT
required_open_webui_version: 0.11.4
"""

import asyncio
import base64
import functools
import logging
import mimetypes
import os
import re
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import certifi
from google import genai
from google.genai import errors, types
from google.genai.client import AsyncClient
from pydantic import BaseModel, Field, ValidationError

log = logging.getLogger(__name__)

Emitter = Callable[[dict[str, Any]], Awaitable[None]]
Piece = dict[str, Any]  # of an answer, in OpenAI's form

MODEL_LIST_SECONDS = 10  # as long as Open WebUI waits for a provider's list

HARMS = ("HARASSMENT", "HATE_SPEECH", "SEXUALLY_EXPLICIT", "DANGEROUS_CONTENT")
FINISHED = {types.FinishReason.STOP, types.FinishReason.MAX_TOKENS}
GENERATED_IMAGE = re.compile(r"!\[[^\]]*\]\((data:image/[\w.+-]+;base64,[\w+/=]+)\)")
SETTINGS = ("temperature", "top_p", "top_k", "seed", "frequency_penalty", "presence_penalty")
FAILED = "The Gemini pipe failed; the server's log has the reason."


class EventEmitter:
    """Sends events to the chat; made for each call, since one `Pipe` serves all users (OWU704)."""

    def __init__(self, event_emitter: Emitter | None) -> None:
        self.event_emitter = event_emitter

    async def progress_update(self, description: str) -> None:
        await self.emit("status", description=description, done=False)

    async def success_update(self, description: str, hidden: bool = False) -> None:
        await self.emit("status", description=description, done=True, hidden=hidden)

    async def emit(self, kind: str, **data: Any) -> None:
        if self.event_emitter is not None:  # None in tasks such as a title (OWU402)
            await self.event_emitter({"type": kind, "data": data})


class GeminiError(Exception):
    """A reason for no answer, worded for the person in the chat."""


class Pipe:
    """One model in Open WebUI for each Gemini model the API key can use."""

    class Valves(BaseModel):
        """What an administrator can set."""

        GOOGLE_API_KEY: str = Field(
            default="",
            description="API key from Google AI Studio; empty: GOOGLE_API_KEY of the environment.",
            json_schema_extra={"input": {"type": "password"}},
        )
        API_BASE_URL: str = Field(default="", description="A gateway's address; empty: Google's.")
        USE_PERMISSIVE_SAFETY: bool = Field(default=False, description="Unblock all that can be.")
        TEMPERATURE: float = Field(default=0.7, ge=0, le=2, description="Where the chat sets none.")
        TOP_P: float = Field(default=0.9, gt=0, le=1, description="Where the chat sets none.")
        TOP_K: int = Field(default=40, ge=1, description="Where the chat sets none.")
        MAX_TOKENS: int = Field(default=8192, ge=1, description="Where the chat sets none.")
        TIMEOUT_SECONDS: float = Field(default=120, gt=0, description="Longest wait for words.")
        MODEL_CACHE_SECONDS: float = Field(default=600, ge=0, description="Age of the model list.")

    class UserValves(BaseModel):
        """What each person can set."""

        SHOW_THOUGHTS: bool = Field(
            default=False, description="Show the model's thoughts, with models that think."
        )
        SHOW_STATUS: bool = Field(default=True, description="Show a status until it answers.")

    def __init__(self) -> None:
        """Start with the default settings; nothing is fetched yet."""
        self.name = "Google: "
        self.valves = self.Valves()
        # The last list, its account (key and address) and its end; the same for everybody.
        self._listing = asyncio.Lock()
        self._models: tuple[tuple[str, str], float, list[dict[str, str]]] | None = None

    async def pipes(self) -> list[dict[str, str]]:
        """Return the models to list; a missing key or a failure is an entry that says so."""
        valves = self.valves
        account, asked = (api_key(valves), valves.API_BASE_URL), time.monotonic()
        async with self._listing:  # of many who ask at once, one asks Google
            known = self._models if self._models and self._models[0] == account else None
            if known and asked < known[1]:
                return known[2]
            seconds = valves.MODEL_CACHE_SECONDS
            try:
                models = await asyncio.wait_for(list_models(valves), MODEL_LIST_SECONDS)
            except Exception as error:
                # An older list serves better than none; a slow Google is not asked every time.
                reason = explain(error, valves, MODEL_LIST_SECONDS)
                models = known[2] if known else [{"id": "error", "name": reason}]
                seconds = min(seconds, 30)
            self._models = (account, time.monotonic() + seconds, models)
            return models

    async def pipe(
        self,
        body: dict[str, Any],
        __user__: dict[str, Any] | None = None,
        __event_emitter__: Emitter | None = None,
        __task__: str | None = None,
    ) -> AsyncGenerator[Piece, None] | Piece:
        """Answer the chat with Gemini: a text as it is would be obeyed if it began with `data:`."""
        valves = self.valves
        own = (__user__ or {}).get("valves") or self.UserValves()

        # A title or the like, which Open WebUI wants as a task, has no line to show a status in.
        shown = own.SHOW_STATUS and not __task__
        emitter = EventEmitter(__event_emitter__ if shown else None)
        pieces = self._answer(body, valves, own.SHOW_THOUGHTS, emitter)
        return pieces if body.get("stream") else await whole(pieces)

    async def _answer(
        self, body: dict[str, Any], valves: Valves, thoughts: bool, emitter: EventEmitter
    ) -> AsyncGenerator[Piece, None]:
        waiting = False  # as long as a status says so
        try:
            # Open WebUI puts the function's id and a point before the model's own name.
            model = str(body.get("model") or "").partition(".")[2]
            async with google(valves) as client:
                if model in ("", "error"):
                    raise GeminiError("This is not a Gemini model. Choose another from the list.")
                waiting = True
                await emitter.progress_update(f"Waiting for {model}")
                contents = to_contents(body.get("messages") or [])
                request = client.models.generate_content_stream(
                    model=model, contents=[*contents], config=settings(body, valves, thoughts)
                )
                async with aclosing(generate(request, valves.TIMEOUT_SECONDS)) as pieces:
                    async for piece in pieces:
                        if waiting:
                            waiting = False
                            await emitter.success_update(f"{model} answers", hidden=True)
                        if piece["choices"][0].get("finish_reason") == "length":
                            await emitter.success_update("The answer reached its token limit")
                        yield piece
        except Exception as error:
            if waiting:
                waiting = False
                await emitter.success_update("Gemini gave no whole answer")
            yield {"error": {"detail": explain(error, valves, valves.TIMEOUT_SECONDS)}}
        finally:
            if waiting:  # stopped by the person before anything came
                await emitter.success_update("Stopped", hidden=True)


def api_key(valves: Pipe.Valves) -> str:
    """Return the key; as a default of the valve, the environment's would be shown on its page."""
    return valves.GOOGLE_API_KEY.strip() or os.getenv("GOOGLE_API_KEY", "")


@functools.cache
def certificates() -> ssl.SSLContext:
    """Load the certificates once: every client would hold up the loop for 50 ms (OWU702)."""
    return ssl.create_default_context(cafile=certifi.where())


@asynccontextmanager
async def google(valves: Pipe.Valves) -> AsyncIterator[AsyncClient]:
    """Open a client for one request; closing it ends an answer that nobody waits for any more."""
    if not (key := api_key(valves)):
        raise GeminiError("GOOGLE_API_KEY is not set. An administrator can add it in the valves.")
    options = types.HttpOptions(
        base_url=valves.API_BASE_URL or None,
        retry_options=types.HttpRetryOptions(  # an overloaded Google is asked once more
            attempts=2, initial_delay=0.5, max_delay=2, http_status_codes=[500, 502, 503, 504]
        ),
        client_args={"verify": await asyncio.to_thread(certificates)},
        async_client_args={"ssl": certificates()},
    )
    client = genai.Client(api_key=key, vertexai=False, http_options=options)
    try:
        yield client.aio
    finally:
        await client.aio.aclose()


async def list_models(valves: Pipe.Valves) -> list[dict[str, str]]:
    """Return id and name of each model that can chat, all pages of the list."""
    found = []
    async with google(valves) as client:
        async for model in await client.models.list(config={"page_size": 200}):
            if model.name and "generateContent" in (model.supported_actions or []):
                name = model.name.removeprefix("models/")
                found.append({"id": name, "name": model.display_name or name})
    return found or [{"id": "error", "name": "Google lists no model for this API key"}]


async def generate(
    request: Awaitable[AsyncIterator[types.GenerateContentResponse]], timeout: float
) -> AsyncGenerator[Piece, None]:
    """Yield an answer's pieces: text, thoughts (which the chat folds away), its end with the usage."""
    stream = await asyncio.wait_for(request, timeout)
    reason: types.FinishReason | None = None
    usage: dict[str, int] = {}
    empty = True
    while (chunk := await asyncio.wait_for(anext(stream, None), timeout)) is not None:
        if chunk.prompt_feedback and chunk.prompt_feedback.block_reason:
            name = chunk.prompt_feedback.block_reason.name
            raise GeminiError(f"Google declined the request ({name}).")
        if chunk.usage_metadata:
            usage = used(chunk.usage_metadata)
        candidate = chunk.candidates[0] if chunk.candidates else types.Candidate()
        reason = candidate.finish_reason or reason
        for part in (candidate.content and candidate.content.parts) or []:
            if (piece := to_piece(part)) is not None:
                empty = empty and "content" not in piece["choices"][0]["delta"]
                yield piece
    if reason not in FINISHED:
        end = f"stopped the answer ({reason.name})" if reason else "broke off the answer"
        raise GeminiError(f"Google {end}.")
    if empty:
        raise GeminiError("Google sent an empty answer; a higher token limit may help.")
    finish = "length" if reason == types.FinishReason.MAX_TOKENS else "stop"
    yield {"choices": [{"index": 0, "delta": {}, "finish_reason": finish}], "usage": usage}


def to_piece(part: types.Part) -> Piece | None:
    """Return what the chat shows of one part of an answer, None for what it does not show."""
    image = part.inline_data
    if image and image.data and (image.mime_type or "").startswith("image/"):
        data = base64.b64encode(image.data).decode()
        delta = {"content": f"\n\n![Generated image](data:{image.mime_type};base64,{data})\n\n"}
    elif part.text:
        delta = {"reasoning_content" if part.thought else "content": part.text}
    else:
        return None
    return {"choices": [{"index": 0, "delta": delta}]}


async def whole(pieces: AsyncIterator[Piece]) -> Piece:
    """Return an answer in one; an error follows the text that had come, or takes its place."""
    found = [piece async for piece in pieces]
    deltas = [piece["choices"][0]["delta"] for piece in found if "choices" in piece]
    content = "".join(delta.get("content", "") for delta in deltas)
    thoughts = "".join(delta.get("reasoning_content", "") for delta in deltas)
    last = found[-1]
    if "error" in last:
        if not content:
            return last
        content += f"\n\n*{last['error']['detail']}*"
    reason = last["choices"][0]["finish_reason"] if "choices" in last else "stop"
    message = {"role": "assistant", "content": content, "reasoning_content": thoughts}
    choices = [{"index": 0, "message": message, "finish_reason": reason}]
    return {"object": "chat.completion", "choices": choices, "usage": last.get("usage", {})}


def used(usage: types.GenerateContentResponseUsageMetadata) -> dict[str, int]:
    """Return the tokens in OpenAI's names, which the chat shows when hovering over the answer."""
    prompt, total = usage.prompt_token_count or 0, usage.total_token_count or 0
    answer = max(total - prompt, 0)
    return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": total}


def settings(
    body: dict[str, Any], valves: Pipe.Valves, thoughts: bool
) -> types.GenerateContentConfig:
    """Return what the request asks for besides its messages; Google decides the rest."""
    chosen: dict[str, Any] = {
        "temperature": valves.TEMPERATURE,
        "top_p": valves.TOP_P,
        "top_k": valves.TOP_K,
    }
    chosen |= {name: body[name] for name in SETTINGS if body.get(name) is not None}
    chosen["automatic_function_calling"] = {"disable": True}
    chosen["max_output_tokens"] = body.get("max_tokens") or valves.MAX_TOKENS
    if stop := body.get("stop"):
        chosen["stop_sequences"] = [stop] if isinstance(stop, str) else list(stop)
    if system := system_prompt(body.get("messages") or []):
        chosen["system_instruction"] = system
    if thoughts:
        chosen["thinking_config"] = types.ThinkingConfig(include_thoughts=True)
    if valves.USE_PERMISSIVE_SAFETY:
        chosen["safety_settings"] = [
            {"category": f"HARM_CATEGORY_{harm}", "threshold": "BLOCK_NONE"} for harm in HARMS
        ]
    elif body.get("safety_settings"):
        chosen["safety_settings"] = body["safety_settings"]
    try:
        return types.GenerateContentConfig(**chosen)
    except ValidationError as error:
        field = error.errors()[0]["loc"][0]
        raise GeminiError(f"A setting of this chat is not one Gemini takes: {field}.") from error


def system_prompt(messages: list[dict[str, Any]]) -> str:
    """Return the text of all system messages: Gemini takes it apart from the conversation."""
    systems = [m.get("content") for m in messages if m.get("role") in ("system", "developer")]
    parts = [part for content in systems for part in to_parts(content)]
    return "\n\n".join(part.text for part in parts if part.text)


def to_contents(messages: list[dict[str, Any]]) -> list[types.Content]:
    """Return the conversation in Gemini's form: turns of `user` and `model`, none of them empty."""
    turns: list[tuple[str, list[types.Part]]] = []
    for message in messages:
        if message.get("role") in ("system", "developer"):
            continue
        for part in to_parts(message.get("content")):
            # A tool's answers to another model are what the user brings in. So are images: of a
            # model's own, Gemini wants a signature back, which no chat keeps.
            role = "model" if message.get("role") == "assistant" and part.text else "user"
            if not turns or turns[-1][0] != role:
                turns.append((role, []))
            turns[-1][1].append(part)
    if not turns:
        raise GeminiError("There is no message to answer.")
    return [types.Content(role=role, parts=parts) for role, parts in turns]


def to_parts(content: Any) -> list[types.Part]:
    """Return the parts of one message; those with neither text nor an image are left out."""
    items = content if isinstance(content, list) else [{"type": "text", "text": content}]
    parts = []
    for item in items:
        if item.get("type") == "text" and item.get("text"):
            # Text and the addresses of images in it, in turn.
            for n, piece in enumerate(GENERATED_IMAGE.split(str(item["text"]))):
                if n % 2:
                    parts.append(image_part(piece))
                elif piece.strip():
                    parts.append(types.Part(text=piece))
        elif item.get("type") == "image_url":
            image = item.get("image_url")
            parts.append(image_part(str(image.get("url") if isinstance(image, dict) else image)))
    return parts


def image_part(url: str) -> types.Part:
    """Return an image as Gemini takes it: the bytes of a data address, or a public address."""
    if url.startswith("data:"):
        kind, _, encoded = url.removeprefix("data:").partition(";base64,")
        try:
            data = base64.b64decode(encoded)
        except ValueError:
            data = b""
        if not data:
            raise GeminiError("An image in the chat cannot be read.")
        return types.Part.from_bytes(data=data, mime_type=kind)
    if not url.startswith("https://"):
        raise GeminiError("An image in the chat is at no address that Google can open.")
    # Google fetches the image itself, so nobody can make this server fetch an address for them.
    kind = mimetypes.guess_type(urlsplit(url).path)[0] or "image/jpeg"
    return types.Part.from_uri(file_uri=url, mime_type=kind)


def explain(error: Exception, valves: Pipe.Valves, seconds: float) -> str:
    """Return a reason in words for the person; what Google says of it goes to the log."""
    if isinstance(error, GeminiError):
        return str(error)
    # Never the key, which Google may repeat (OWU802).
    details = f"{type(error).__name__}: {error}".replace(api_key(valves), "[key]")
    known = isinstance(error, (TimeoutError, asyncio.TimeoutError, OSError, aiohttp.ClientError))
    known = known or isinstance(error, (errors.UnknownApiResponseError, errors.APIError))
    log.warning("Gemini: %.500s", details, exc_info=not known)
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return f"Google sent nothing for {seconds:g} seconds. Try again later."
    if isinstance(error, (aiohttp.ClientError, OSError)):
        return "The connection to Google broke off. Try again."
    if isinstance(error, errors.UnknownApiResponseError):
        return "Google sent an answer that cannot be read. Try again."
    if not isinstance(error, errors.APIError):
        return FAILED
    if error.code in (401, 403) or "API key" in (error.message or ""):
        return "Google refused the API key. An administrator can correct it in the valves."
    if error.code == 404:
        return "Google does not offer this model to this API key."
    if error.code == 429:
        return "Google's limit for this API key is reached. Try again in a while."
    if error.code >= 500:
        return f"Google has trouble answering ({error.code}). Try again later."
    return f"Google refused the request ({error.code} {error.status})."
