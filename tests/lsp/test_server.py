"""Drives the real server as an editor does."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

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


def client() -> LanguageClient:
    """A client that lets the server register what it wants to be told."""
    from pytest_lsp.client import register_lsp_features

    made = LanguageClient()
    register_lsp_features(made)

    @made.feature(types.CLIENT_REGISTER_CAPABILITY)
    def registered(_params: types.RegistrationParams) -> None: ...

    return made


class Editor:
    """What the tests do with one document."""

    def __init__(self, lsp: LanguageClient, uri: str) -> None:
        self.lsp = lsp
        self.uri = uri
        self.version = 0
        self.titles: list[str] = []

    def open(self, text: str) -> None:
        item = types.TextDocumentItem(self.uri, types.LanguageKind.Python, 0, text)
        self.lsp.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, text: str, place: types.Range | None = None) -> None:
        self.version += 1
        change: Any = types.TextDocumentContentChangeWholeDocument(text)
        if place is not None:
            change = types.TextDocumentContentChangePartial(place, text)
        which = types.VersionedTextDocumentIdentifier(self.version, self.uri)
        self.lsp.text_document_did_change(types.DidChangeTextDocumentParams(which, [change]))

    async def pull(self) -> list[types.Diagnostic]:
        which = types.TextDocumentIdentifier(self.uri)
        params = types.DocumentDiagnosticParams(which)
        report = await self.lsp.text_document_diagnostic_async(params)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        return list(report.items)

    async def actions(self, place: types.Range) -> list[types.CodeAction]:
        which = types.TextDocumentIdentifier(self.uri)
        context = types.CodeActionContext([])
        params = types.CodeActionParams(which, place, context)
        found = await self.lsp.text_document_code_action_async(params)
        self.titles = [one.title for one in found or []]
        return [one for one in found or [] if isinstance(one, types.CodeAction)]

    def close(self) -> None:
        which = types.TextDocumentIdentifier(self.uri)
        self.lsp.text_document_did_close(types.DidCloseTextDocumentParams(which))


SERVER = [sys.executable, "-m", "owui_lint", "server"]


@pytest_lsp.fixture(config=ClientServerConfig(server_command=SERVER, client_factory=client))
async def editor(lsp_client: LanguageClient, tmp_path: Path, request: pytest.FixtureRequest) -> Any:
    """An editor that pulls; the parameter is the encoding it offers."""
    capabilities = client_capabilities("visual-studio-code")
    encoding = getattr(request, "param", "utf-16")
    general = capabilities.general or types.GeneralClientCapabilities()
    general.position_encodings = [types.PositionEncodingKind(encoding)]
    capabilities.general = general
    params = types.InitializeParams(capabilities=capabilities, root_uri=tmp_path.as_uri())
    lsp_client.pytest_editor = Editor(lsp_client, (tmp_path / "words.py").as_uri())  # type: ignore[attr-defined]
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


def of(lsp: LanguageClient) -> Editor:
    found: Editor = lsp.pytest_editor  # type: ignore[attr-defined]
    return found


async def own_request(lsp: LanguageClient, method: str, params: dict[str, str]) -> Any:
    return await lsp.protocol.send_request_async(method, params)  # type: ignore[no-untyped-call]


EMISSION = types.Range(types.Position(10, 25), types.Position(10, 25))


def edited(text: str, edit: types.WorkspaceEdit | None) -> str:
    """Apply the edits of one document, whose columns are in code points here."""
    assert edit is not None
    assert edit.changes is not None
    (edits,) = edit.changes.values()
    lines = text.splitlines(keepends=True)
    for one in sorted(edits, key=lambda one: -one.range.start.line):
        offsets = [
            sum(map(len, lines[: at.line])) + at.character
            for at in (one.range.start, one.range.end)
        ]
        text = text[: offsets[0]] + one.new_text + text[offsets[1] :]
    return text


@pytest.mark.parametrize(
    ("editor", "column"), [("utf-8", 23), ("utf-16", 21), ("utf-32", 20)], indirect=["editor"]
)
@pytest.mark.asyncio
async def test_place_severity_and_link(editor: LanguageClient, column: int) -> None:
    of(editor).open(COMPONENT)
    found = {one.code: one for one in await of(editor).pull()}
    missing = found["OWU401"]
    assert missing.range.start == types.Position(10, column)
    assert missing.severity == types.DiagnosticSeverity.Error
    assert found["OWU106"].severity == types.DiagnosticSeverity.Information
    assert missing.code_description is not None
    assert missing.code_description.href.endswith("/rules/owu401/")


@pytest.mark.parametrize("editor", ["utf-32"], indirect=True)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.asyncio
async def test_actions_by_range_alone(editor: LanguageClient, newline: str) -> None:
    text = COMPONENT.replace("\n", newline)
    of(editor).open(text)
    actions = {one.title: one for one in await of(editor).actions(EMISSION)}
    offered = of(editor).titles
    fix, every = actions["Add await"], actions["Fix all safe OWU findings"]
    assert fix.is_preferred
    assert every.kind == "source.fixAll.owui-lint"
    for one in (fix, every):
        assert edited(text, one.edit) == text.replace(
            " __event_emitter__(", " await __event_emitter__("
        )
    for where in ("on this line", "in this file"):
        of(editor).change(edited(text, actions[f"Disable OWU401 {where}"].edit))
        assert [one.code for one in await of(editor).pull()].count("OWU401") == 0
    # lsprotocol reads an action that has a command as a bare `Command`
    assert "Explain OWU401" in offered


@pytest.mark.asyncio
async def test_broken_syntax_keeps_what_still_has_a_place(editor: LanguageClient) -> None:
    of(editor).open(COMPONENT)
    before = await of(editor).pull()
    of(editor).change("class Filter(:\n", types.Range(types.Position(8, 0), types.Position(9, 0)))
    codes = [one.code for one in await of(editor).pull()]
    assert "OWU001" in codes
    assert "OWU401" in codes
    of(editor).change("class Filter:\n", types.Range(types.Position(8, 0), types.Position(9, 0)))
    assert await of(editor).pull() == before


@pytest.mark.asyncio
async def test_the_last_of_200_quick_edits_wins(editor: LanguageClient) -> None:
    of(editor).open(COMPONENT)
    for _ in range(200):
        of(editor).change("\n", types.Range(types.Position(6, 0), types.Position(6, 0)))
    (found,) = [one for one in await of(editor).pull() if one.code == "OWU401"]
    assert found.range.start.line == 210


@pytest.mark.asyncio
async def test_hover_and_completion_of_codes(editor: LanguageClient) -> None:
    of(editor).open("x = 1  # noqa: OWU401\n")
    which = types.TextDocumentIdentifier(of(editor).uri)
    params = types.HoverParams(which, types.Position(0, 17))
    hover = await editor.text_document_hover_async(params)
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert "OWU401 emission-not-awaited" in hover.contents.value
    asked = types.CompletionParams(which, types.Position(0, 18))
    items = await editor.text_document_completion_async(asked)
    assert isinstance(items, list)
    assert "OWU312" in [one.label for one in items]


@pytest.mark.asyncio
async def test_settings_of_the_editor_come_before_files(
    editor: LanguageClient, tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.owui-lint]\nignore = ["OWU401"]\n')
    of(editor).open(COMPONENT)
    assert "OWU401" not in [one.code for one in await of(editor).pull()]
    changed = types.DidChangeConfigurationParams({"owui-lint": {"ignore": ["OWU106"]}})
    editor.workspace_did_change_configuration(changed)
    codes = [one.code for one in await of(editor).pull()]
    assert "OWU401" in codes
    assert "OWU106" not in codes


@pytest.mark.asyncio
async def test_configuration_files_are_read_anew(editor: LanguageClient, tmp_path: Path) -> None:
    of(editor).open(COMPONENT)
    assert "OWU401" in [one.code for one in await of(editor).pull()]
    written = tmp_path / "pyproject.toml"
    written.write_text('[tool.owui-lint]\nignore = ["OWU401"]\n')
    event = types.FileEvent(written.as_uri(), types.FileChangeType.Created)
    editor.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
    for _ in range(100):
        if "OWU401" not in [one.code for one in await of(editor).pull()]:
            return
        await asyncio.sleep(0.05)
    pytest.fail("the new configuration was not read")


@pytest.mark.asyncio
async def test_closed_documents_are_answered(editor: LanguageClient) -> None:
    assert await of(editor).pull() == []
    assert await of(editor).actions(EMISSION) == []
    of(editor).open(COMPONENT)
    of(editor).close()
    assert await of(editor).pull() == []


@pytest.mark.asyncio
async def test_what_an_extension_shows(editor: LanguageClient, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.owui-lint]\ntarget-version = "0.11.4"\n')
    asked = {"uri": of(editor).uri}
    status = await own_request(editor, "owui-lint/status", asked)
    assert (status.target, status.profile, status.problem) == ("0.11.4", "template", None)
    assert status.releases[-1] == "0.12.4"
    (tmp_path / "pyproject.toml").write_text("[tool.owui-lint]\nprofile = 'stern'\n")
    status = await own_request(editor, "owui-lint/status", asked)
    assert "stern" in status.problem
    page = await own_request(editor, "owui-lint/documentation", {"code": "OWU401"})
    assert page.markdown.startswith("# OWU401 emission-not-awaited\n")
    none = await own_request(editor, "owui-lint/documentation", {"code": "OWU999"})
    assert none is None


@pytest_lsp.fixture(config=ClientServerConfig(server_command=SERVER, client_factory=client))
async def plain(lsp_client: LanguageClient) -> Any:
    """An editor that says nothing of itself: no `general`, no folders, no pull."""
    await lsp_client.initialize_session(types.InitializeParams(types.ClientCapabilities()))
    yield
    await lsp_client.shutdown_session()


@pytest.mark.asyncio
async def test_push_to_an_editor_that_says_nothing_of_itself(plain: LanguageClient) -> None:
    document = Editor(plain, "untitled:Untitled-1")
    document.open(COMPONENT)
    await plain.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert "OWU401" in [one.code for one in plain.diagnostics[document.uri]]
    document.close()
    await plain.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert list(plain.diagnostics[document.uri]) == []
