"""The memory action, on the host's real `Memories` model where `OWUI_HOST_PYTHON` names a host."""

from __future__ import annotations

import asyncio
import html
import sys
from typing import Any

import pytest
from markdown_it import MarkdownIt

from tests.components.host import Client, Component, load, person, run
from tests.components.memories import (
    CASES,
    OFF,
    REFUSED,
    Case,
    RecordedMemories,
    RecordedRouter,
    embed,
    play,
    play_all,
    recorded_host,
    request_with,
    signatures,
)
from tests.components.real_host import ask

Host = tuple[Component, RecordedMemories, RecordedRouter]


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Host:
    """Load the action where the host's modules are the recorded ones."""
    modules, memories, router = recorded_host()
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    return load("memory_action.py"), memories, router


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    """Play the cases on the real host, once for all."""
    return ask("tests.components.memories")


def expected(case: Case) -> dict[str, Any]:
    return {
        "name": case.name,
        "result": None,
        "memories": case.memories,
        "notifications": case.notifications,
        "asked": case.asked,
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_on_the_recorded_signature(recorded: Host, case: Case) -> None:
    action, memories, _ = recorded
    assert run(play(action, memories, case)) == expected(case)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_case_on_the_real_host(real: dict[str, Any], case: Case) -> None:
    [outcome] = [o for o in real["outcomes"] if o["name"] == case.name]
    assert outcome == expected(case)


@pytest.mark.parametrize("name", REFUSED)
def test_the_hosts_own_switches_count(recorded: Host, name: str) -> None:
    action, memories, router = recorded
    settings, case = REFUSED[name]
    router.config |= settings
    assert run(play(action, memories, case)) == expected(case)


@pytest.mark.parametrize("name", REFUSED)
def test_the_real_hosts_own_switches_count(real: dict[str, Any], name: str) -> None:
    [outcome] = [o for o in real["outcomes"] if o["name"] == name]
    assert outcome == expected(REFUSED[name][1])


def test_the_real_host_indexes_and_announces_the_memory(real: dict[str, Any]) -> None:
    row, published = real["beyond"]["row"], real["beyond"]["published"]
    assert row["meta"] == {"created_by": "manual"}
    indexed = ["user-memory-u-beyond", [row["id"]]]
    assert real["beyond"]["index"] == [indexed, "deleted", indexed], "the host's own re-indexing"
    [event] = published
    assert (event["event"], event["actor"]["id"]) == ("memory.created", "u-beyond")
    assert event["subject"] == {"type": "memory", "id": row["id"]}
    assert event["data"] == {"content_preview": "I like tea", "type": "user", "path": None}


def test_the_recorded_signatures_are_those_of_the_real_host(real: dict[str, Any]) -> None:
    modules, memories, _ = recorded_host()
    assert signatures(memories, modules) == real["signatures"]


def test_people_at_once_save_to_their_own_memories(recorded: Host) -> None:
    action, memories, _ = recorded
    assert run(play_all(action, memories)) == [expected(case) for case in CASES]


def press(recorded: Host, body: dict[str, Any], **options: Any) -> Client:
    client = options.pop("client", None) or Client()
    options.setdefault("valves", OFF)
    run(recorded[0].call("action", body, client=client, **options))
    return client


BODY = {"id": "m1", "messages": [{"id": "m1", "content": "I like tea"}]}


@pytest.mark.parametrize("user_id", ["u-broken", "u-none"])
def test_a_store_that_fails_is_an_error_notification(recorded: Host, user_id: str) -> None:
    client = press(recorded, BODY, user=person(user_id))
    assert client.notifications == [("error", "The memory could not be saved.")]


@pytest.mark.parametrize("user", [{"id": ""}, {"name": "x"}, {"id": "u-gone"}])
def test_nobody_has_no_memories(recorded: Host, user: dict[str, Any]) -> None:
    client = press(recorded, BODY, user=user)
    assert client.notifications == [("info", "Nothing was saved: nobody is signed in.")]
    assert recorded[1].rows == []


def test_a_long_text_is_offered_for_shortening(recorded: Host) -> None:
    client = Client(answers={"input": False})
    press(recorded, BODY, client=client, valves={"MAX_MEMORY_LENGTH": 6})
    assert client.calls == [
        {
            "type": "input",
            "data": {
                "title": "Add to memories",
                "message": "This message has 10 characters. Shorten it to 6.",
                "placeholder": "At most 6 characters",
                "value": "I like",
            },
        }
    ]


def test_without_a_browser_nothing_is_saved_unasked(recorded: Host) -> None:
    run(recorded[0].call("action", BODY))
    assert recorded[1].rows == []
    run(recorded[0].call("action", BODY, valves=OFF))
    assert [row.content for row in recorded[1].rows] == ["I like tea"]


def test_a_browser_that_times_out_is_no_yes(recorded: Host) -> None:
    async def timed_out(event: dict[str, Any]) -> Any:
        raise TimeoutError

    client = press(recorded, BODY, valves={}, __event_call__=timed_out)
    assert client.notifications == [("info", "Nothing was saved.")]


@pytest.mark.parametrize(
    "content",
    [None, [], [{"type": "image_url"}], '<details type="reasoning">thoughts</details>', 5],
)
def test_a_message_without_text_asks_for_one(recorded: Host, content: Any) -> None:
    body = {"id": "m1", "messages": [{"id": "m1", "content": content}]}
    client = press(recorded, body, client=Client(answers={"input": "Typed"}))
    assert [call["data"]["message"] for call in client.calls] == ["What should be remembered?"]
    assert recorded[1].rows[0].content == "Typed"


def test_text_parts_are_saved_without_the_images(recorded: Host) -> None:
    parts = [{"type": "text", "text": "Tea"}, {"type": "image_url"}, {"type": "text", "text": "!"}]
    press(recorded, {"id": "m1", "messages": [{"id": "m1", "content": parts}]})
    assert recorded[1].rows[0].content == "Tea\n!"


def test_a_memory_is_indexed_with_the_hosts_embedding_model(recorded: Host) -> None:
    async def embed(text: str, prefix: str | None = None, user: Any = None) -> list[Any]:
        return [text, prefix, user.id]

    press(recorded, BODY, user=person("u7"), __request__=request_with(embed))
    [(user_id, [item])] = recorded[2].upserts
    assert user_id == "u7"
    assert item["vector"] == ["I like tea", "passage: ", "u7"]
    assert (item["id"], item["text"]) == (recorded[1].rows[0].id, "I like tea")
    assert item["metadata"]["type"] == "user"


def test_a_memory_that_cannot_be_indexed_is_saved_all_the_same(recorded: Host) -> None:
    async def slow(text: str, prefix: str | None = None, user: Any = None) -> list[float]:
        await asyncio.sleep(60)
        return []

    recorded[0].module.__dict__["INDEX_SECONDS"] = 0.1
    for embedding in (slow, None):
        request = request_with(embedding)
        client = press(recorded, BODY, user=person(f"u{embedding}"), __request__=request)
        assert client.notifications == [("success", "Added to your memories.")]
    assert recorded[2].upserts == []
    assert len(recorded[2].published) == 2


def test_a_memory_is_announced_to_the_hosts_event_functions(recorded: Host) -> None:
    press(recorded, BODY, user=person("u7"), __request__=request_with(embed))
    [row] = recorded[1].rows
    assert row.meta == {"created_by": "manual"}
    assert recorded[2].published == [
        {
            "event": "memory.created",
            "actor": "u7",
            "subject": {"type": "memory", "id": row.id},
            "data": {"content_preview": "I like tea", "type": "user", "path": None},
        }
    ]


def test_a_button_pressed_twice_saves_once(recorded: Host) -> None:
    action, memories, _ = recorded

    class Thinking(Client):
        async def call(self, event: dict[str, Any]) -> Any:
            await super().call(event)
            await asyncio.sleep(thinking.pop())
            return True

    clients = [Thinking(answers={"confirmation": True}) for _ in range(2)]
    thinking = [0.1, 0.3]

    async def twice() -> None:
        await asyncio.gather(*(action.call("action", BODY, client=c) for c in clients))

    run(twice())
    assert [row.content for row in memories.rows] == ["I like tea"]
    assert sorted(client.notifications[0] for client in clients) == [
        ("info", "This is already in your memories."),
        ("success", "Added to your memories."),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<b>bold</b> & <details>more</details>",
        "*a* _b_ `c` ~~d~~ [e](http://f.example) ![g](h)",
        "# one\n- two\n    three\n1. four\n---\n> five",
    ],
)
def test_the_dialog_shows_the_text_and_not_its_markup(recorded: Host, text: str) -> None:
    body = {"id": "m1", "messages": [{"id": "m1", "content": text}]}
    client = Client(answers={"confirmation": False})
    press(recorded, body, client=client, valves={})
    page = (
        MarkdownIt("commonmark").enable("strikethrough").render(client.calls[0]["data"]["message"])
    )
    shown = html.unescape(page.replace("<p>", "").replace("</p>", "").replace("<br />", "")).strip()
    assert shown.split("\n") == [line.strip() for line in text.split("\n")]


THOUGHT = '<details type="reasoning" done="true"><summary>Thought</summary>\n> Hm\n</details>'


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"{THOUGHT}\nTea", "Tea"),
        (f"Tea{THOUGHT} and {THOUGHT.replace('reasoning', 'tool_calls')}milk", "Tea and milk"),
        ("<details><summary>More</summary>Tea</details>", None),
        ("Use `<details>` or <details open>.", None),
        (f"```html\n{THOUGHT}\n```\nis how it is written", None),
        (f"`{THOUGHT.splitlines()[0]}` and more", None),
        ('<details type="reasoning">a<details>b</details>c</details>Tea', "Tea"),
        ('<details type="reasoning">```\n</details>\nTea', "Tea"),
        ('Tea<details type="reasoning">broken off', "Tea"),
    ],
)
def test_only_folded_thoughts_and_calls_are_left_out(
    recorded: Host, text: str, kept: str | None
) -> None:
    press(recorded, {"id": "m1", "messages": [{"id": "m1", "content": text}]})
    assert [row.content for row in recorded[1].rows] == [text if kept is None else kept]
