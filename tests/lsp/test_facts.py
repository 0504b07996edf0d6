"""Hovers and completions: rule pages, and what Open WebUI gives a component."""

from __future__ import annotations

import pytest
from lsprotocol import types

from owui_lint.host import Host
from owui_lint.report import facts
from tests.lsp.editing import Client, Document

pytestmark = pytest.mark.asyncio(loop_scope="session")

FILTER = '"""\ntitle: x\n"""\n\n\nclass Filter:\n    async def inlet(self, body: dict, '
BODY = f'{FILTER}__event_emitter__=None):\n        text = "\U0001f600"\n        '
TOOLS = "class Tools:\n    def find(self, words: str) -> str:\n"


def _at(client: Client, uri: str, marked: str) -> tuple[Document, int, int]:
    """Open a text; the position is where `|` stands in it."""
    offset = marked.index("|")
    text = marked[:offset] + marked[offset + 1 :]
    line = text.count("\n", 0, offset)
    column = offset - text.rfind("\n", 0, offset) - 1
    return Document(client, uri, text), line, column


@pytest.mark.parametrize(
    ("marked", "told"),
    [
        ("x = 1  # noqa: OWU4|01\n", ["OWU401 emission-not-awaited", "## Why is this bad?"]),
        ("# owui-lint: disable=OWU312,O|WU401\n", ["OWU401 emission-not-awaited"]),
        (f"{FILTER}__event_em|itter__=None): ...\n", ["Sends an event", "`Filter.inlet`: always"]),
        (f"{FILTER}__oauth|_token__=None): ...\n", ["OAuth", "`Filter.inlet`: since 0.6.2"]),
        (f"{BODY}print(__met|adata__)\n", ["`chat_id`", "`Filter.inlet`: since"]),
        (f"{FILTER}__ta|sk__=None): ...\n", ["`Filter.inlet` is never given it", "`Pipe.pipe`"]),
        (f'{BODY}await __event_emitter__({{"type": "stat|us"', ["an event", "`done`: boolean"]),
        (
            f'{BODY}await __event_emitter__({{"type": "status", "data": {{"don|e": True}}}})',
            ["`done`: boolean", "event `status`"],
        ),
        ('"""\ntitle: x\nrequired_open_|webui_version: 0.6\n"""\nclass Pipe: ...\n', ["Read by"]),
        (
            'class Pipe:\n class Valves:\n  k = Field(json_schema_extra={"input": {"type": "pass|word"}})',
            ["settings page", "since 0.8"],
        ),
        (
            f'{TOOLS}        """Find words.\n\n        :param words: which\n        """\n'.replace(
                "find", "fi|nd"
            ),
            ['"name": "find"', '"description": "which"'],
        ),
    ],
)
async def test_hover(client: Client, uri: str, marked: str, told: list[str]) -> None:
    document, line, column = _at(client, uri, marked)
    shown = await document.hover(line, column)
    assert shown is not None
    for one in told:
        assert one in shown


@pytest.mark.parametrize(
    "marked",
    [
        "x = 'OWU4|01'\n",
        "# noqa: OWU9|99\n",
        f'{BODY}schema = {{"type": "stat|us"}}\n',
        f'{BODY}return {{"type": "file|s", "data": 1}}["x"] if print({{"type": "x"}}) else 1\n'.replace(
            '"data"', '"other"'
        ),
        f"{BODY}bo|dy\n",
        f"{BODY}# __us|er__\n",
        "__us|er__ = 1\n".replace("__us|er__", "us|er"),
    ],
)
async def test_nothing_to_show(client: Client, uri: str, marked: str) -> None:
    assert await (found := _at(client, uri, marked))[0].hover(*found[1:]) is None


@pytest.mark.parametrize(
    ("marked", "offered", "left_out"),
    [
        ("x = 1  # noqa: OWU401,OW|", ["OWU312"], ["OWU401"]),
        ("# owui-lint: disable=|", ["OWU312"], []),
        (f"{FILTER}__us|", ["__user__", "__event_emitter__"], ["__task__"]),
        (f"{FILTER}__user__: dict, |", ["__event_call__"], ["__user__"]),
        (f"{FILTER}\n        |\n    ):", ["__user__"], []),
        (f"{FILTER}x: |", [], ["__user__"]),
        (f'{BODY}await __event_emitter__({{"type": "|', ["status", "message"], ["input"]),
        (f'{BODY}await __event_call__({{"type": "|"}})', ["confirmation", "input"], ["message"]),
        (f'{BODY}await self.emit({{"ty|', ["type", "data"], []),
        (
            f'{BODY}await __event_emitter__({{"type": "status", "data": {{"done": True, "|',
            ["description"],
            ["done"],
        ),
        (f'{BODY}kept = {{"type": "|"}}', [], ["status"]),
        ('"""\ntitle: x\nver|\n"""\nclass Pipe: ...\n', ["version: "], ["title: "]),
        ("from open_webui.mo|", ["models"], ["apps"]),
        ("from open_webui.models.users import Us|", ["Users"], []),
        ("from open_webui.models.users import (\n    Users,\n    |", ["UserModel"], []),
        ("from open_webui.models import |", ["users", "chats"], []),
        (f"{TOOLS}        pass\n\n    def more(self, |", ["__user__"], ["__task__"]),
        (f"{TOOLS}        pass\n\n    def _own(self, |", [], ["__user__"]),
        ("import os\n|", [], ["os"]),
    ],
)
async def test_completion(
    client: Client, uri: str, marked: str, offered: list[str], left_out: list[str]
) -> None:
    document, line, column = _at(client, uri, marked)
    found = await document.complete(line, column)
    assert set(offered) <= set(found)
    assert not set(left_out) & set(found)
    if not offered:
        assert found == {}


async def test_what_was_found_comes_first(client: Client, uri: str) -> None:
    text = f'{BODY}__event_emitter__({{"type": "status", "data": {{}}}})  # noqa|: OWU1\n        return body\n'
    document, line, column = _at(client, uri, text)
    await document.pull()
    found = await document.complete(line, column + 2)
    first = sorted(found.values(), key=lambda one: one.sort_text or "")[0]
    assert first.label == "OWU401"


async def test_a_completion_takes_the_place_of_what_was_typed(client: Client, uri: str) -> None:
    document, line, column = _at(client, uri, f'{BODY}await __event_emitter__({{"type": "chat:m|')
    edit = (await document.complete(line, column))["chat:message"].text_edit
    assert isinstance(edit, types.TextEdit)
    assert edit.range.end == types.Position(line, column)
    assert edit.range.start == types.Position(line, column - len("chat:m"))


async def test_the_target_release_decides(modest: Client, uri: str) -> None:
    """And an editor that knows no Markdown is told the same without it."""
    document, line, column = _at(modest, uri, f"{FILTER}__oauth|_token__=None): ...\n")
    shown = await document.hover(line, column)
    assert shown is not None
    assert "(not in 0.6.5)" in shown
    assert "**" not in shown
    column -= len("oauth")
    assert "__oauth_token__" not in await document.complete(line, column)
    assert "__event_call__" in await document.complete(line, column)


async def test_each_parameter_is_described() -> None:
    assert {name: facts.holds(name) for name in Host.injected_names()}
