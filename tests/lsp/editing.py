"""An editor for the tests: a real client of the protocol and a real server process."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities
from pytest_lsp.client import register_lsp_features

SERVER = (sys.executable, "-m", "owui_lint", "server")

COMPONENT = '''\
"""
title: Words
author: me
version: 1.0.0
required_open_webui_version: 0.12.0
"""


class Filter:
    async def inlet(self, body: dict, __event_emitter__=None) -> dict:
        text = "\U0001f600"; __event_emitter__({"type": "status", "data": {"description": text, "done": True}})
        return body
'''
"""One error (OWU401) behind an emoji, and two conventions."""
EMISSION = types.Range(types.Position(10, 33), types.Position(10, 33))
"""Inside of the emission, in every encoding."""


class Client(LanguageClient):
    """A client that keeps what the server writes on stderr, and what it registers."""

    def __init__(self) -> None:
        super().__init__()
        self.stderr: list[str] = []
        self.registered: list[str] = []
        self.applied: list[types.WorkspaceEdit] = []
        register_lsp_features(self)

        @self.feature(types.CLIENT_REGISTER_CAPABILITY)
        def registered(params: types.RegistrationParams) -> None:
            self.registered += [one.method for one in params.registrations]

        @self.feature(types.WORKSPACE_APPLY_EDIT)
        def applied(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
            self.applied.append(params.edit)
            return types.ApplyWorkspaceEditResult(True)

    async def start_io(self, cmd: str, *arguments: str, **options: Any) -> None:
        """Start the server, and collect its stderr."""
        await super().start_io(cmd, *arguments, **options)
        if self._stderr_forwarder is not None:
            self._stderr_forwarder.cancel()
        self._stderr_forwarder = asyncio.create_task(self._collect())

    async def _collect(self) -> None:
        assert self._server is not None
        assert self._server.stderr is not None
        while line := await self._server.stderr.readline():
            self.stderr.append(line.decode(errors="replace"))


def vscode(*, encoding: str = "utf-16", pulls: bool = True) -> types.ClientCapabilities:
    """Return what VS Code says of itself; with another encoding, or without pulling."""
    found = client_capabilities("visual-studio-code")
    found.general = found.general or types.GeneralClientCapabilities()
    found.general.position_encodings = [types.PositionEncodingKind(encoding)]
    assert found.text_document is not None
    assert found.workspace is not None
    found.text_document.diagnostic = types.DiagnosticClientCapabilities() if pulls else None
    found.workspace.diagnostics = types.DiagnosticWorkspaceClientCapabilities(refresh_support=pulls)
    return found


@asynccontextmanager
async def session(
    capabilities: types.ClientCapabilities, folders: Sequence[Path] | None = None, **more: Any
) -> AsyncIterator[Client]:
    """Start a server for an editor; nothing that it does may end in a traceback.

    Args:
        capabilities: what the editor says of itself
        folders: its workspace folders; None says nothing of any
        more: what else it sends at the start
    """
    client = Client()
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    await client.start_io(*SERVER, env=environment)
    if folders is not None:
        more["workspace_folders"] = [types.WorkspaceFolder(one.as_uri(), "x") for one in folders]
    await client.initialize_session(types.InitializeParams(capabilities, **more))
    yield client
    await client.shutdown_session()
    await client.stop()  # type: ignore[no-untyped-call]
    said = "".join(client.stderr)
    assert "Traceback" not in said, said


class Document:
    """One document in an editor."""

    def __init__(self, client: Client, uri: str, text: str = COMPONENT, version: int = 0) -> None:
        self.client = client
        self.uri = uri
        self.version = version
        item = types.TextDocumentItem(uri, types.LanguageKind.Python, version, text)
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    @property
    def which(self) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri)

    def change(self, text: str, *place: int) -> None:
        """Change the text, or what is between `place`: first line and column, last line and column."""
        self.version += 1
        change: Any = types.TextDocumentContentChangeWholeDocument(text)
        if place:
            change = types.TextDocumentContentChangePartial(span(*place), text)
        which = types.VersionedTextDocumentIdentifier(self.version, self.uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(which, [change]))

    async def pull(self) -> list[types.Diagnostic]:
        params = types.DocumentDiagnosticParams(self.which)
        report = await self.client.text_document_diagnostic_async(params)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return list(report.items)

    async def codes(self) -> list[str]:
        return [str(one.code) for one in await self.pull()]

    async def pushed(self, *, without: str = "", code: str = "", seconds: float = 20) -> list[str]:
        """Return the codes that were pushed, once they are with `code` and without `without`."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            found = [str(one.code) for one in self.client.diagnostics.get(self.uri, ())]
            known = self.uri in self.client.diagnostics
            if known and (not code or code in found) and (not without or without not in found):
                return found
            await asyncio.sleep(0.01)
        raise AssertionError(f"pushed: {self.client.diagnostics.get(self.uri)}")

    async def actions(
        self, place: types.Range = EMISSION, only: list[str] | None = None
    ) -> dict[str, Any]:
        """Return the offered actions by title, those without an edit resolved as an editor does."""
        context = types.CodeActionContext([], only=only)
        params = types.CodeActionParams(self.which, place, context)
        found = await self.client.text_document_code_action_async(params)
        offered: dict[str, Any] = {}
        for one in found or []:
            if isinstance(one, types.CodeAction) and one.edit is None and one.data is not None:
                one = await self.client.code_action_resolve_async(one)  # noqa: PLW2901
            offered[one.title] = one
        return offered

    async def hover(self, line: int, column: int) -> str | None:
        position = types.Position(line, column)
        params = types.HoverParams(self.which, position)
        found = await self.client.text_document_hover_async(params)
        if found is None:
            return None
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def complete(self, line: int, column: int) -> dict[str, types.CompletionItem]:
        position = types.Position(line, column)
        params = types.CompletionParams(self.which, position)
        found = await self.client.text_document_completion_async(params)
        assert not isinstance(found, types.CompletionList)
        return {one.label: one for one in found or []}

    def close(self) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(self.which))


def span(line: int, column: int, last: int, end: int) -> types.Range:
    """Return a range; all 0-based."""
    return types.Range(types.Position(line, column), types.Position(last, end))


def edited(text: str, edit: types.WorkspaceEdit | None, encoding: str = "utf-16-le") -> str:
    """Apply the edits of one document, whose columns are in UTF-16 or UTF-8."""
    assert edit is not None
    if edit.changes is not None:
        (edits,) = edit.changes.values()
    else:
        assert edit.document_changes is not None
        (change,) = edit.document_changes
        assert isinstance(change, types.TextDocumentEdit)
        edits = [one for one in change.edits if isinstance(one, types.TextEdit)]
    lines = text.splitlines(keepends=True)

    def offset(at: types.Position) -> int:
        line = lines[at.line] if at.line < len(lines) else ""
        size = 2 if encoding == "utf-16-le" else 1
        units = line.encode(encoding)[: size * at.character]
        return sum(map(len, lines[: at.line])) + len(units.decode(encoding))

    for one in sorted(edits, key=lambda one: -offset(one.range.start)):
        start, end = offset(one.range.start), offset(one.range.end)
        text = text[:start] + one.new_text + text[end:]
    return text
