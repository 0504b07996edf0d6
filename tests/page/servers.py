"""What the page talks to besides Open WebUI, on this machine: a model, a wiki, the components' files."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

COMPONENTS = Path(__file__).resolve().parents[2] / "components"
CALL = {
    "index": 0,
    "id": "call_1",
    "type": "function",
    "function": {"name": "look_up", "arguments": json.dumps({"subject": "Ada Lovelace"})},
}


class Handler(BaseHTTPRequestHandler):
    """Answers as an OpenAI-compatible provider, as a MediaWiki, and with the components' texts."""

    def log_message(self, *_: Any) -> None:
        """Keep quiet."""

    def do_GET(self) -> None:
        """Answer the list of models, the wiki's query, or a component."""
        address = urlsplit(self.path)
        if address.path == "/v1/models":
            self._json({"data": [{"id": "parrot", "object": "model"}]})
        elif address.path.startswith("/wiki"):
            title = parse_qs(address.query)["gsrsearch"][0]
            url = f"https://en.wikipedia.org/wiki/{title.replace(' ', '_')}"
            text = f"{title} wrote the first program that was meant for a machine."
            self._json({"query": {"pages": [{"title": title, "fullurl": url, "extract": text}]}})
        else:
            self._send((COMPONENTS / Path(address.path).name).read_bytes(), "text/plain")

    def do_POST(self) -> None:
        """Answer a chat: call the tool when there is one and it has not been called yet."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        last = body["messages"][-1]
        words = str(last["content"])
        tools = {tool["function"]["name"] for tool in body.get("tools") or []}
        delta: dict[str, Any] = {"content": f"You said: {words}"}
        if last["role"] == "tool":
            delta = {"content": "She wrote the first program that was meant for a machine."}
        elif "look_up" in tools and "Look up" in words:
            delta = {"tool_calls": [CALL]}
        elif not body.get("stream"):
            delta = {"content": '{"title": "A chat", "tags": [], "follow_ups": []}'}
        choice = {"index": 0, "finish_reason": "tool_calls" if "tool_calls" in delta else "stop"}
        if not body.get("stream"):
            self._json({"choices": [{**choice, "message": {"role": "assistant", **delta}}]})
            return
        lines = [{"choices": [{"index": 0, "delta": {"role": "assistant", **delta}}]}]
        lines += [{"choices": [{**choice, "delta": {}}]}]
        text = "".join(f"data: {json.dumps(line)}\n\n" for line in lines)
        self._send(f"{text}data: [DONE]\n\n".encode(), "text/event-stream")

    def _json(self, value: Any) -> None:
        self._send(json.dumps(value).encode(), "application/json")

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def start() -> str:
    """Start the server in a thread and return its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}"
