"""A server on this machine that answers as a real Open WebUI 0.12.4 did (`record.py`), or worse."""

from __future__ import annotations

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

from tests.harness import ROOT

ANSWERS = json.loads(Path(__file__).with_name("answers.json").read_text(encoding="utf-8"))
FIXTURES = Path(__file__).with_name("fixtures")
ADMIN, USER = "sk-administrator", "sk-some-user"


class Handler(BaseHTTPRequestHandler):
    """Answers GET with what was recorded, by path and key, and notes what was asked."""

    asked: ClassVar[list[tuple[str, str, str | None]]] = []

    def do_GET(self) -> None:
        key = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        type(self).asked.append((self.command, self.path, key or None))
        self.answer(self.path, {ADMIN: "admin", USER: "user", "": "none"}.get(key, "wrong"))

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815

    def answer(self, path: str, who: str) -> None:
        recorded = ANSWERS.get(path, {})
        status, said = (
            recorded.get(who) or recorded.get("anybody") or (404, {"detail": "Not Found"})
        )
        self.send(status, json.dumps(whole(said)).encode())

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""


def whole(said: Any) -> Any:
    """Put the texts back that the record leaves to the repository."""
    if not isinstance(said, list):
        return said
    texts = [(ROOT / entry["content"]["file"]).read_text(encoding="utf-8") for entry in said]
    return [{**entry, "content": text} for entry, text in zip(said, texts, strict=True)]


class Few(Handler):
    """Has only what is wrong installed, which is linted sooner."""

    def send(self, status: int, body: bytes, **headers: str) -> None:
        said = json.loads(body or b"null")
        if isinstance(said, list):
            said = [entry for entry in said if (FIXTURES / f"{entry['id']}.py").exists()]
            body = json.dumps(said).encode()
        super().send(status, body, **headers)


class Half(Handler):
    """Breaks off in the middle of the functions."""

    def answer(self, path: str, who: str) -> None:
        if "functions" not in path:
            super().answer(path, who)
            return
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b'[{"id": "a", "content": "')


class NotJson(Handler):
    """Has a proxy in front that answers everything but the configuration with a page."""

    def answer(self, path: str, who: str) -> None:
        if path == "/api/config":
            super().answer(path, who)
        else:
            self.send(200, b"<html>Sign in</html>")


class OtherThings(NotJson):
    """Gives a list, but not one of components."""

    def answer(self, path: str, who: str) -> None:
        if path == "/api/config":
            super().answer(path, who)
        else:
            self.send(200, b'[{"id": "a"}]')


class Ollama(Handler):
    """Another program, which has a version too."""

    def answer(self, path: str, who: str) -> None:
        self.send(*((200, b'{"version": "0.5.1"}') if path == "/api/version" else (404, b"")))


class Drip(Handler):
    """Sends a byte now and then, so that no socket waits for long."""

    def answer(self, path: str, who: str) -> None:
        if path == "/api/config":
            super().answer(path, who)
            return
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        for _ in range(200):
            time.sleep(0.1)
            self.wfile.write(b" ")
            self.wfile.flush()


class Mirror(Handler):
    """Repeats the key that it refuses."""

    def answer(self, path: str, who: str) -> None:
        if path == "/api/config":
            super().answer(path, who)
        else:
            said = {"detail": f"unknown\n{self.headers['Authorization']}\x1b[31m"}
            self.send(401, json.dumps(said).encode())


def redirecting(target: str, *, first: str = "/api/config") -> type[Handler]:
    """Make a server that sends requests to another one, from a path on."""

    class Redirect(Handler):
        asked: ClassVar[list[tuple[str, str, str | None]]] = []

        def answer(self, path: str, who: str) -> None:
            if path.startswith(first):
                self.send(302, b"", Location=target + path)
            else:
                super().answer(path, who)

    return Redirect


@contextmanager
def serving(handler: type[Handler], context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1; the value is the address."""
    handler.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield f"{'https' if context else 'http'}://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
