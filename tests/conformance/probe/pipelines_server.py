"""The real Pipelines server of a checkout of open-webui/pipelines, asked over its own routes.

A pipeline lies in the server's directory when it starts, as a volume of its container does; a
started server is then sent what Open WebUI sends: the list of models, chats, filter calls and the
settings page. Source: `main.py` of that repository.
"""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from tests.conformance.probe.entries import answered, streamed_lines, unusable
from tests.conformance.probe.facts import Facts, Spy, said
from tests.conformance.probe.installed import filled

ENTRIES = ("pipe", "inlet", "outlet")


def start(checkout: Path) -> Callable[[dict[str, Any]], Coroutine[Any, Any, Facts]]:
    """Import the server; returns what examines one pipeline.

    Raises:
        ImportError: `checkout` is no Pipelines server, or this is not its environment
    """
    os.environ.update(PIPELINES_DIR=tempfile.gettempdir(), GLOBAL_LOG_LEVEL="CRITICAL")
    sys.path.insert(0, str(checkout))
    main = importlib.import_module("main")

    async def examine(job: dict[str, Any]) -> Facts:
        with tempfile.TemporaryDirectory(prefix="pipelines-") as directory:
            return await Server(main, Path(directory)).examine(job["text"])

    return examine


class Server:
    """One start of the server with one pipeline in its directory."""

    def __init__(self, main: Any, directory: Path) -> None:
        self.main, self.directory = main, directory
        main.PIPELINES_DIR = str(directory)
        self.facts = Facts()
        self.printed: list[Any] = []
        main.print = lambda *words, **_: self.printed.extend(words)
        read = importlib.import_module("pip._internal.req.constructors").install_req_from_line

        def check_call(command: list[str]) -> None:
            self.facts.requirements.append(command[-1])
            read(command[-1])

        main.subprocess = type("Subprocess", (), {"check_call": staticmethod(check_call)})

    async def examine(self, text: str) -> Facts:
        """Start, list, chat, filter, configure and stop."""
        facts, main = self.facts, self.main
        file = self.directory / "probe.py"
        file.write_text(text, encoding="utf-8")
        if text.startswith('"""'):
            facts.header = main.parse_frontmatter(text[3 : text.find('"""', 3)])
        try:
            await main.on_startup()
        except Exception as error:
            facts.error = f"the server does not start: {said(error)}"
            return facts
        if not main.PIPELINE_MODULES:
            errors = [word for word in self.printed if isinstance(word, Exception)]
            facts.error = said(errors[0]) if errors else "not loaded"
            return facts
        facts.loads, facts.kind, facts.classes = True, "pipeline", ["Pipeline"]
        await self._use(next(iter(main.PIPELINE_MODULES)))
        try:
            await main.on_shutdown()
        except Exception as error:
            facts.list_error = facts.list_error or f"on_shutdown: {said(error)}"
        return facts

    async def _use(self, ident: str) -> None:
        """Do with a loaded pipeline what Open WebUI does."""
        facts, main = self.facts, self.main
        models, error = await self._http("GET", "/v1/models")
        if error:
            facts.list_error = error
        else:
            facts.listed = [model["id"] for model in models["data"]]
        pipeline = main.PIPELINE_MODULES[ident]
        plain = [
            model["id"]
            for model in (models or {}).get("data", [])
            if model["pipeline"]["type"] != "filter"
        ]
        if plain:
            await self._chat(pipeline, plain[0])
        for hook in ("inlet", "outlet"):
            if hasattr(pipeline, hook):
                await self._filter(pipeline, ident, hook)
        if hasattr(pipeline, "valves"):
            facts.valves = await self._settings(ident)

    async def _chat(self, pipeline: Any, model: str) -> None:
        messages = [{"role": "user", "content": "hi"}]
        for stream, name in ((True, "pipe"), (False, "pipe (not streaming)")):
            if not callable(getattr(pipeline, "pipe", None)):
                self.facts.entries[name] = unusable(None)
                continue
            spy = watch(pipeline, "pipe")
            body = {"model": model, "messages": messages, "stream": stream}
            answer, error = await self._http("POST", "/v1/chat/completions", body)
            shown = None
            if not error:
                shown = streamed_lines(answer.splitlines()) if stream else answered(answer)
            self.facts.entries[name] = spy.report(error, shown)
            pipeline.pipe = spy.entry

    async def _filter(self, pipeline: Any, ident: str, hook: str) -> None:
        spy = watch(pipeline, hook)
        body = {"body": {"model": "m1", "messages": []}, "user": {"id": "u1", "name": "Admin"}}
        _, error = await self._http("POST", f"/v1/{ident}/filter/{hook}", body)
        self.facts.entries[hook] = spy.report(error)

    async def _settings(self, ident: str) -> dict[str, Any]:
        spec, error = await self._http("GET", f"/v1/{ident}/valves/spec")
        if error:
            return {"error": f"spec: {error}"}
        page: dict[str, Any] = {"fields": sorted(spec.get("properties", {})), "on_instance": True}
        _, error = await self._http("POST", f"/v1/{ident}/valves/update", filled(spec))
        return {**page, "error": f"update: {error}"} if error else page

    async def _http(self, method: str, path: str, body: Any = None) -> tuple[Any, str | None]:
        """Call a route with the server's key; returns its answer, or why there is none."""
        httpx = importlib.import_module("httpx")
        transport = httpx.ASGITransport(app=self.main.app)
        key = {"Authorization": f"Bearer {self.main.API_KEY}"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://probe", headers=key, trust_env=False
        ) as client:
            try:
                answer = await asyncio.wait_for(client.request(method, path, json=body), 10)
            except Exception as error:
                return None, said(error)
        if answer.status_code != 200:
            return None, said(f"HTTP {answer.status_code}: {answer.text}")
        stream = answer.headers["content-type"].startswith("text/event-stream")
        return (answer.text if stream else answer.json()), None


def watch(pipeline: Any, name: str) -> Spy:
    """Put a spy before an entry point of the pipeline."""
    spy = Spy(getattr(pipeline, name))
    setattr(pipeline, name, spy.stand_in())
    return spy
