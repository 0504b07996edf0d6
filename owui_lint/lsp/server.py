"""The server: what the editor says and asks, over stdio."""

from __future__ import annotations

import logging
import os
from contextlib import suppress
from typing import Any

from lsprotocol import types

from owui_lint import codes
from owui_lint.links import rule_url
from owui_lint.lsp import answers, completions, extras, hovers
from owui_lint.lsp.documents import Document
from owui_lint.lsp.process import WorkerError
from owui_lint.lsp.session import Session
from owui_lint.lsp.settings import SECTION
from owui_lint.lsp.texts import Text, path_of

_LANGUAGES = ("python", "")
_CELL = "vscode-notebook-cell:"

server = Session()


@server.feature(types.INITIALIZE)
def initialize(ls: Session, params: types.InitializeParams) -> None:
    """Take what the editor can do and has set."""
    ls.begin(params)


@server.feature(types.INITIALIZED)
async def initialized(ls: Session, _params: types.InitializedParams) -> None:
    """Ask for the settings, and to be told when they change."""
    await ls.register()
    await ls.ask()


@server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
async def configuration_changed(ls: Session, params: types.DidChangeConfigurationParams) -> None:
    """Take new settings."""
    await ls.take(params.settings)


@server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
async def files_changed(ls: Session, _params: types.DidChangeWatchedFilesParams) -> None:
    """Read the configuration files anew."""
    await ls.forget_files()


@server.feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS)
async def folders_changed(ls: Session, params: types.DidChangeWorkspaceFoldersParams) -> None:
    """Take the workspace folders as they are now."""
    changed = {path_of(one.uri) for one in (*params.event.removed, *params.event.added)}
    kept = [one for one in ls.settings.folders if one not in changed]
    ls.settings.folders = kept + [path_of(one.uri) for one in params.event.added]
    await ls.renew()
    await ls.ask()


# The handlers of texts are no coroutines: these begin later than what is asked right after.


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def opened(ls: Session, params: types.DidOpenTextDocumentParams) -> None:
    """Keep a document that is Python; cells of notebooks are left alone."""
    sent = params.text_document
    if sent.language_id.lower() not in _LANGUAGES or sent.uri.startswith(_CELL):
        return
    text = Text(sent.text, sent.version, ls.columns)
    ls.open(Document(sent.uri, text, ls.worker, ls.settings))


@server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
def changed(ls: Session, params: types.DidChangeTextDocumentParams) -> None:
    """Keep step with the editor's text."""
    document = ls.documents.get(params.text_document.uri)
    if document is None:
        return
    text = document.text
    for change in params.content_changes:
        text = text.changed(change, params.text_document.version)
    document.change(text)
    ls.schedule(document)


@server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
def closed(ls: Session, params: types.DidCloseTextDocumentParams) -> None:
    """Forget a document and take its findings back."""
    uri = params.text_document.uri
    if ls.forget(uri) and not ls.client.pulls:
        ls.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))


@server.feature(
    types.TEXT_DOCUMENT_DIAGNOSTIC,
    types.DiagnosticOptions(
        inter_file_dependencies=False, workspace_diagnostics=False, identifier=SECTION
    ),
)
async def pulled(
    ls: Session, params: types.DocumentDiagnosticParams
) -> types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport:
    """Return the findings of the newest text."""
    document = ls.documents.get(params.text_document.uri)
    if document is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    result = await document.result(patient=True)
    ls.complain(result.complaint)
    if params.previous_result_id == str(result.number):
        return types.RelatedUnchangedDocumentDiagnosticReport(result_id=str(result.number))
    found = answers.diagnostics(result, document.uri, ls.client)
    return types.RelatedFullDocumentDiagnosticReport(items=found, result_id=str(result.number))


@server.feature(
    types.TEXT_DOCUMENT_CODE_ACTION,
    types.CodeActionOptions(
        code_action_kinds=[types.CodeActionKind.QuickFix, answers.FIX_ALL], resolve_provider=True
    ),
)
async def actions(
    ls: Session, params: types.CodeActionParams
) -> list[types.CodeAction] | list[types.Command]:
    """Return what can be done about the findings at a place, and about all of them."""
    document = ls.documents.get(params.text_document.uri)
    if document is None:
        return []
    result = await document.result()
    offered: list[types.CodeAction] = []
    findings = answers.asked_for(params, result)
    if findings and answers.wants(params, types.CodeActionKind.QuickFix.value):
        places = [(one.line, one.code) for one in findings]
        with suppress(WorkerError):
            text = result.text.source.text
            edits = await ls.worker.call("hide", text, places, urgent=True)
            for finding, hiding in zip(findings, edits, strict=True):
                offered += answers.actions_of(finding, document, result, hiding, ls.client)
    if answers.wants(params, answers.FIX_ALL) and answers.has_safe_fix(result):
        everything = types.CodeAction(
            answers.FIX_ALL_TITLE, kind=answers.FIX_ALL, data={"uri": document.uri}
        )
        if not (ls.client.resolves and ls.client.literals):
            everything = await resolved(ls, everything)
        if everything.edit is not None or everything.data is not None:
            offered.append(everything)
    return offered if ls.client.literals else answers.as_commands(offered, ls.client)


@server.feature(types.CODE_ACTION_RESOLVE)
async def resolved(ls: Session, action: types.CodeAction) -> types.CodeAction:
    """Return an action with its edit: fixing everything is worked out when it is chosen."""
    uri = action.data.get("uri") if isinstance(action.data, dict) else None
    document = ls.documents.get(uri) if isinstance(uri, str) else None
    action.data = None
    if document is not None and action.kind == answers.FIX_ALL:
        text = document.text
        with suppress(WorkerError):
            new = await ls.worker.call("fix_all", text.text, *document.place, urgent=True)
            if new is not None:
                edits = [answers.replacing(text, new)]
                action.edit = answers.workspace_edit(document, text, edits, ls.client)
    return action


@server.feature(types.TEXT_DOCUMENT_HOVER)
async def hover(ls: Session, params: types.HoverParams) -> types.Hover | None:
    """Return the page of a rule whose code is in a comment, or what is known of the thing there."""
    document = ls.documents.get(params.text_document.uri)
    return await hovers.answer(ls, document, params.position) if document is not None else None


@server.feature(
    types.TEXT_DOCUMENT_COMPLETION,
    types.CompletionOptions(trigger_characters=[":", ",", "=", '"', "'", "."]),
)
def complete(ls: Session, params: types.CompletionParams) -> list[types.CompletionItem]:
    """Return the codes that may stand in a comment, or what can be written there else."""
    document = ls.documents.get(params.text_document.uri)
    return completions.answer(ls, document, params.position) if document is not None else []


@server.command(answers.EXPLAIN)
async def explain(ls: Session, code: str) -> None:
    """Open the page of a rule in the browser; say where it is to an editor that cannot."""
    if code not in codes.known():
        return
    if ls.client.pages:
        page = types.ShowDocumentParams(rule_url(code), external=True)
        await ls.window_show_document_async(page)
    else:
        told = f"{code} {codes.known()[code]}: {rule_url(code)}"
        ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, told))


@server.command(answers.APPLY)
async def apply_edit(ls: Session, edit: types.WorkspaceEdit) -> None:
    """Send an edit to an editor that takes commands and no actions."""
    await ls.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit))


@server.feature(extras.STATUS)
def status(ls: Session, params: Any) -> dict[str, Any]:
    """Return what an extension shows in its status bar for a document."""
    return extras.status(ls.settings, params.uri)


@server.feature(extras.DOCUMENTATION)
async def documentation(ls: Session, params: Any) -> dict[str, str] | None:
    """Return the page of a rule."""
    if params.code not in codes.known():
        return None
    with suppress(WorkerError):
        return {"markdown": await ls.worker.call("documentation", params.code, urgent=True)}
    return None


@server.feature(types.SHUTDOWN)
async def shut_down(ls: Session, _params: None) -> None:
    """End the worker."""
    await ls.worker.close()


def serve() -> None:
    """Serve one editor until it ends the session."""
    logging.basicConfig(level=logging.WARNING)  # on stderr: stdout is the protocol's
    stdin, stdout = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever is printed, it must not get between the messages
    server.start_io(stdin, stdout)
