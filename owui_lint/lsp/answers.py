"""Findings and fixes as the protocol has them."""

from __future__ import annotations

import re

from lsprotocol import types

from owui_lint import codes
from owui_lint.finding import Applicability, Edit, Finding, Severity
from owui_lint.links import rule_url
from owui_lint.lsp.documents import Document, Result
from owui_lint.lsp.texts import Text

SOURCE = "owui-lint"
FIX_ALL = "source.fixAll.owui-lint"
EXPLAIN = "owui-lint.explain"
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.CONVENTION: types.DiagnosticSeverity.Information,
}
_TAGS = (
    (re.compile(r"unused|unreachable|never-used"), types.DiagnosticTag.Unnecessary),
    (re.compile(r"deprecated"), types.DiagnosticTag.Deprecated),
)
_CODE = re.compile(r"\bOWU[0-9]{3}\b")
_CODE_LIST = re.compile(r"#.*(?:noqa\s*:|owui-lint:\s*disable=)[\sA-Z0-9,]*$", re.IGNORECASE)


def diagnostic(finding: Finding, text: Text, uri: str) -> types.Diagnostic:
    """Return a finding as the editor shows it."""
    tags = [tag for pattern, tag in _TAGS if pattern.search(finding.name)]
    related = [
        types.DiagnosticRelatedInformation(types.Location(uri, text.range(one.span)), one.message)
        for one in finding.related
    ]
    return types.Diagnostic(
        text.range(finding.span),
        finding.message,
        severity=_SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(rule_url(finding.code)),
        source=SOURCE,
        tags=tags or None,
        related_information=related or None,
    )


def diagnostics(result: Result, uri: str) -> list[types.Diagnostic]:
    """Return all findings of a text as the editor shows them."""
    return [diagnostic(one, result.text, uri) for one in result.findings]


def _touches(one: types.Range, other: types.Range) -> bool:
    """Check whether ranges share a place; an empty one touches what it stands beside."""
    first, last = (one.start.line, one.start.character), (one.end.line, one.end.character)
    start = (other.start.line, other.start.character)
    end = (other.end.line, other.end.character)
    return first <= end and start <= last


def actions_of(
    finding: Finding, document: Document, result: Result, suppression: Edit
) -> list[types.CodeAction]:
    """Return what can be done about one finding."""
    text = result.text
    shown = [diagnostic(finding, text, document.uri)]

    def edit(edits: tuple[Edit, ...]) -> types.WorkspaceEdit:
        return types.WorkspaceEdit(changes={document.uri: [text.edit(one) for one in edits]})

    actions = []
    if finding.fix is not None:
        safe = finding.fix.applicability is Applicability.SAFE
        title = finding.fix.title.replace("`", "")
        actions.append(
            types.CodeAction(
                title if safe else f"{title} (unsafe: may change behaviour)",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=shown,
                is_preferred=safe or None,
                edit=edit(finding.fix.edits),
            )
        )
    code = finding.code
    end = len(text.source.text)
    newline = text.source.newline
    before = "" if text.source.text.endswith(("\n", "\r")) else newline
    whole = Edit(end, end, f"{before}# owui-lint: disable={code}{newline}")
    for title, change in (("on this line", suppression), ("in this file", whole)):
        actions.append(
            types.CodeAction(
                f"Disable {code} {title}",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=shown,
                edit=edit((change,)),
            )
        )
    explain = types.Command(f"Explain {code}", EXPLAIN, arguments=[code])
    actions.append(
        types.CodeAction(
            explain.title, kind=types.CodeActionKind.QuickFix, diagnostics=shown, command=explain
        )
    )
    return actions


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
    return only is None or any(kind == one or kind.startswith(f"{one}.") for one in only)


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
    line, column = text.source.position(max(text.offset(position) - int(text.source.bom), 0))
    written = text.source.lines[line - 1]
    for match in _CODE.finditer(written, max(written.find("#"), 0)):
        known = "#" in written and match.group() in codes.known()
        if known and match.start() <= column <= match.end():
            start = text.position(text.source.line_starts[line - 1] + match.start())
            end = text.position(text.source.line_starts[line - 1] + match.end())
            return match.group(), types.Range(start, end)
    return None


def code_completions(text: Text, position: types.Position) -> list[types.CompletionItem]:
    """Return our codes inside of `# noqa:` and `# owui-lint: disable=`."""
    line, column = text.source.position(max(text.offset(position) - int(text.source.bom), 0))
    if not _CODE_LIST.search(text.source.lines[line - 1][:column]):
        return []
    kind = types.CompletionItemKind.EnumMember
    return [
        types.CompletionItem(code, kind=kind, detail=name) for code, name in codes.known().items()
    ]
