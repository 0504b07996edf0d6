"""Two Pipelines servers with one client: the real one, and one written from its contract.

`RealServer` starts open-webui/pipelines from a checkout (`OWUI_PIPELINES`). `ContractServer` does
in this process what that server's `main.py` (26b8f20) does with a pipeline: lines 199-211 (valves),
231 (`on_startup`), 512-530 (valves), 570-584 (valves update), 669-800 (answers). Both speak HTTP,
so that a test runs against either.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import AsyncIterator, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.components.server_thread import ServerThread

KEY = "test-key"
without_checkout = pytest.mark.skipif(
    not os.environ.get("OWUI_PIPELINES"),
    reason="OWUI_PIPELINES names no checkout of open-webui/pipelines",
)
KINDS = ["contract", pytest.param("real", marks=without_checkout)]
"""The servers that a test runs against; the real one when a checkout of it is at hand."""
ROOT = Path(__file__).resolve().parents[2]
COMPONENTS = ROOT / "components"


_THREADS = 40
"""Worker threads of the real server: the default of the library under it."""


@dataclass
class Reply:
    """An answer as Open WebUI reads it.

    Source: `utils/middleware.py` of Open WebUI 0.12.4: an `event` goes to the emitter, a `content`
    into the message, `finish_reason` and `[DONE]` end it, what is no JSON is left out.
    """

    text: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    finished: bool = False
    seconds: float = 0.0

    @property
    def statuses(self) -> list[str]:
        """The descriptions of the statuses, in order."""
        return [e["data"]["description"] for e in self.events if e["type"] == "status"]

    @property
    def settled(self) -> bool:
        """Whether the last status, and no other, says that all is done."""
        done = [e["data"]["done"] for e in self.events if e["type"] == "status"]
        return done == [False] * (len(done) - 1) + [True]

    def read(self, line: str) -> None:
        """Take in one line of a streamed answer."""
        if not line.startswith("data:"):
            return
        try:
            item = json.loads(line.removeprefix("data:"))
        except ValueError:
            return
        if "event" in item:
            self.events.append(item["event"])
            return
        choice = item["choices"][0]
        self.text += choice["delta"].get("content") or ""
        self.finished = self.finished or choice.get("finish_reason") == "stop"


class Server:
    """The client's side: what Open WebUI asks of a Pipelines server."""

    url = ""

    def set_valves(self, pipeline: str, **values: Any) -> dict[str, Any]:
        """Save valves as the Pipelines page does; values not given fall back to the defaults."""
        return dict(self._json(f"/{pipeline}/valves/update", values))

    def spec(self, pipeline: str) -> dict[str, Any]:
        """Return the schema from which the Pipelines page is drawn."""
        return dict(self._json(f"/{pipeline}/valves/spec"))

    def valves(self, pipeline: str) -> dict[str, Any]:
        """Return the valves, as the server tells them to whoever asks: it wants no key for them."""
        with urllib.request.urlopen(f"{self.url}/{pipeline}/valves", timeout=30) as response:
            return dict(json.load(response))

    def models(self) -> dict[str, str]:
        """Return the names of the listed pipelines, by id."""
        return {model["id"]: model["name"] for model in self._json("/models")["data"]}

    def _json(self, path: str, payload: Any = None) -> Any:
        request = urllib.request.Request(
            self.url + path,
            data=None if payload is None else json.dumps(payload).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {KEY}"},
        )
        with urllib.request.urlopen(request, timeout=30) as response:
            return json.load(response)

    def ask(self, pipeline: str, question: str | None, **options: Any) -> Reply:
        """Ask one question and wait for the answer; see `chat` for the options."""

        async def one() -> Reply:
            async with aiohttp.ClientSession() as session:
                return await self.chat(session, pipeline, question, **options)

        return asyncio.run(asyncio.wait_for(one(), 60))

    async def chat(
        self,
        session: aiohttp.ClientSession,
        pipeline: str,
        question: str | None,
        *,
        history: Sequence[Mapping[str, Any]] = (),
        **body: Any,
    ) -> Reply:
        """Ask as the chat does: the history and the question (none: the history alone).

        `stream` is on unless the body says otherwise; `user` is added as Open WebUI adds it.
        """
        asked = [] if question is None else [{"role": "user", "content": question}]
        user = {"id": "u1", "name": "User", "email": "u1@localhost", "role": "user"}
        messages = [*history, *asked]
        payload = {"model": pipeline, "messages": messages, "stream": True, "user": user, **body}
        reply = Reply()
        started = time.monotonic()
        async with session.post(f"{self.url}/chat/completions", json=payload) as response:
            response.raise_for_status()
            if payload["stream"]:
                async for line in response.content:
                    reply.read(line.decode())
            else:
                choice = (await response.json())["choices"][0]
                reply.text = choice["message"]["content"]
                reply.finished = choice["finish_reason"] == "stop"
        reply.seconds = time.monotonic() - started
        return reply


class RealServer(Server):
    """The server of open-webui/pipelines, from a checkout; a context manager."""

    def __init__(self, checkout: Path, pipelines: Sequence[str], place: Path) -> None:
        self._checkout = checkout
        self._directory = place / "pipelines"
        self._log = place / "server.log"
        self._directory.mkdir(parents=True)
        for name in pipelines:
            shutil.copy(COMPONENTS / name, self._directory)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> RealServer:
        python = interpreter()
        environment = {
            **os.environ,
            "PIPELINES_DIR": str(self._directory),
            "PIPELINES_API_KEY": KEY,
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [str(python), "-m", "uvicorn", "main:app", "--host", "127.0.0.1"]
        self._process = subprocess.Popen(
            [*command, "--port", str(self._port)],
            cwd=self._checkout,
            env=environment,
            stdout=self._log.open("wb"),
            stderr=subprocess.STDOUT,
        )
        self._wait()
        return self

    def _wait(self) -> None:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(self.url, timeout=1).close()
                return
            time.sleep(0.2)
        self.__exit__()
        raise RuntimeError(f"The Pipelines server did not start:\n{self.log}")

    def __exit__(self, *exception: object) -> None:
        self._process.terminate()
        self._process.wait(10)

    @property
    def log(self) -> str:
        """What the server wrote so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")


def interpreter() -> Path:
    """Return an interpreter with the server's requirements; the conformance script makes it.

    One that `OWUI_PIPELINES_PYTHON` names is used instead, as it is.
    """
    if given := os.environ.get("OWUI_PIPELINES_PYTHON"):
        return Path(given)
    place = ROOT / ".conformance" / "pipelines"
    script = ROOT / "tests" / "conformance" / "environment.sh"
    subprocess.run(["bash", str(script), "pipelines", str(place)], check=True)
    return place / "bin" / "python"


class ContractServer(ServerThread, Server):
    """The contract of the Pipelines server, served from this process; a context manager."""

    def __init__(self, pipelines: Sequence[str]) -> None:
        self.loaded = {Path(name).stem: load(COMPONENTS / name) for name in pipelines}
        super().__init__()

    async def _run(self) -> None:
        # As many threads as the real server has for `pipe` (anyio's 40), not as this machine has processors.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_THREADS))
        for pipeline in self.loaded.values():
            await _hook(pipeline, "on_startup")
        app = web.Application()
        app.router.add_get("/models", self._models)
        app.router.add_get("/{pipeline}/valves", self._valves)
        app.router.add_get("/{pipeline}/valves/spec", self._spec)
        app.router.add_post("/{pipeline}/valves/update", self._update)
        app.router.add_post("/chat/completions", self._complete)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()
        for pipeline in self.loaded.values():
            await _hook(pipeline, "on_shutdown")

    async def _models(self, request: web.Request) -> web.Response:
        listed = {stem: getattr(p, "name", stem) for stem, p in self.loaded.items()}
        # A `type` other than manifold or filter hides a pipeline (main.py:52-109).
        visible = {stem for stem, p in self.loaded.items() if not hasattr(p, "type")}
        data = [{"id": stem, "name": listed[stem]} for stem in listed if stem in visible]
        return web.json_response({"data": data})

    async def _valves(self, request: web.Request) -> web.Response:
        pipeline = self.loaded[request.match_info["pipeline"]]
        return web.json_response(pipeline.valves.model_dump())

    async def _spec(self, request: web.Request) -> web.Response:
        pipeline = self.loaded[request.match_info["pipeline"]]
        return web.json_response(pipeline.valves.model_json_schema())

    async def _update(self, request: web.Request) -> web.Response:
        pipeline = self.loaded[request.match_info["pipeline"]]
        pipeline.valves = pipeline.valves.__class__(**await request.json())
        await _hook(pipeline, "on_valves_updated")
        return web.json_response(json.loads(json.dumps(pipeline.valves.model_dump())))

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        pipe = self.loaded[body["model"]].pipe
        arguments = {
            "user_message": _last_question(body["messages"]),
            "model_id": body["model"],
            "messages": [dict(message) for message in body["messages"]],
            "body": body,
        }
        if not body["stream"]:
            text = await asyncio.to_thread(lambda: _whole(pipe(**arguments)))
            message = {"role": "assistant", "content": text}
            return web.json_response({"choices": [{"message": message, "finish_reason": "stop"}]})
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        result = await asyncio.to_thread(lambda: pipe(**arguments))
        async for line in _lines(result):
            await response.write(f"{line}\n\n".encode())
        return response


def serving(kind: str, pipeline: str, place: Path) -> RealServer | ContractServer:
    """Return a server of one of `KINDS` with one pipeline, to be entered."""
    if kind == "contract":
        return ContractServer([pipeline])
    return RealServer(Path(os.environ["OWUI_PIPELINES"]), [pipeline], place)


def log_of(server: Server, caplog: pytest.LogCaptureFixture) -> str:
    """Return what a server wrote to its log so far; the contract's is this process's."""
    return server.log if isinstance(server, RealServer) else caplog.text


def load(path: Path) -> Any:
    """Load a pipeline file and return its instance, with its valves validated anew."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pipeline = module.Pipeline()
    pipeline.valves = pipeline.valves.__class__(**pipeline.valves.model_dump())
    return pipeline


async def _hook(pipeline: Any, name: str) -> None:
    if hasattr(pipeline, name):
        await getattr(pipeline, name)()


def _last_question(messages: list[dict[str, Any]]) -> Any:
    for message in reversed(messages):
        if message["role"] == "user":
            content = message["content"]
            parts = content if isinstance(content, list) else []
            return next((part["text"] for part in parts if part["type"] == "text"), content)
    return None


def _whole(result: Any) -> str:
    # Events included: the server joins whatever a generator yields (main.py:770-775).
    return "".join(map(str, result)) if isinstance(result, Generator) else str(result)


async def _lines(result: Any) -> AsyncIterator[str]:
    """Yield the lines of a stream; each step of a generator may run in another thread."""
    if isinstance(result, str):
        yield _chunk({"content": result})
    if isinstance(result, Iterator):
        end = object()
        while (item := await asyncio.to_thread(next, result, end)) is not end:
            line = f"data: {json.dumps(item)}" if isinstance(item, dict) else item
            # A text that looks like a line of the stream is passed on as one.
            passed = isinstance(line, str) and line.startswith("data:")
            yield str(line) if passed else _chunk({"content": line})
    if isinstance(result, (str, Generator)):
        yield _chunk({}, finish_reason="stop")
        yield "data: [DONE]"


def _chunk(delta: dict[str, Any], finish_reason: str | None = None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return f"data: {json.dumps({'choices': [choice]})}"
