"""Chatting with the Gemini pipe in a test: a local server and a freshly loaded pipe for each."""

from __future__ import annotations

import base64
import json
from collections.abc import Awaitable, Callable
from typing import Any

from tests.components.gemini_server import KEY, PNG, GeminiServer, gemini_server
from tests.components.host import Client, Component, load, pieces, run

DATA_URL = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
Test = Callable[[GeminiServer, Component, dict[str, Any]], Awaitable[Any]]


def with_server(test: Test) -> Any:
    """Run a test's coroutine with a server, a freshly loaded pipe, and valves that join them."""

    async def go() -> Any:
        async with gemini_server() as server:
            pipe = load("gemini_manifold_pipe.py")
            valves = {"GOOGLE_API_KEY": KEY, "API_BASE_URL": server.url}
            return await test(server, pipe, valves)

    return run(go())


def chat(model: str, content: Any = "Hello", *, stream: bool = True, **more: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": content}]
    return {"model": f"any_id.{model}", "messages": messages, "stream": stream, **more}


def ask(body: dict[str, Any], **options: Any) -> tuple[list[Any], Client, GeminiServer]:
    """Send one chat; return the answer's pieces, the browser and the server."""
    client = Client()
    extra_valves = options.pop("valves", {})

    async def test(
        server: GeminiServer, pipe: Component, valves: dict[str, Any]
    ) -> tuple[list[Any], Client, GeminiServer]:
        valves = {**valves, **extra_valves}
        answer = await pipe.call("pipe", body, client=client, valves=valves, **options)
        return await pieces(answer), client, server

    result: tuple[list[Any], Client, GeminiServer] = with_server(test)
    return result


def text(answer: list[Any]) -> str:
    """Return the text of an answer, which never comes as a `str`: see `test_no_text_is_obeyed`."""
    assert not [piece for piece in answer if isinstance(piece, str)]
    choices = [choice for piece in answer for choice in piece.get("choices", [])]
    deltas = [choice.get("delta") or choice.get("message") or {} for choice in choices]
    return "".join(delta.get("content", "") for delta in deltas)


def error(answer: list[Any]) -> str:
    """Return the one error of an answer, which has to be its last piece and hide all secrets."""
    assert [i for i, p in enumerate(answer) if isinstance(p, dict) and "error" in p] == [
        len(answer) - 1
    ]
    assert KEY not in json.dumps(answer)
    detail: str = answer[-1]["error"]["detail"]
    return detail
