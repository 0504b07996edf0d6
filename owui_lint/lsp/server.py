"""The server: what the editor says and asks, over stdio."""

from __future__ import annotations

import asyncio
import logging
import os
import re
from contextlib import suppress
from typing import Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

import owui_lint
from owui_lint import codes
from owui_lint.config.keys import KEYS, converted
from owui_lint.links import rule_url
from owui_lint.lsp import answers, extras
from owui_lint.lsp.documents import Document, Settings
from owui_lint.lsp.process import Worker, WorkerError
from owui_lint.lsp.texts import Columns, Text, path_of
from owui_lint.settings import SettingsError

DEBOUNCE = 0.15
"""Seconds of silence in the editor before findings are pushed."""
SECTION = "owui-lint"
_WATCHED = ("pyproject.toml", "setup.cfg", "tox.ini", ".flake8")
_LANGUAGES = ("python", "")


class Server(LanguageServer):
    """One editor's server, its documents and what it has set."""

    def __init__(self) -> None:
        super().__init__(SECTION, owui_lint.__version__)
        self.documents: dict[str, Document] = {}
        self.settings = Settings()
        self.worker = Worker()
        self.pulls = False
        self.timers: dict[str, asyncio.Task[None]] = {}
        self.complaints: set[str] = set()

    def columns(self) -> Columns:
        """Return how the editor counts columns."""
        return Columns(
            types.PositionEncodingKind(self.workspace.position_encoding or "utf-16").value
        )

    def complain(self, message: str) -> None:
        """Say once what is wrong."""
        if message not in self.complaints:
            self.complaints.add(message)
            shown = types.ShowMessageParams(types.MessageType.Warning, message)
            self.window_show_message(shown)

    def take(self, sent: Any) -> None:
        """Take the editor's settings; what cannot be used is said and left out."""
        if isinstance(sent, dict) and isinstance(sent.get("settings"), dict):
            sent = sent["settings"]
        if isinstance(sent, dict) and isinstance(sent.get(SECTION), dict):
            sent = sent[SECTION]
        given = {}
        for name, value in (sent if isinstance(sent, dict) else {}).items():
            key = re.sub("[A-Z]", lambda one: f"-{one.group().lower()}", str(name))
            if key not in KEYS or value is None or value in ("", []):
                continue
            try:
                converted(key, value, "")
            except (SettingsError, TypeError, ValueError) as error:
                self.complain(f"owui-lint: {error}")
                continue
            given[key] = value
        self.settings.given = given

    def schedule(self, document: Document) -> None:
        """Push findings when the editor has been silent for a moment, unless it pulls them."""
        if self.pulls:
            return
        if document.uri in self.timers:
            self.timers[document.uri].cancel()
        self.timers[document.uri] = asyncio.ensure_future(self._push(document))

    async def _push(self, document: Document) -> None:
        await asyncio.sleep(DEBOUNCE)
        result = await document.result()
        if self.documents.get(document.uri) is not document:
            return
        if result.complaint:
            self.complain(result.complaint)
        found = answers.diagnostics(result, document.uri)
        version = result.text.version
        params = types.PublishDiagnosticsParams(document.uri, found, version=version)
        self.text_document_publish_diagnostics(params)

    async def renew(self) -> None:
        """Lint every document anew after a change of settings."""
        self.settings.generation += 1
        for document in self.documents.values():
            self.schedule(document)
        workspace = self.client_capabilities.workspace
        diagnostics = workspace and workspace.diagnostics
        if self.pulls and diagnostics and diagnostics.refresh_support:
            with suppress(Exception):  # an editor that cannot still asks at the next change
                await self.workspace_diagnostic_refresh_async(None)


server = Server()


@server.feature(types.INITIALIZE)
def initialize(ls: Server, params: types.InitializeParams) -> None:
    """Take what the editor can do and has set."""
    document = params.capabilities.text_document
    ls.pulls = bool(document and document.diagnostic)
    folders = [one.uri for one in params.workspace_folders or []]
    if not folders and params.root_uri:
        folders = [params.root_uri]
    ls.settings.folders = [path_of(one) for one in folders]
    ls.take(params.initialization_options)


@server.feature(types.INITIALIZED)
async def initialized(ls: Server, _params: types.InitializedParams) -> None:
    """Ask to be told of changed settings and configuration files, where the editor can."""
    workspace = ls.client_capabilities.workspace
    wanted = []
    configuration = workspace and workspace.did_change_configuration
    if configuration and configuration.dynamic_registration:
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        options: Any = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
        wanted.append(types.Registration("owui-lint-settings", method, options))
    watched = workspace and workspace.did_change_watched_files
    if watched and watched.dynamic_registration:
        watchers = [types.FileSystemWatcher(f"**/{name}") for name in _WATCHED]
        options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
        method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
        wanted.append(types.Registration("owui-lint-files", method, options))
    if wanted:
        with suppress(Exception):  # an editor that refuses is one that does not tell us
            await ls.client_register_capability_async(types.RegistrationParams(wanted))
    await _pull_settings(ls)


async def _pull_settings(ls: Server) -> None:
    workspace = ls.client_capabilities.workspace
    if not (workspace and workspace.configuration):
        return
    asked = types.ConfigurationParams([types.ConfigurationItem(section=SECTION)])
    with suppress(Exception):  # an editor that cannot answer keeps what it sent at the start
        (sent,) = await ls.workspace_configuration_async(asked)
        if sent:
            ls.take(sent)
            await ls.renew()


@server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
async def configuration_changed(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    """Take new settings: those sent, else those asked for."""
    if params.settings:
        ls.take(params.settings)
        await ls.renew()
    else:
        await _pull_settings(ls)


@server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
async def files_changed(ls: Server, _params: types.DidChangeWatchedFilesParams) -> None:
    """Read the configuration files anew."""
    with suppress(WorkerError):
        await ls.worker.call("forget")
    ls.complaints.clear()
    await ls.renew()


@server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
async def folders_changed(ls: Server, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Take the workspace folders as they are now."""
    gone = {path_of(one.uri) for one in params.event.removed}
    kept = [one for one in ls.settings.folders if one not in gone]
    ls.settings.folders = kept + [path_of(one.uri) for one in params.event.added]
    await ls.renew()


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
async def opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    """Keep a document that is Python; cells of notebooks are left alone."""
    sent = params.text_document
    if sent.language_id not in _LANGUAGES or sent.uri.startswith("vscode-notebook-cell:"):
        return
    text = Text(sent.text, sent.version, ls.columns())
    document = Document(sent.uri, text, ls.worker, ls.settings)
    ls.documents[sent.uri] = document
    ls.schedule(document)


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
async def changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    """Keep step with the editor's text."""
    document = ls.documents.get(params.text_document.uri)
    if document is None:
        return
    for change in params.content_changes:
        document.text = document.text.changed(change, params.text_document.version)
    ls.schedule(document)


@server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
async def closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    """Forget a document and take its findings back."""
    uri = params.text_document.uri
    document = ls.documents.pop(uri, None)
    if document is None:
        return
    timer = ls.timers.pop(uri, None)
    if timer is not None:
        timer.cancel()
    document.close()
    if not ls.pulls:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


@server.feature(
    types.TEXT_DOCUMENT_DIAGNOSTIC,
    types.DiagnosticOptions(
        inter_file_dependencies=False, workspace_diagnostics=False, identifier=SECTION
    ),
)
async def pulled(
    ls: Server, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport:
    """Return the findings of the newest text."""
    document = ls.documents.get(params.text_document.uri)
    if document is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    result = await document.result()
    if result.complaint:
        ls.complain(result.complaint)
    found = answers.diagnostics(result, document.uri)
    return types.RelatedFullDocumentDiagnosticReport(items=found)


@server.feature(
    types.TEXT_DOCUMENT_CODE_ACTION,
    types.CodeActionOptions(code_action_kinds=[types.CodeActionKind.QuickFix, answers.FIX_ALL]),
)
async def actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    """Return what can be done about the findings at a place, and about all of them."""
    document = ls.documents.get(params.text_document.uri)
    if document is None:
        return []
    result = await document.result()
    offered: list[types.CodeAction] = []
    with suppress(WorkerError):
        if answers.wants(params, types.CodeActionKind.QuickFix.value):
            for finding in answers.asked_for(params, result):
                source = result.text.source.text
                arguments = (source, finding.line, finding.code)
                hiding = await ls.worker.call("suppress", *arguments, urgent=True)
                offered += answers.actions_of(finding, document, result, hiding)
        if answers.wants(params, answers.FIX_ALL) and any(one.fix for one in result.findings):
            arguments = (result.text.text, *document.place)  # type: ignore[assignment]
            new = await ls.worker.call("fix_all", *arguments, urgent=True)
            if new is not None:
                edits = [answers.replacing(result.text, new)]
                changes = types.WorkspaceEdit(changes={document.uri: edits})
                title = "Fix all safe OWU findings"
                offered.append(types.CodeAction(title, kind=answers.FIX_ALL, edit=changes))
    return offered


@server.feature(types.TEXT_DOCUMENT_HOVER)
async def hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    """Return the page of the rule whose code is written in a comment."""
    document = ls.documents.get(params.text_document.uri)
    found = document and answers.code_at(document.text, params.position)
    if not found:
        return None
    code, place = found
    try:
        page = await ls.worker.call("documentation", code, urgent=True)
    except WorkerError:
        return None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, page), place)


@server.feature(
    types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=[":", ",", "="])
)
def complete(ls: Server, params: types.CompletionParams) -> list[types.CompletionItem]:
    """Return the codes that may stand in a comment that hides findings."""
    document = ls.documents.get(params.text_document.uri)
    return answers.code_completions(document.text, params.position) if document else []


@server.command(answers.EXPLAIN)
async def explain(ls: Server, code: str) -> None:
    """Open the page of a rule in the browser."""
    if code in codes.known():
        page = types.ShowDocumentParams(rule_url(code), external=True)
        await ls.window_show_document_async(page)


@server.feature(extras.STATUS)
def status(ls: Server, params: Any) -> dict[str, Any]:
    """Return what an extension shows in its status bar for a document."""
    return extras.status(ls.settings, params.uri)


@server.feature(extras.DOCUMENTATION)
async def documentation(ls: Server, params: Any) -> dict[str, str] | None:
    """Return the page of a rule."""
    if params.code not in codes.known():
        return None
    with suppress(WorkerError):
        return {"markdown": await ls.worker.call("documentation", params.code, urgent=True)}
    return None


@server.feature(types.SHUTDOWN)
def shut_down(ls: Server, _params: None) -> None:
    """End the worker."""
    ls.worker.close()


def serve() -> None:
    """Serve one editor until it ends the session."""
    logging.basicConfig(level=logging.WARNING)  # on stderr: stdout is the protocol's
    stdin, stdout = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed, it must not get between the messages
    server.start_io(stdin, stdout)
