"""What an editor shows under the pointer."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from lsprotocol import types

from owui_lint.lsp import answers
from owui_lint.lsp.context import tool_at
from owui_lint.lsp.process import WorkerError
from owui_lint.lsp.texts import plain

if TYPE_CHECKING:
    from owui_lint.lsp.documents import Document
    from owui_lint.lsp.session import Session


async def answer(
    session: Session, document: Document, position: types.Position
) -> types.Hover | None:
    """Return what is known of the thing at a position."""
    text = document.text
    coded = answers.code_at(text, position)
    if coded is not None:
        code, place = coded
        with suppress(WorkerError):
            page = await session.worker.call("documentation", code, urgent=True)
            return _shown(session, page, place)
        return None
    host = session.host(document)
    if host is None:
        return None
    from owui_lint.lsp.shown import hover

    line, column = text.place(position)
    tool = tool_at(list(text.source.lines), line, column)
    if tool is not None:
        arguments = (text.text, tool, document.path, str(host.version))
        with suppress(WorkerError):
            page = await session.worker.call("tool", *arguments, urgent=True)
            return None if page is None else _shown(session, page, None)
        return None
    found = hover(text.source, line, column, host)
    if found is None:
        return None
    place = types.Range(text.position(found.start), text.position(found.end))
    return _shown(session, found.text, place)


def _shown(session: Session, page: str, place: types.Range | None) -> types.Hover:
    if session.client.markdown:
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, page), place)
    return types.Hover(types.MarkupContent(types.MarkupKind.PlainText, plain(page)), place)
