"""Findings and fixes as the protocol has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lsprotocol import types

from owui_lint import codes
from owui_lint.finding import Applicability, Edit, Finding, Severity, Tag
from owui_lint.links import rule_url
from owui_lint.lsp.client import Client
from owui_lint.lsp.documents import Document, Result
from owui_lint.lsp.texts import Text

SOURCE = "owui-lint"
FIX_ALL = "source.fixAll.owui-lint"
FIX_ALL_TITLE = "Fix all safe OWU findings"
EXPLAIN = "owui-lint.explain"
APPLY = "owui-lint.applyEdit"
"""For editors that take no code actions but commands: the server sends the edit."""
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.CONVENTION: types.DiagnosticSeverity.Information,
}
_TAGS = {
    Tag.UNNECESSARY: types.DiagnosticTag.Unnecessary,
    Tag.DEPRECATED: types.DiagnosticTag.Deprecated,
}
_CODE = re.compile(r"\bOWU[0-9]{3}\b")
_CODE_LIST = re.compile(
    r"#.*?(?:noqa\s*:|owui-lint:\s*disable\s*=)\s*((?:[A-Z]+[0-9]*[\s,]+)*)(\w*)$", re.IGNORECASE
)


def diagnostic(finding: Finding, result: Result, uri: str, client: Client) -> types.Diagnostic:
    """Return a finding as the editor shows it."""
    text = result.text
    tag = _TAGS.get(result.tags[finding.code]) if finding.code in result.tags else None
    related = [
        types.DiagnosticRelatedInformation(types.Location(uri, text.range(one.span)), one.message)
        for one in finding.related
    ]
    link = types.CodeDescription(rule_url(finding.code)) if client.links else None
    return types.Diagnostic(
        text.range(finding.span),
        finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=link,
        source=SOURCE,
        tags=[tag] if tag is not None and tag in client.tags else None,
        related_information=(related or None) if client.related else None,
    )


def diagnostics(result: Result, uri: str, client: Client) -> list[types.Diagnostic]:
    """Return all findings of a text as the editor shows them."""
    return [diagnostic(one, result, uri, client) for one in result.findings]


def _touches(one: types.Range, other: types.Range) -> bool:
    """Check whether ranges share a place; an empty one touches what it stands beside."""
    first, last = (one.start.line, one.start.character), (one.end.line, one.end.character)
    start = (other.start.line, other.start.character)
    end = (other.end.line, other.end.character)
    return first <= end and start <= last


def workspace_edit(
    document: Document, text: Text, edits: Sequence[types.TextEdit], client: Client
) -> types.WorkspaceEdit:
    """Return edits of one text, which the editor refuses for a later one where it can."""
    if client.versions and text.version is not None:
        which = types.OptionalVersionedTextDocumentIdentifier(document.uri, text.version)
        return types.WorkspaceEdit(document_changes=[types.TextDocumentEdit(which, list(edits))])
    return types.WorkspaceEdit(changes={document.uri: list(edits)})


def actions_of(
    finding: Finding,
    document: Document,
    result: Result,
    hiding: tuple[Edit, Edit],
    client: Client,
) -> list[types.CodeAction]:
    """Return what can be done about one finding."""
    text, code = result.text, finding.code

    def action(title: str, edits: tuple[Edit, ...], *, preferred: bool = False) -> Any:
        changes = [text.edit(one) for one in edits]
        return types.CodeAction(
            title,
            kind=types.CodeActionKind.QuickFix,
            diagnostics=[diagnostic(finding, result, document.uri, client)],
            is_preferred=True if preferred and client.prefers else None,
            edit=workspace_edit(document, text, changes, client),
        )

    actions = []
    if finding.fix is not None:
        safe = finding.fix.applicability is Applicability.SAFE
        title = finding.fix.title.replace("`", "")
        title = title if safe else f"{title} (unsafe: may change behaviour)"
        actions.append(action(title, finding.fix.edits, preferred=safe))
    actions.append(action(f"Disable {code} on this line", hiding[:1]))
    actions.append(action(f"Disable {code} in this file", hiding[1:]))
    explain = action(f"Explain {code}", ())
    explain.edit = None
    explain.command = types.Command(explain.title, EXPLAIN, arguments=[code])
    return [*actions, explain]


def as_commands(actions: Sequence[types.CodeAction], client: Client) -> list[types.Command]:
    """Return actions for an editor that takes commands alone."""
    found = []
    for one in actions:
        if one.command is not None:
            found.append(one.command)
        elif one.edit is not None and client.applies:
            found.append(types.Command(one.title, APPLY, arguments=[one.edit]))
    return found


def has_safe_fix(result: Result) -> bool:
    """Check whether fixing everything would change something."""
    return any(
        one.fix is not None and one.fix.applicability is Applicability.SAFE
        for one in result.findings
    )


def asked_for(params: types.CodeActionParams, result: Result) -> list[Finding]:
    """Return the findings that actions are wanted for: by place and, where sent, by code.

    Some editors send diagnostics without source and data, and some none at all.
    """
    wanted = {str(one.code) for one in params.context.diagnostics if one.code is not None}
    near = [one for one in result.findings if _touches(result.text.range(one.span), params.range)]
    return [one for one in near if one.code in wanted] or near


def wants(params: types.CodeActionParams, kind: str) -> bool:
    """Check whether the editor asks for actions of a kind."""
    only = params.context.only
    return only is None or any(one in ("", kind) or kind.startswith(f"{one}.") for one in only)


def replacing(text: Text, new: str) -> types.TextEdit:
    """Return the smallest one edit that turns a text into `new`."""
    old = text.source.text
    shorter = min(len(old), len(new))
    start = next((at for at in range(shorter) if old[at] != new[at]), shorter)
    tail = 0
    while tail < shorter - start and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return text.edit(Edit(start, len(old) - tail, new[start : len(new) - tail]))


def code_at(text: Text, position: types.Position) -> tuple[str, types.Range] | None:
    """Return the code of ours that is written in a comment at a position, and its range."""
    line, column = text.place(position)
    written = text.source.lines[line]
    for match in _CODE.finditer(written, max(written.find("#"), 0)):
        known = "#" in written and match.group() in codes.known()
        if known and match.start() <= column <= match.end():
            start = text.position(text.source.line_starts[line] + match.start())
            end = text.position(text.source.line_starts[line] + match.end())
            return match.group(), types.Range(start, end)
    return None


def code_completions(
    text: Text, position: types.Position, found: Sequence[Finding] = ()
) -> list[types.CompletionItem]:
    """Return our codes inside of `# noqa:` and `# owui-lint: disable=`; those found there first."""
    line, column = text.place(position)
    before = text.source.lines[line][:column]
    match = _CODE_LIST.search(before)
    if match is None:
        return []
    listed = set(match.group(1).upper().replace(",", " ").split())
    first = text.position(text.source.line_starts[line] + match.start(2))
    place = types.Range(first, position)
    whole_file = "noqa" not in match.group().lower()
    here = {
        one.code for one in found if whole_file or one.span.line <= line + 1 <= one.span.end_line
    }
    return [
        types.CompletionItem(
            code,
            kind=types.CompletionItemKind.EnumMember,
            detail=name,
            sort_text=f"{int(code not in here)}{code}",
            text_edit=types.TextEdit(place, code),
        )
        for code, name in codes.known().items()
        if code not in listed
    ]
