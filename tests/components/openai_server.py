"""A local OpenAI-compatible provider, with models that answer, stall, fail and lie.

    with OpenAIServer({"good": says("Paris"), "slow": hangs()}) as provider:
        ...  # provider.url is the base URL; provider.asked holds the requests of each model

It speaks `GET /models` and `POST /chat/completions`, streamed and not, over a real socket, on an
event loop in a thread of its own, so that tests without a loop and other processes can use it.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from aiohttp import web

from tests.components.server_thread import ServerThread

Behaviour = Callable[[web.Request, dict[str, Any]], Awaitable[web.StreamResponse]]
"""What one model does with a request and its body."""

STALL_SECONDS = 60.0


def last_words(body: Mapping[str, Any]) -> str:
    """Return the content of the last message."""
    return str(body["messages"][-1]["content"])


def says(text: str | Callable[[Mapping[str, Any]], str], delay: float = 0.0) -> Behaviour:
    """Answer with a text (or what `text` makes of the body) after `delay` seconds."""

    async def behave(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        await asyncio.sleep(delay)
        answer = text if isinstance(text, str) else text(body)
        if body.get("stream"):
            return await _stream(request, answer, complete=True)
        return web.json_response({"choices": [{"message": {"content": answer}}]})

    return behave


def hangs() -> Behaviour:
    """Accept the request and never answer it."""

    async def behave(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        await asyncio.sleep(STALL_SECONDS)
        return web.Response(status=504)

    return behave


def stalls(text: str) -> Behaviour:
    """Stream a text, then stay silent with the connection open."""

    async def behave(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        response = await _stream(request, text, complete=False)
        await asyncio.sleep(STALL_SECONDS)
        return response

    return behave


def keeps_alive() -> Behaviour:
    """Send comments, which keep a connection alive, and never a word."""
    return _again_and_again(": still working")


def rambles(word: str = "more ") -> Behaviour:
    """Stream one word again and again, without an end."""
    return _again_and_again(f"data: {json.dumps({'choices': [{'delta': {'content': word}}]})}")


def _again_and_again(line: str) -> Behaviour:
    async def behave(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        for _ in range(int(STALL_SECONDS * 20)):
            await response.write(f"{line}\n\n".encode())
            await asyncio.sleep(0.05)
        return response

    return behave


def refuses_tools(text: str) -> Behaviour:
    """Answer, unless the conversation holds tool results without their calls, as OpenAI does."""

    async def behave(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        called: set[str] = set()
        for message in body["messages"]:
            called |= {call["id"] for call in message.get("tool_calls") or []}
            if message["role"] == "tool" and message.get("tool_call_id") not in called:
                complaint = "messages with role 'tool' must follow 'tool_calls'"
                return web.json_response({"error": {"message": complaint}}, status=400)
        return await _stream(request, text, complete=True)

    return behave


def breaks_off(text: str) -> Behaviour:
    """Stream a text, then drop the connection in the middle of the answer."""

    async def behave(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        response = await _stream(request, text, complete=False)
        assert request.transport is not None
        request.transport.close()
        return response

    return behave


def sends(payload: Any, status: int = 200, content_type: str = "application/json") -> Behaviour:
    """Answer every request with the same payload: JSON, or text as it is."""

    async def behave(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        text = payload if isinstance(payload, str) else json.dumps(payload)
        return web.Response(text=text, status=status, content_type=content_type)

    return behave


async def _stream(request: web.Request, text: str, complete: bool) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
    await response.prepare(request)
    first, *others = text.split(" ")
    for piece in (first, *(f" {word}" for word in others)):
        chunk = {"choices": [{"delta": {"content": piece}}]}
        line = f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n"
        await response.write(line.encode())
    if complete:
        await response.write(b'data: {"choices": [], "usage": {}}\n\ndata: [DONE]\n\n')
        await response.write_eof()
    return response


class OpenAIServer(ServerThread):
    """The provider; a context manager.

    Attributes:
        url: Base URL, with `/v1`.
        models: What each model does, by id; may be changed while it runs.
        listing: Answers `GET /models`; lists `models` unless given.
        asked: The bodies each model was sent, by model id.
        keys: The `Authorization` headers seen.
        busiest: The most completions that ran at one time.
    """

    def __init__(self, models: Mapping[str, Behaviour], listing: Behaviour | None = None) -> None:
        self.models = dict(models)
        self.listing = listing
        self.asked: dict[str, list[dict[str, Any]]] = defaultdict(list)
        self.keys: list[str | None] = []
        self.busiest = 0
        self.url = ""
        self._running = 0
        super().__init__()

    async def _run(self) -> None:
        app = web.Application(client_max_size=2**24)
        app.router.add_get("/v1/models", self._list)
        app.router.add_post("/v1/chat/completions", self._complete)
        # Handlers that stall must not hold up the end of a test.
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/v1"
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()
        stalled = asyncio.all_tasks() - {asyncio.current_task()}
        for task in stalled:
            task.cancel()
        await asyncio.gather(*stalled, return_exceptions=True)

    async def _list(self, request: web.Request) -> web.StreamResponse:
        self.keys.append(request.headers.get("Authorization"))
        if self.listing is not None:
            return await self.listing(request, {})
        return web.json_response({"data": [{"id": name} for name in self.models]})

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.keys.append(request.headers.get("Authorization"))
        self.asked[body["model"]].append(body)
        behave = self.models.get(body["model"])
        if behave is None:
            return web.json_response({"error": {"message": "no such model"}}, status=404)
        self._running += 1
        self.busiest = max(self.busiest, self._running)
        try:
            return await behave(request, body)
        finally:
            self._running -= 1
