"""The memory action, on the host's real `Memories` model where `OWUI_HOST_PYTHON` names a host."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from tests.components.host import Client, Component, load, person, run
from tests.components.memories import (
    CASES,
    OFF,
    Case,
    RecordedMemories,
    VectorClient,
    play,
    play_all,
    recorded_host,
    signatures,
)

Host = tuple[Component, RecordedMemories, VectorClient]


@pytest.fixture
def recorded(monkeypatch: pytest.MonkeyPatch) -> Host:
    """Load the action where the host's modules are the recorded ones."""
    modules, memories, vectors = recorded_host()
    for name, module in modules.items():
        monkeypatch.setitem(sys.modules, name, module)
    return load("memory_action.py"), memories, vectors


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    """Play the cases on the real host, once for all."""
    python = os.environ.get("OWUI_HOST_PYTHON")
    if not python:
        pytest.skip("OWUI_HOST_PYTHON names no Python with Open WebUI: recorded signatures only")
    done = subprocess.run(
        [python, "-m", "tests.components.memories"],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report


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


def test_the_recorded_signatures_are_those_of_the_real_host(real: dict[str, Any]) -> None:
    assert signatures(RecordedMemories()) == real["signatures"]


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


@pytest.mark.parametrize("user", [{"id": ""}, {"name": "x"}])
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
    [None, [], [{"type": "image_url", "image_url": {}}], "<details>only thoughts</details>", 5],
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
        return [text, prefix, user]

    state = types.SimpleNamespace(EMBEDDING_FUNCTION=embed)
    request = types.SimpleNamespace(app=types.SimpleNamespace(state=state))
    press(recorded, BODY, user=person("u7"), __request__=request)
    [(collection, [item])] = recorded[2].upserts
    assert collection == "user-memory-u7"
    assert item["vector"] == ["I like tea", "passage: ", "model of u7"]
    assert (item["id"], item["text"]) == (recorded[1].rows[0].id, "I like tea")
    assert item["metadata"]["type"] == "user"


def test_a_memory_that_cannot_be_indexed_is_saved_all_the_same(recorded: Host) -> None:
    async def slow(text: str, prefix: str | None = None, user: Any = None) -> list[float]:
        await asyncio.sleep(60)
        return []

    recorded[0].module.__dict__["INDEX_SECONDS"] = 0.1
    for embedding in (slow, None):
        state = types.SimpleNamespace(EMBEDDING_FUNCTION=embedding)
        request = types.SimpleNamespace(app=types.SimpleNamespace(state=state))
        client = press(recorded, BODY, user=person(f"u{embedding}"), __request__=request)
        assert client.notifications == [("success", "Added to your memories.")]
    assert recorded[2].upserts == []
