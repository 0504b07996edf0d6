"""Saves components in the real Open WebUI and says what a browser of the administrator is sent.

    python -m tests.components.saving_host DATA < steps.json

Runs in an environment of `tests/conformance/environment.sh`, with the directory of the database as
its argument. A step is `["METHOD", "/route", body]`, or `["dispatch", event]` for an event that
reaches this replica again. The answer is one JSON object for each step: `status` or `error`, the
`events` its administrator was sent over a real websocket, what the Event functions wrote to the
`log`, and the `published` event.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import logging
import sys
from pathlib import Path
from typing import Any

from tests.conformance.probe.host import Host, module

EMAIL = "admin@localhost"
SETTLE_SECONDS = 60


class Log(logging.Handler):
    """Keeps what the functions write."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line, if a function wrote it."""
        if record.name.startswith("function_"):
            self.lines.append(f"{record.levelname} {record.getMessage()}")


class Browser:
    """The administrator's browser: a Socket.IO client that is signed in."""

    def __init__(self) -> None:
        self._client = importlib.import_module("socketio").AsyncClient(reconnection=False)
        self.events: list[Any] = []
        self._client.on("events", handler=self._take)

    async def _take(self, event: Any, *_: Any) -> None:
        self.events.append(event)

    async def open(self, port: int, user_id: str) -> None:
        """Connect as the front end does, with the token that a sign-in gives."""
        claims = {"id": user_id}
        auths = module("models.auths").Auths
        if hasattr(auths, "get_auth_by_id"):  # since 0.12 a token holds its account's stamp
            claims["session_stamp"] = (await auths.get_auth_by_id(user_id)).session_stamp
        auth = {"token": module("utils.auth").create_token(claims)}
        place = {"socketio_path": "/ws/socket.io", "transports": ["websocket"]}
        url = f"http://127.0.0.1:{port}"
        await self._client.connect(url, auth=auth, wait_timeout=SETTLE_SECONDS, **place)
        joined = await self._client.call("user-join", {"auth": auth}, timeout=SETTLE_SECONDS)
        if not joined:
            raise RuntimeError("The host did not let its administrator in")

    async def close(self) -> None:
        """Disconnect."""
        await self._client.disconnect()


async def administrator() -> Any:
    """Return the administrator; an account, because a websocket asks for a password's owner."""
    known = await module("models.users").Users.get_user_by_email(EMAIL)
    if known is not None:
        return known
    return await module("models.auths").Auths.insert_new_auth(EMAIL, "-", "Admin", role="admin")


async def serve() -> tuple[Any, int]:
    """Start the host's socket application; return the server and its port."""
    uvicorn = importlib.import_module("uvicorn")
    config = uvicorn.Config(module("socket.main").app, port=0, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.05)
    return server, server.servers[0].sockets[0].getsockname()[1]


def published_events() -> list[Any]:
    """Return a list to which every event that the host publishes is added."""
    events = module("events")
    seen: list[Any] = []
    real = events.build_event

    def build(*args: Any, **kwargs: Any) -> Any:
        seen.append(real(*args, **kwargs))
        return seen[-1]

    events.build_event = build
    return seen


async def settle() -> None:
    """Wait until every Event function has had the events so far."""

    def running() -> list[Any]:
        tasks = asyncio.all_tasks()
        return [t for t in tasks if "dispatch_event_functions" in str(t.get_coro())]

    while tasks := running():
        await asyncio.wait(tasks, timeout=SETTLE_SECONDS)
    # What was emitted is on its way to the browser.
    await asyncio.sleep(0.2)


async def take(host: Host, step: list[Any], published: list[Any]) -> dict[str, Any]:
    """Take one step and say how it went."""
    if step[0] == "dispatch":
        events = module("events")
        await events.dispatch_event_functions(host.app, events.Event(**step[1]), host.request())
        await settle()
        return {}
    method, route, body = step
    answer, error = await host.http(method, route, body)
    await settle()
    event = published[-1].model_dump() if published else None
    return {"error": error, "published": event} if answer is None else {"published": event}


async def main() -> None:
    """Take the steps."""
    host = Host(Path(sys.argv[1]))
    host.user = await administrator()
    log, browser, published = Log(), Browser(), published_events()
    logging.getLogger().addHandler(log)
    logging.getLogger().setLevel(logging.INFO)
    server, port = await serve()
    await browser.open(port, host.user.id)
    for step in json.load(sys.stdin):
        published.clear()
        result = await take(host, step, published)
        result |= {"events": list(browser.events), "log": list(log.lines)}
        browser.events.clear()
        log.lines.clear()
        print(f"RESULT {json.dumps(result)}")
    await browser.close()
    server.should_exit = True


if __name__ == "__main__":
    asyncio.run(main())
