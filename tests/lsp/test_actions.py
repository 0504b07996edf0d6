"""Quick fixes, fixing everything, hiding and explaining."""

from __future__ import annotations

import pytest
from lsprotocol import types

from tests.lsp.editing import COMPONENT, EMISSION, Client, Document, edited

pytestmark = pytest.mark.asyncio(loop_scope="session")
FIX_ALL = "Fix all safe OWU findings"
FIXED = COMPONENT.replace(" __event_emitter__(", " await __event_emitter__(")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
async def test_found_by_range_alone(client: Client, uri: str, newline: str) -> None:
    text = COMPONENT.replace("\n", newline)
    document = Document(client, uri, text)
    actions = await document.actions()
    fix = actions["Add await"]
    assert fix.is_preferred
    assert edited(text, fix.edit) == FIXED.replace("\n", newline)
    every = actions[FIX_ALL]
    assert every.kind == "source.fixAll.owui-lint"
    assert edited(text, every.edit) == FIXED.replace("\n", newline)
    assert "Explain OWU401" in actions


async def test_an_edit_is_of_one_version(document: Document) -> None:
    document.change("\n", 12, 0, 12, 0)
    (fix,) = [one for title, one in (await document.actions()).items() if title == "Add await"]
    (change,) = fix.edit.document_changes
    assert change.text_document.version == document.version


@pytest.mark.parametrize("where", ["on this line", "in this file"])
async def test_hiding(client: Client, uri: str, where: str) -> None:
    document = Document(client, uri)
    text = COMPONENT
    for code in ("OWU401", "OWU402"):
        (place,) = [one.range for one in await document.pull() if one.code == code]
        action = (await document.actions(place))[f"Disable {code} {where}"]
        text = edited(text, action.edit)
        document.change(text)
        assert code not in await document.codes()
    assert text.count("# noqa: OWU401,OWU402") == (where == "on this line")
    assert text.count('"""\n# owui-lint: disable=OWU401,OWU402\n') == (where == "in this file")
    assert "OWU012" not in await document.codes()
    assert not [one for one in await document.actions() if "OWU4" in one]


async def test_fix_all_is_offered_where_it_was_asked_for(document: Document) -> None:
    top = types.Range(types.Position(3, 0), types.Position(3, 0))
    offered = await document.actions(top, ["source.fixAll"])
    assert list(offered) == [FIX_ALL]
    assert edited(COMPONENT, offered[FIX_ALL].edit) == FIXED
    assert FIX_ALL not in await document.actions(EMISSION, ["quickfix"])


async def test_an_unsafe_fix_says_so(client: Client, uri: str) -> None:
    document = Document(client, uri, COMPONENT[COMPONENT.index("class") :])
    found = next(one for one in await document.pull() if one.code == "OWU101")
    offered = await document.actions(found.range)
    (title,) = [one for one in offered if one.endswith("(unsafe: may change behaviour)")]
    assert offered[title].is_preferred is None


async def test_explaining_opens_the_page(client: Client) -> None:
    params = types.ExecuteCommandParams("owui-lint.explain", ["OWU401"])
    before = len(client.shown_documents)
    await client.workspace_execute_command_async(params)
    assert client.shown_documents[before].uri.endswith("/rules/owu401/")


async def test_an_editor_that_takes_commands_alone(modest: Client, uri: str) -> None:
    """One that shows no pages either, and has no links."""
    document = Document(modest, uri)
    (found,) = [one for one in await document.pull() if one.code == "OWU401"]
    assert found.code_description is None
    command = (await document.actions())["Add await"]
    assert isinstance(command, types.Command)
    params = types.ExecuteCommandParams(command.command, command.arguments)
    await modest.workspace_execute_command_async(params)
    assert edited(COMPONENT, modest.applied[-1], "utf-8") == FIXED
    params = types.ExecuteCommandParams("owui-lint.explain", ["OWU401"])
    await modest.workspace_execute_command_async(params)
    assert modest.messages[-1].message.endswith("/rules/owu401/")
