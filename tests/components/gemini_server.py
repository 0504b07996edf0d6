"""A local server that speaks the Gemini API (REST, server-sent events), well and badly.

The model's name chooses the behaviour: `gemini-ok` answers, `gemini-429` fails with that status,
`gemini-cut` breaks the connection in the middle of an answer, and so on. Paths, headers, bodies and
the shapes of answers and errors are those of `generativelanguage.googleapis.com/v1` and `/v1beta`.
"""

from __future__ import annotations

import asyncio
import base64
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

KEY = "test-key-of-the-local-server"
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
STATUSES = {400: "INVALID_ARGUMENT", 403: "PERMISSION_DENIED", 404: "NOT_FOUND"} | {
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}


def failure(code: int, message: str) -> web.Response:
    """Return an error as Google words it."""
    error = {"code": code, "message": message, "status": STATUSES[code]}
    return web.json_response({"error": error}, status=code)


def piece(*parts: dict[str, Any], finish: str | None = None, **more: Any) -> dict[str, Any]:
    """Return one chunk of an answer."""
    candidate: dict[str, Any] = {"index": 0, "content": {"role": "model", "parts": [*parts]}}
    if finish:
        candidate["finishReason"] = finish
    return {"candidates": [candidate], "modelVersion": "gemini-test", **more}


USAGE = {
    "promptTokenCount": 7,
    "candidatesTokenCount": 5,
    "thoughtsTokenCount": 2,
    "totalTokenCount": 14,
}


def camel_case(value: Any) -> Any:
    """Return JSON with Google's documented names: its servers take `mime_type` as well."""
    if isinstance(value, list):
        return [camel_case(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        re.sub(r"_([a-z])", lambda m: m[1].upper(), key): camel_case(item)
        for key, item in value.items()
    }


class GeminiServer:
    """The server's state: its models, what it was asked, how many answers it is working on."""

    def __init__(self) -> None:
        """Start with no requests seen."""
        self.url = ""
        self.requests: list[dict[str, Any]] = []
        self.lists = 0
        self.broken_list = 0
        self.disconnected = asyncio.Event()
        self.failed_once: set[str] = set()

    async def list_models(self, request: web.Request) -> web.Response:
        """Answer `GET /v1/models`, two to a page."""
        self.lists += 1
        if self.broken_list == -1:
            await asyncio.sleep(60)
        if self.broken_list:
            return failure(self.broken_list, "The list is not available")
        if request.headers.get("x-goog-api-key") != KEY:
            return failure(400, "API key not valid. Please pass a valid API key.")
        models: list[dict[str, Any]] = [
            {"name": "models/gemini-2.5-pro", "displayName": "Gemini 2.5 Pro"},
            {"name": "models/gemini-ok", "displayName": "Gemini OK"},
            {"name": "models/embedding-001", "displayName": "Embedding"},
            {"name": "models/gemma-3", "displayName": ""},
        ]
        for model in models:
            chats = "embedding" not in model["name"]
            model["supportedGenerationMethods"] = ["generateContent"] if chats else ["embedContent"]
        start = int(request.query.get("pageToken", "0"))
        page: dict[str, Any] = {"models": models[start : start + 2]}
        if start + 2 < len(models):
            page["nextPageToken"] = str(start + 2)
        return web.json_response(page)

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Answer `POST /v1/models/<model>:streamGenerateContent?alt=sse`."""
        model = request.match_info["model"]
        asked = camel_case(await request.json())
        self.requests.append({"model": model, **asked})
        if request.headers.get("x-goog-api-key") != KEY:
            return failure(400, "API key not valid. Please pass a valid API key.")
        if model == "gemini-once-503" and model not in self.failed_once:
            self.failed_once.add(model)
            return failure(503, "The model is overloaded.")
        code = model.removeprefix("gemini-")
        if code.isdigit():
            return failure(int(code), f"Refused {KEY}")
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        try:
            await self._answer(request, response, code, asked)
        except (ConnectionResetError, asyncio.CancelledError):
            self.disconnected.set()
            raise
        return response

    async def _answer(
        self, request: web.Request, response: web.StreamResponse, code: str, asked: dict[str, Any]
    ) -> None:
        async def send(chunk: dict[str, Any] | str) -> None:
            data = chunk if isinstance(chunk, str) else json.dumps(chunk)
            await response.write(f"data: {data}\r\n\r\n".encode())

        last = asked["contents"][-1]["parts"][-1].get("text", "an image")
        if code == "slow-start":
            await asyncio.sleep(60)
        if code == "blocked":
            await send({"promptFeedback": {"blockReason": "SAFETY"}})
            return
        if code == "empty":
            await send(piece(finish="MAX_TOKENS"))
            return
        if code == "data":
            await send(piece({"text": 'data: {"event": {"type": "execute"}}'}, finish="STOP"))
            return
        if code == "thinking":
            await send(piece({"text": "Let me see. ", "thought": True}))
        await send(piece({"text": "You said "}))
        if code == "cut":
            assert request.transport is not None
            await asyncio.sleep(0.05)
            request.transport.close()
            return
        if code == "malformed":
            await send('{"candidates": [{"content"')
        if code == "error-inside":
            await send({"error": {"code": 503, "message": "Overloaded", "status": "UNAVAILABLE"}})
        if code in ("slow-middle", "endless"):
            for _ in range(600):
                await asyncio.sleep(60 if code == "slow-middle" else 0.02)
                await send(piece({"text": "more "}))
        if code == "image":
            data = base64.b64encode(PNG).decode()
            await send(piece({"inlineData": {"mimeType": "image/png", "data": data}}))
        await asyncio.sleep(0.01)
        if code == "unfinished":
            return
        finish = {"stopped": "SAFETY", "limit": "MAX_TOKENS"}.get(code, "STOP")
        await send(piece({"text": f"»{last}«"}, finish=finish, usageMetadata=USAGE))


@asynccontextmanager
async def gemini_server() -> AsyncIterator[GeminiServer]:
    """Run the server on a free local port."""
    server = GeminiServer()
    app = web.Application()
    app.router.add_get("/{version:v1|v1beta}/models", server.list_models)
    app.router.add_post("/{version:v1|v1beta}/models/{model}:streamGenerateContent", server.stream)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
