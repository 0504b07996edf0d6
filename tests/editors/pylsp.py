"""python-lsp-server with its flake8 plugin and the settings of the guide.

Through a small client of our own: lsprotocol cannot read the notebook cells that this server asks for.
"""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import threading
from typing import IO, Any

from tests.editors.place import BINARIES, COMPONENT, LINE, Place, block
from tests.editors.report import MissingError, Report

_PATIENCE = 60
"""Seconds until the next message of the server."""


def check(report: Report, place: Place) -> None:
    """Ask it for the findings of the component."""
    pylsp = shutil.which("pylsp", path=str(BINARIES))
    if pylsp is None:
        raise MissingError("no `pylsp` (pip install 'python-lsp-server[flake8]')")
    settings = json.loads(block("python-lsp-server", "json"))
    process = subprocess.Popen(
        [pylsp],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=place.environment,
        cwd=place.workspace,
    )
    try:
        found = _findings(process, place, settings)
    finally:
        process.kill()
        process.wait()
    by_code = {str(one.get("code")): one for one in found}
    missing = by_code.get("OWU401", {"range": {"start": {"line": None}}})
    at = missing["range"]["start"]["line"]
    report.check("the finding through flake8", at == LINE, list(by_code))
    severity = missing.get("severity")
    report.check("a warning, as the guide says", severity == 2, severity)
    sources = {one.get("source") for one in found}
    report.check("nothing is said twice", sources == {"flake8"}, sources)


def _findings(process: subprocess.Popen[bytes], place: Place, settings: Any) -> list[Any]:
    assert process.stdin is not None
    assert process.stdout is not None
    send, came = process.stdin, queue.SimpleQueue[Any]()
    threading.Thread(target=_read, args=(process.stdout, came), daemon=True).start()
    root = place.workspace.as_uri()
    _send(send, "initialize", {"capabilities": {}, "rootUri": root, "processId": None}, 1)
    while "result" not in came.get(timeout=_PATIENCE):
        pass
    _send(send, "initialized", {})
    _send(send, "workspace/didChangeConfiguration", {"settings": settings})
    item = {
        "uri": place.component.as_uri(),
        "languageId": "python",
        "version": 0,
        "text": COMPONENT,
    }
    _send(send, "textDocument/didOpen", {"textDocument": item})
    while True:
        message = came.get(timeout=_PATIENCE)
        if message.get("method") == "textDocument/publishDiagnostics":
            found: list[Any] = message["params"]["diagnostics"]
            if found:
                return found


def _send(stream: IO[bytes], method: str, params: Any, number: int | None = None) -> None:
    message = {"jsonrpc": "2.0", "method": method, "params": params}
    data = json.dumps(message if number is None else {**message, "id": number}).encode()
    stream.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
    stream.flush()


def _read(stream: IO[bytes], came: queue.SimpleQueue[Any]) -> None:
    while line := stream.readline():
        length = int(line.partition(b":")[2])
        while stream.readline().strip():
            pass  # other headers
        came.put(json.loads(stream.read(length)))
