"""Open, type, break and mend, rename, close: what is found is always that of the newest text."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests.bench.samples import component
from tests.lsp.editing import COMPONENT, Client, Document

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_severity_link_and_place(document: Document) -> None:
    found = {one.code: one for one in await document.pull()}
    missing = found["OWU401"]
    assert missing.severity == types.DiagnosticSeverity.Error
    assert missing.source == "owui-lint"
    assert missing.code_description is not None
    assert missing.code_description.href.endswith("/rules/owu401/")
    assert found["OWU106"].severity == types.DiagnosticSeverity.Information


async def test_encodings(
    client: Client, modest: Client, roots: tuple[Client, Any], uri: str
) -> None:
    """With tabs and an emoji before the place."""
    text = COMPONENT.replace("text = ", "text\t=\t")
    for editor, column in ((modest, 23), (client, 21), (roots[0], 20)):
        await _place(Document(editor, uri, text), column)


async def _place(document: Document, column: int) -> None:
    (found,) = [one for one in await document.pull() if one.code == "OWU401"]
    assert (found.range.start.line, found.range.start.character) == (10, column)
    length = found.range.end.character - column
    document.change("pass  # ", 10, column, 10, column)
    assert "OWU401" not in await document.codes()
    document.change("", 10, column, 10, column + 8)
    (found,) = [one for one in await document.pull() if one.code == "OWU401"]
    assert found.range.end.character - found.range.start.character == length


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
async def test_line_ends_and_byte_order_mark(client: Client, uri: str, newline: str) -> None:
    document = Document(client, uri, "\ufeff" + COMPONENT.replace("\n", newline))
    found = {one.code: one for one in await document.pull()}
    assert found["OWU401"].range.start.line == 10
    assert found["OWU002"].range.start.line == 0
    document.change("", 0, 0, 0, 1)
    assert "OWU002" not in await document.codes()


async def test_broken_syntax_keeps_what_still_has_a_place(document: Document) -> None:
    before = await document.pull()
    document.change("class Filter(:\n", 8, 0, 9, 0)
    found = {one.code: one for one in await document.pull()}
    assert found["OWU001"].range.start.line in (8, 9)
    assert found["OWU401"].range == next(one.range for one in before if one.code == "OWU401")
    document.change("\n\n", 7, 0, 7, 0)
    found = {one.code: one for one in await document.pull()}
    assert found["OWU401"].range.start.line == 12
    document.change("class Filter:\n", 10, 0, 11, 0)
    document.change("", 7, 0, 9, 0)
    assert await document.pull() == before


async def test_the_last_of_200_quick_edits_wins(document: Document) -> None:
    for _ in range(200):
        document.change("\n", 6, 0, 6, 0)
    (found,) = [one for one in await document.pull() if one.code == "OWU401"]
    assert found.range.start.line == 210


async def test_pushed_are_those_of_the_last_of_200_quick_edits(plain: Client, uri: str) -> None:
    document = Document(plain, uri)
    for number in range(200):
        document.change("await " if number % 2 else "", 10, 21, 10, 21 if number % 2 else 27)
    document.change(COMPONENT)
    document.change("await ", 10, 21, 10, 21)
    assert "OWU106" in await document.pushed(code="OWU106", without="OWU401")
    await asyncio.sleep(0.3)
    assert "OWU401" not in await document.pushed()
    document.change(COMPONENT)
    assert "OWU401" in await document.pushed(code="OWU401")
    document.close()
    assert await document.pushed(without="OWU401") == []


async def test_ten_thousand_lines_while_typing(client: Client, uri: str) -> None:
    """Other questions are answered meanwhile, and work for texts that are gone is dropped."""
    text = component(10_000, findings=False)
    broken = "\n    def last(self):\n        return self.valves.nothing\n"
    big = Document(client, uri, text)
    pulls = []
    for number in range(12):
        big.change("x", number, 0, number, 0)
        pulls.append(asyncio.ensure_future(big.pull()))
        await asyncio.sleep(0.02)
    begin = time.monotonic()
    assert await big.complete(3, 0) == {}
    answered = time.monotonic() - begin
    big.change(text + broken)
    found = await big.codes()
    assert "OWU215" in found
    assert answered < 2
    assert all("OWU215" in [one.code for one in items] for items in await asyncio.gather(*pulls))
    big.close()


async def test_unchanged_findings_are_not_sent_twice(document: Document) -> None:
    params = types.DocumentDiagnosticParams(document.which)
    first = await document.client.text_document_diagnostic_async(params)
    params.previous_result_id = first.result_id
    again = await document.client.text_document_diagnostic_async(params)
    assert isinstance(again, types.RelatedUnchangedDocumentDiagnosticReport)


async def test_rename_and_close(document: Document, tmp_path: Path) -> None:
    assert "OWU401" in await document.codes()
    document.close()
    renamed = Document(document.client, (tmp_path / "renamed.py").as_uri())
    assert await document.pull() == []
    assert await document.actions() == {}
    assert "OWU401" in await renamed.codes()


async def test_what_is_left_alone(client: Client, tmp_path: Path) -> None:
    for uri, language in (
        ("vscode-notebook-cell:/x.ipynb#1", "python"),
        ((tmp_path / "x.md").as_uri(), "markdown"),
        ((tmp_path / "x.py").as_uri(), "plaintext"),
    ):
        item = types.TextDocumentItem(uri, language, 1, COMPONENT)
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        report = await client.text_document_diagnostic_async(params)
        assert isinstance(report, types.RelatedFullDocumentDiagnosticReport)
        assert list(report.items) == []


async def test_buffers_without_a_file(client: Client) -> None:
    assert "OWU401" in await Document(client, "untitled:Untitled-1").codes()


async def test_related_places_and_tags(client: Client, uri: str) -> None:
    text = COMPONENT.replace("version: 1.0.0", "version: 1.0.0\nversion: 2.0.0")
    text = text.replace("return body", "return body  # noqa: OWU312")
    found = {one.code: one for one in await Document(client, uri, text).pull()}
    assert found["OWU010"].tags == (types.DiagnosticTag.Unnecessary,)
    related = found["OWU108"].related_information
    assert related
    assert related[0].location.uri == uri


async def test_a_client_that_cancels(document: Document) -> None:
    document.change(COMPONENT + "\n")
    params = types.DocumentDiagnosticParams(document.which)
    asked = document.client.protocol.send_request(
        types.TEXT_DOCUMENT_DIAGNOSTIC, params, msg_id="cancel-me"
    )
    document.client.cancel_request(types.CancelParams("cancel-me"))
    with pytest.raises(Exception, match="cancel"):
        await asyncio.wrap_future(asked)
    assert "OWU401" in await document.codes()
