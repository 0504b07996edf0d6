"""Editors that say nothing of themselves, messages that make no sense, and texts that hurt."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from typing import Any

import pytest
from lsprotocol import types

from tests.lsp.editing import COMPONENT, EMISSION, SERVER, Client, Document

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_editor_that_says_nothing_of_itself(plain: Client) -> None:
    """No `general`, no folders, no pull, version 0."""
    document = Document(plain, "untitled:Untitled-1")
    assert "OWU401" in await document.pushed()
    shown = plain.diagnostics[document.uri][0]
    assert (shown.tags, shown.code_description, shown.related_information) == (None,) * 3
    document.change(COMPONENT.replace("; __", "; await __"))
    document.change("\n", 12, 0, 12, 0)
    assert "OWU402" in await document.pushed(without="OWU401")
    document.close()
    assert await document.pushed(without="OWU402") == []
    assert plain.registered == []


async def test_documents_that_are_not_open(client: Client, uri: str) -> None:
    shown = len(client.messages)
    document = Document(client, uri)
    document.close()
    document.change("x")
    document.change("x", 0, 0, 0, 1)
    document.close()
    assert await document.pull() == []
    assert await document.actions() == {}
    assert await document.hover(0, 0) is None
    assert await document.complete(0, 0) == {}
    assert len(client.messages) == shown


async def test_places_that_are_not_in_the_text(document: Document) -> None:
    await document.pull()
    far = types.Range(types.Position(9_999, 9_999), types.Position(9_999, 9_999))
    assert all("Disable" not in title for title in await document.actions(far))
    assert await document.hover(9_999, 9_999) is None
    assert await document.complete(9_999, 9_999) == {}
    document.change("\nx = 1\n", 9_999, 9_999, 12_000, 5)
    document.change("", 10, 500, 11, 3)
    assert isinstance(await document.pull(), list)
    document.change(COMPONENT)
    assert "OWU401" in await document.codes()


async def test_a_document_that_is_opened_twice(document: Document) -> None:
    again = Document(document.client, document.uri, "x = 1\n")
    assert await again.pull() == []


async def test_a_worker_that_dies_is_started_anew(client: Client, uri: str) -> None:
    document = Document(client, uri)
    await document.pull()
    children = f"/proc/{client._server.pid}/task/{client._server.pid}/children"  # type: ignore[union-attr]
    if not os.path.exists(children):
        pytest.skip("the kernel does not tell whose child a process is")
    with open(children) as file:
        (worker,) = map(int, file.read().split())
    os.kill(worker, signal.SIGKILL)
    document.change("\n", 12, 0, 12, 0)
    assert "OWU401" in await document.codes()


async def _talk(messages: list[Any], last: int) -> list[dict[str, Any]]:
    """Send messages as they are; return what comes until `last` is answered, and end the editor."""
    process = await asyncio.create_subprocess_exec(
        *SERVER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    for one in messages:
        data = one if isinstance(one, bytes) else json.dumps({"jsonrpc": "2.0", **one}).encode()
        process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(data), data))
    found: list[dict[str, Any]] = []
    while not found or found[-1].get("id") != last:
        length = 0
        while (line := await process.stdout.readline()).strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        assert line, found
        found.append(json.loads(await process.stdout.readexactly(length)))
    process.stdin.close()
    assert await asyncio.wait_for(process.wait(), 30) == 0
    return found


async def test_messages_that_make_no_sense() -> None:
    """Each request is answered, nothing pops up, and what is right is still done."""
    at = {"textDocument": {"uri": "untitled:x"}}
    opened = {"uri": "untitled:x", "languageId": "Python", "version": 0, "text": COMPONENT}
    messages = [
        {"id": 0, "method": "initialize", "params": {"capabilities": {}}},
        {"method": "initialized", "params": {}},
        {"method": "textDocument/didOpen", "params": {"textDocument": opened}},
        {"id": 1, "method": "textDocument/hover", "params": at},
        {"id": 2, "method": "textDocument/hover", "params": {**at, "position": "here"}},
        {"id": 3, "method": "no/such/method", "params": {}},
        {"id": 4, "method": "workspace/executeCommand", "params": {"command": "owui-lint.no"}},
        {"id": 5, "method": "owui-lint/status", "params": {}},
        {"id": 6, "method": "owui-lint/documentation", "params": {"code": 17}},
        {"method": "textDocument/didChange", "params": at},
        {"method": "$/cancelRequest", "params": {"id": 99}},
        {"method": "workspace/didChangeConfiguration", "params": {"settings": [1, 2]}},
        b"[]",
        b"{not json",
        b"\xff\xfe",
        {"id": 7, "method": "textDocument/diagnostic", "params": at},
    ]
    answers = await _talk(messages, 7)
    by_id = {one["id"]: one for one in answers if "id" in one and "method" not in one}
    assert set(by_id) == set(range(8))
    assert all("error" in by_id[number] for number in (1, 2, 3, 4, 5))
    assert by_id[6]["result"] is None
    assert not [one for one in answers if one.get("method") == "window/showMessage"]


async def test_the_end_of_the_editor_is_the_end() -> None:
    """Without `shutdown` and `exit`: the pipe is closed, and nothing stays behind."""
    begin = {"id": 0, "method": "initialize", "params": {"capabilities": {}}}
    assert len(await _talk([begin], 0)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "\ud800 = 1\nclass Pipe:\n    def pipe(self, body): pass\n",
        "class Pipe:\n    x = " + "(" * 5_000,
        "class Pipe:\n    x = " + "-" * 20_000 + "1\n    def pipe(self, body): pass\n",
        "class Pipe:\n\x00    def pipe(self, body): pass\n",
        "# open_webui\f\x0b\x1c\u2028class Pipe: ...\n",
    ],
    ids=["surrogate", "brackets", "operators", "null", "separators"],
)
async def test_texts_that_hurt(client: Client, uri: str, text: str) -> None:
    document = Document(client, uri, text)
    assert isinstance(await document.pull(), list)
    assert isinstance(await document.actions(EMISSION), dict)
    document.change(COMPONENT)
    assert "OWU401" in await document.codes()
