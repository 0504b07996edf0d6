"""
title: Gemini Manifold Pipe
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Lists the Gemini models of a Google API key and chats with them, images included.
requirements: google-genai==3.4.0
version: 1.0.0
license: MIT
required_open_webui_version: 0.11.4
"""

import asyncio
import base64
import functools
import logging
import mimetypes
import os
import ssl
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import certifi
from google import genai
from google.genai import errors, types
from google.genai.client import AsyncClient
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)

Emitter = Callable[[dict[str, Any]], Awaitable[None]]

MODEL_LIST_SECONDS = 15  # Open WebUI's own model list waits as long

HARM_CATEGORIES = (
    types.HarmCategory.HARM_CATEGORY_HARASSMENT,
    types.HarmCategory.HARM_CATEGORY_HATE_SPEECH,
    types.HarmCategory.HARM_CATEGORY_SEXUALLY_EXPLICIT,
    types.HarmCategory.HARM_CATEGORY_DANGEROUS_CONTENT,
)
FINISHED = {types.FinishReason.STOP, types.FinishReason.MAX_TOKENS}

SETTINGS = ("temperature", "top_p", "top_k", "seed", "frequency_penalty", "presence_penalty")


class GeminiError(Exception):
    """A reason for no answer, worded for the person in the chat."""


class Pipe:
    """One model in Open WebUI for each Gemini model the API key can use."""

    class Valves(BaseModel):
        """What an administrator can set."""

        GOOGLE_API_KEY: str = Field(
            default=os.getenv("GOOGLE_API_KEY", ""),
            description="API key from Google AI Studio.",
            json_schema_extra={"input": {"type": "password"}},
        )
        API_BASE_URL: str = Field(
            default="",
            description="Address of a gateway that speaks the Gemini API; empty for Google's own.",
        )
        USE_PERMISSIVE_SAFETY: bool = Field(
            default=False, description="Ask Google to block nothing it lets users unblock."
        )
        TIMEOUT_SECONDS: float = Field(
            default=120, gt=0, description="Longest wait for each next piece of an answer."
        )
        MODEL_CACHE_SECONDS: float = Field(
            default=600, ge=0, description="How long the list of models is remembered."
        )

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
        self._models: tuple[tuple[str, str], float, list[dict[str, str]]] | None = None

    async def pipes(self) -> list[dict[str, str]]:
        """Return the models to list; a missing key or a failure is an entry that says so."""
        valves = self.valves
        if not valves.GOOGLE_API_KEY:
            return [{"id": "error", "name": "GOOGLE_API_KEY is not set, add it in the valves"}]
        account = (valves.GOOGLE_API_KEY, valves.API_BASE_URL)
        known = self._models if self._models and self._models[0] == account else None
        if known and time.monotonic() < known[1]:
            return known[2]
        seconds = valves.MODEL_CACHE_SECONDS
        try:
            models = await asyncio.wait_for(list_models(valves), MODEL_LIST_SECONDS)
        except Exception as error:
            log.warning("Listing the Gemini models failed: %s", type(error).__name__)
            # An older list serves better than none; and a slow Google is not asked every time.
            reason = explain(error, MODEL_LIST_SECONDS)
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
    ) -> AsyncGenerator[str | dict[str, Any], None] | str | dict[str, Any]:
        """Answer the chat with Gemini, in pieces when the request asks for a stream.

        Args:
            body: The chat request in OpenAI's form.
            __user__: The person who asks, with their UserValves.
            __event_emitter__: Shows the status; None for calls through the API.
            __task__: Set when the host wants a title or the like: then no status is shown.

        Returns:
            The answer, its pieces, or an `{"error": …}` that the chat shows as an error.
        """
        valves = self.valves
        own = (__user__ or {}).get("valves") or self.UserValves()
        status = Status(__event_emitter__ if own.SHOW_STATUS and not __task__ else None)
        pieces = self._answer(body, valves, own.SHOW_THOUGHTS, status)
        if body.get("stream"):
            return pieces
        whole = [piece async for piece in pieces]
        failed = [piece for piece in whole if isinstance(piece, dict) and "error" in piece]
        return failed[0] if failed else "".join(p for p in whole if isinstance(p, str))

    async def _answer(
        self, body: dict[str, Any], valves: Valves, thoughts: bool, status: "Status"
    ) -> AsyncGenerator[str | dict[str, Any], None]:
        try:
            # Open WebUI puts the function's id and a point before the model's own name.
            model = str(body.get("model") or "").partition(".")[2]
            check(valves, model)
            await status.show(f"Waiting for {model}")
            config = settings(body, valves, thoughts)
            contents = to_contents(body.get("messages") or [])
            async with (
                google(valves) as client,
                aclosing(generate(client, model, contents, config, valves)) as pieces,
            ):
                async for piece in pieces:
                    await status.end(f"{model} answers", hidden=True)
                    yield piece
        except Exception as error:
            if not isinstance(error, (GeminiError, errors.APIError)):
                log.warning("Gemini gave no whole answer", exc_info=True)
            await status.end("Gemini gave no whole answer")
            yield {"error": {"detail": explain(error, valves.TIMEOUT_SECONDS)}}
        finally:  # stopped by the person before anything came
            await status.end("Stopped", hidden=True)


class Status:
    """The one status line of one request: shown while waiting, ended exactly once."""

    def __init__(self, event_emitter: Emitter | None) -> None:
        """Speak through the emitter, or to nobody when there is none."""
        self.event_emitter = event_emitter
        self.open = False

    async def show(self, description: str) -> None:
        """Show that something is under way."""
        if self.event_emitter is not None:
            self.open = True
            await self.event_emitter(
                {"type": "status", "data": {"description": description, "done": False}}
            )

    async def end(self, description: str, hidden: bool = False) -> None:
        """End what was shown; a hidden end takes the line away."""
        if self.event_emitter is not None and self.open:
            self.open = False
            data = {"description": description, "done": True, "hidden": hidden}
            await self.event_emitter({"type": "status", "data": data})


def check(valves: Pipe.Valves, model: str) -> None:
    """Raise a GeminiError when there is no key, or no model by that name."""
    if not valves.GOOGLE_API_KEY:
        raise GeminiError("GOOGLE_API_KEY is not set. An administrator can add it in the valves.")
    if model in ("", "error"):
        raise GeminiError("This is no Gemini model. Choose another from the list.")


@functools.cache
def certificates() -> ssl.SSLContext:
    """Load the certificates once: every client would take 50 ms of the server's loop for them."""
    return ssl.create_default_context(cafile=certifi.where())


@asynccontextmanager
async def google(valves: Pipe.Valves) -> AsyncIterator[AsyncClient]:
    """Open a client for one request, which tries once more when Google is overloaded.

    Closing it is what ends an answer that nobody waits for any more.
    """
    options = types.HttpOptions(
        base_url=valves.API_BASE_URL or None,
        retry_options=types.HttpRetryOptions(
            attempts=2, initial_delay=0.5, max_delay=2, http_status_codes=[500, 502, 503, 504]
        ),
        client_args={"verify": await asyncio.to_thread(certificates)},
        async_client_args={"ssl": certificates()},
    )
    client = genai.Client(api_key=valves.GOOGLE_API_KEY, vertexai=False, http_options=options)
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
    client: AsyncClient,
    model: str,
    contents: list[types.Content],
    config: types.GenerateContentConfig,
    valves: Pipe.Valves,
) -> AsyncGenerator[str | dict[str, Any], None]:
    """Yield an answer's pieces: text, thoughts (as the delta the chat folds away), usage.

    Raises:
        GeminiError: Google declined, or broke off.
        TimeoutError: The next piece took too long.
    """
    timeout = valves.TIMEOUT_SECONDS
    request = client.models.generate_content_stream(
        model=model, contents=[*contents], config=config
    )
    stream = await asyncio.wait_for(request, timeout)
    reason: types.FinishReason | None = None
    usage: dict[str, Any] | None = None
    empty = True
    while (chunk := await asyncio.wait_for(anext(stream, None), timeout)) is not None:
        if chunk.prompt_feedback and chunk.prompt_feedback.block_reason:
            name = chunk.prompt_feedback.block_reason.name
            raise GeminiError(f"Google declined the request ({name}).")
        usage = used(chunk.usage_metadata) or usage
        candidate = chunk.candidates[0] if chunk.candidates else types.Candidate()
        reason = candidate.finish_reason or reason
        for part in (candidate.content and candidate.content.parts) or []:
            if (piece := to_piece(part)) is not None:
                empty = empty and isinstance(piece, dict)
                yield piece
    if reason not in FINISHED:
        end = f"stopped the answer ({reason.name})" if reason else "broke off the answer"
        raise GeminiError(f"Google {end}.")
    if empty:
        raise GeminiError("Google sent an empty answer; a higher token limit may help.")
    if usage:
        yield {"choices": [], "usage": usage}


def to_piece(part: types.Part) -> str | dict[str, Any] | None:
    """Return what the chat shows of one part of an answer, None for what it does not show."""
    if part.text and part.thought:
        return {"choices": [{"index": 0, "delta": {"reasoning_content": part.text}}]}
    image = part.inline_data
    if image and image.data and (image.mime_type or "").startswith("image/"):
        data = base64.b64encode(image.data).decode()
        return f"\n\n![Generated image](data:{image.mime_type};base64,{data})\n\n"
    return part.text or None


def used(usage: types.GenerateContentResponseUsageMetadata | None) -> dict[str, Any] | None:
    """Return the tokens in OpenAI's names, which the chat shows when hovering over the answer."""
    if usage is None:
        return None
    prompt, total = usage.prompt_token_count or 0, usage.total_token_count or 0
    answer = max(total - prompt, 0)
    return {"prompt_tokens": prompt, "completion_tokens": answer, "total_tokens": total}


def settings(
    body: dict[str, Any], valves: Pipe.Valves, thoughts: bool
) -> types.GenerateContentConfig:
    """Return what the request asks for besides its messages; Google decides the rest."""
    chosen = {name: body[name] for name in SETTINGS if body.get(name) is not None}
    chosen["automatic_function_calling"] = {"disable": True}
    if body.get("max_tokens"):
        chosen["max_output_tokens"] = body["max_tokens"]
    if stop := body.get("stop"):
        chosen["stop_sequences"] = [stop] if isinstance(stop, str) else list(stop)
    if system := system_prompt(body.get("messages") or []):
        chosen["system_instruction"] = system
    if thoughts:
        chosen["thinking_config"] = types.ThinkingConfig(include_thoughts=True)
    if valves.USE_PERMISSIVE_SAFETY:
        chosen["safety_settings"] = [
            types.SafetySetting(category=category, threshold=types.HarmBlockThreshold.BLOCK_NONE)
            for category in HARM_CATEGORIES
        ]
    return types.GenerateContentConfig(**chosen)


def system_prompt(messages: list[dict[str, Any]]) -> str:
    """Return the text of all system messages: Gemini takes it apart from the conversation."""
    systems = [m.get("content") for m in messages if m.get("role") in ("system", "developer")]
    parts = [part for content in systems for part in to_parts(content)]
    return "\n\n".join(part.text for part in parts if part.text)


def to_contents(messages: list[dict[str, Any]]) -> list[types.Content]:
    """Return the conversation in Gemini's form: turns of `user` and `model`, none of them empty."""
    contents: list[types.Content] = []
    for message in messages:
        if message.get("role") in ("system", "developer"):
            continue
        # What a tool answered another model earlier in the chat is something the user brings in.
        role = "model" if message.get("role") == "assistant" else "user"
        parts = to_parts(message.get("content"))
        if contents and contents[-1].role == role:
            contents[-1].parts = [*(contents[-1].parts or []), *parts]
        elif parts:
            contents.append(types.Content(role=role, parts=parts))
    if not contents:
        raise GeminiError("There is no message to answer.")
    return contents


def to_parts(content: Any) -> list[types.Part]:
    """Return the parts of one message; those with neither text nor an image are left out."""
    items = content if isinstance(content, list) else [{"type": "text", "text": content}]
    parts = []
    for item in items:
        if item.get("type") == "text" and item.get("text"):
            parts.append(types.Part(text=str(item["text"])))
        elif item.get("type") == "image_url":
            image = item.get("image_url")
            parts.append(image_part(str(image.get("url") if isinstance(image, dict) else image)))
    return parts


def image_part(url: str) -> types.Part:
    """Return an image as Gemini takes it: the bytes of a data address, or a public address.

    Raises:
        GeminiError: The address is of another kind, or its bytes cannot be read.
    """
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


def explain(error: Exception, timeout: float) -> str:
    """Say in a sentence why there is no answer; never with what may hold the key or an address."""
    if isinstance(error, GeminiError):
        return str(error)
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return f"Google sent nothing for {timeout:g} seconds. Try again later."
    if not isinstance(error, errors.APIError):
        return "The connection to Google broke off. Try again."
    if error.code in (401, 403) or "API key" in (error.message or ""):
        return "Google refused the API key. An administrator can correct it in the valves."
    if error.code == 404:
        return "Google does not know this model, or not for this API key."
    if error.code == 429:
        return "Google's limit for this API key is reached. Try again in a while."
    if error.code >= 500:
        return f"Google has trouble answering ({error.code}). Try again later."
    return f"Google refused the request ({error.code} {error.status})."
