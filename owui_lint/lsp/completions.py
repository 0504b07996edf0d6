"""What an editor offers to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from owui_lint.lsp import answers
from owui_lint.lsp.texts import plain

if TYPE_CHECKING:
    from owui_lint.lsp.documents import Document
    from owui_lint.lsp.session import Session

_KINDS = {
    "parameter": types.CompletionItemKind.Variable,
    "value": types.CompletionItemKind.EnumMember,
    "key": types.CompletionItemKind.Property,
    "module": types.CompletionItemKind.Module,
    "name": types.CompletionItemKind.Reference,
}


def answer(
    session: Session, document: Document, position: types.Position
) -> list[types.CompletionItem]:
    """Return the codes that may stand in a comment, or what can be written there else."""
    text = document.text
    coded = answers.code_completions(text, position, document.known)
    if coded:
        return coded
    host = session.host(document)
    if host is None:
        return []
    from owui_lint.lsp.offered import offers

    line, column = text.place(position)
    found = []
    for number, one in enumerate(offers(text.source, line, column, host)):
        place = types.Range(text.position(one.start), text.place_of(line, column))
        found.append(
            types.CompletionItem(
                one.text,
                kind=_KINDS[one.kind],
                detail=one.detail or None,
                documentation=_documented(session, one.documentation),
                sort_text=f"{number:04}",
                text_edit=types.TextEdit(place, one.text),
            )
        )
    return found


def _documented(session: Session, told: str) -> types.MarkupContent | None:
    if not told:
        return None
    if session.client.documentation:
        return types.MarkupContent(types.MarkupKind.Markdown, told)
    return types.MarkupContent(types.MarkupKind.PlainText, plain(told))
