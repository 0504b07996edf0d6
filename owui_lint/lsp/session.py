"""One editor's session: its documents, its settings, and what it is told unasked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path

import owui_lint
from owui_lint.config import ConfigError
from owui_lint.lsp import answers
from owui_lint.lsp.client import Client
from owui_lint.lsp.documents import Document
from owui_lint.lsp.jobs import configuration
from owui_lint.lsp.process import Worker
from owui_lint.lsp.protocol import Protocol
from owui_lint.lsp.settings import SECTION, Sent, Settings, is_ours, read
from owui_lint.lsp.texts import Columns, path_of

if TYPE_CHECKING:
    from owui_lint.host import Host

log = logging.getLogger(__name__)

_WATCHED = ("pyproject.toml", "setup.cfg", "tox.ini", ".flake8", "owui-lint-baseline.json")
_PATIENCE = 10.0
"""Seconds for an editor to answer what it was asked; one that does not keeps what it had sent."""


class Session(LanguageServer):
    """The server of one editor."""

    def __init__(self) -> None:
        super().__init__(SECTION, owui_lint.__version__, protocol_cls=Protocol)
        self.client = Client()
        self.documents: dict[str, Document] = {}
        self.settings = Settings()
        self.worker = Worker()
        self._pushes: dict[str, asyncio.Task[None]] = {}
        self._complaints: set[str] = set()
        self._background: set[asyncio.Task[None]] = set()
        self._messages = 0
        """Of changed settings: what was asked before the last one is answered too late."""

    def report_server_error(self, error: Exception, source: Any) -> None:
        """Log what went wrong: a popup of our faults helps nobody who edits."""
        log.error("%s: %s", getattr(source, "__name__", source), error)

    @property
    def columns(self) -> Columns:
        """How the editor counts columns."""
        encoding = self.workspace.position_encoding or types.PositionEncodingKind.Utf16
        return Columns(types.PositionEncodingKind(encoding).value)

    def begin(self, params: types.InitializeParams) -> None:
        """Take what the editor can do, where it works, and what is set in it."""
        self.client = Client.of(params.capabilities)
        folders = [one.uri for one in params.workspace_folders or []]
        if not folders and params.root_uri:
            folders = [params.root_uri]
        if not folders and params.root_path:
            self.settings.folders = [params.root_path]
        else:
            self.settings.folders = [path_of(one) for one in folders]
        self.settings.initial = self._read(params.initialization_options)

    def complain(self, message: str | None) -> None:
        """Say once what is wrong, if anything is."""
        if message and message not in self._complaints:
            self._complaints.add(message)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    def _read(self, sent: Any) -> Sent:
        found = read(sent)
        for problem in found.problems:
            self.complain(problem)
        return found

    def start(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Let something run beside the messages."""
        task = asyncio.ensure_future(work)
        self._background.add(task)  # the loop itself keeps no task alive
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._background.discard(task)
        if not task.cancelled() and task.exception() is not None:
            log.error("%r", task.exception())

    async def register(self) -> None:
        """Ask to be told of changed settings and configuration files, where the editor can."""
        wanted = []
        if self.client.tells:
            options: Any = types.DidChangeConfigurationRegistrationOptions(section=SECTION)
            method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
            wanted.append(types.Registration("owui-lint-settings", method, options))
        if self.client.watches:
            watchers = [types.FileSystemWatcher(f"**/{name}") for name in _WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            method = types.WORKSPACE_DID_CHANGE_WATCHED_FILES
            wanted.append(types.Registration("owui-lint-files", method, options))
        if wanted:
            with suppress(Exception):  # an editor that refuses is one that does not tell us
                asked = self.client_register_capability_async(types.RegistrationParams(wanted))
                await asyncio.wait_for(asked, _PATIENCE)

    async def take(self, sent: Any) -> None:
        """Take changed settings: those sent, else those asked for."""
        self._messages += 1
        if is_ours(sent):
            self.settings.changed = self._read(sent)
            self.settings.of_folders.clear()
        elif self.client.settings:
            await self.ask()
            return
        else:
            self.settings.changed = self._read(None)
        await self.renew()

    async def ask(self) -> None:
        """Ask the editor for its settings: what holds everywhere, and in each workspace folder."""
        if not self.client.settings:
            return
        folders, messages = list(self.settings.folders), self._messages
        places = [None, *(_address(one) for one in folders)]
        items = [types.ConfigurationItem(scope_uri=one, section=SECTION) for one in places]
        try:
            asked = self.workspace_configuration_async(types.ConfigurationParams(items))
            answer = list(await asyncio.wait_for(asked, _PATIENCE))
        except Exception as error:  # an editor that cannot answer keeps what it sent at the start
            log.warning("workspace/configuration: %r", error)
            return
        if len(answer) != len(items) or messages != self._messages:
            return
        before = self.settings.changed, dict(self.settings.of_folders)
        self.settings.changed = self._read(answer[0])
        of_folders = zip(folders, answer[1:], strict=True)
        self.settings.of_folders = {one: self._read(sent) for one, sent in of_folders}
        if before != (self.settings.changed, self.settings.of_folders):
            await self.renew()

    async def forget_files(self) -> None:
        """Read the configuration files anew, and say anew what is wrong with them."""
        self._complaints.clear()
        await self.renew()

    async def renew(self) -> None:
        """Lint every document anew after a change of settings."""
        self.settings.generation += 1
        for document in self.documents.values():
            document.drop()
            self.schedule(document)
        if self.client.pulls and self.client.refreshes:
            with suppress(Exception):  # an editor that cannot still asks at the next change
                await asyncio.wait_for(self.workspace_diagnostic_refresh_async(None), _PATIENCE)

    def host(self, document: Document) -> Host | None:
        """Return the release that a document is for; None when it holds no component."""
        if not document.text.source.could_be_component():
            return None
        try:
            found = configuration(*document.place)
        except ConfigError:
            return _host(None)
        return _host(found["target-version"]) if found is not None else None

    def schedule(self, document: Document) -> None:
        """Push findings when the editor has been silent for a moment, unless it pulls them."""
        if not self.client.pulls:
            self._unschedule(document.uri)
            self._pushes[document.uri] = self.start(self._push(document))

    def _unschedule(self, uri: str) -> None:
        before = self._pushes.pop(uri, None)
        if before is not None:
            before.cancel()

    async def _push(self, document: Document) -> None:
        result = await document.result(patient=True)
        if self.documents.get(document.uri) is not document:
            return
        self.complain(result.complaint)
        found = answers.diagnostics(result, document.uri, self.client)
        params = types.PublishDiagnosticsParams(document.uri, found, version=result.text.version)
        self.text_document_publish_diagnostics(params)

    def open(self, document: Document) -> None:
        """Keep a document; one that was open under its name is replaced."""
        self.forget(document.uri)
        self.documents[document.uri] = document
        self.schedule(document)

    def forget(self, uri: str) -> bool:
        """Drop a document and its work; whether there was one."""
        document = self.documents.pop(uri, None)
        self._unschedule(uri)
        if document is not None:
            document.drop()
        return document is not None


@lru_cache(maxsize=4)
def _host(version: str | None) -> Host:
    from owui_lint.host import Host

    return Host(version)


def _address(path: str) -> str | None:
    """Return the address of a folder, as the editor knows it."""
    address: str | None = from_fs_path(path)
    return address
