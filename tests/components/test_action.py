"""The Action template's component: confirmation, notification, changed message."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from typing import Any

import pytest

from tests.components.chats import BODY as STORED
from tests.components.chats import (
    MAIL,
    MESSAGE,
    RecordedChats,
    press_as,
    recorded_chats,
    signatures,
)
from tests.components.host import Client, Component, load, person, run
from tests.components.real_host import ask

KEY = "sk-" + "a1" * 20
FAILED = ("error", "Redacting failed; the server's log has the reason.")
TEXT = f"Write to ada@lovelace.dev or use {KEY}."


@pytest.fixture(autouse=True)
def recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the host's modules that the action imports, with recorded contents."""
    for name, module in recorded_chats().items():
        monkeypatch.setitem(sys.modules, name, module)


@pytest.fixture
def action(recorded: None) -> Component:
    return load("action.py")


@pytest.fixture(scope="module")
def real() -> dict[str, Any]:
    """Press the button on the real host, once for all."""
    return ask("tests.components.chats")


def body(text: str = TEXT) -> dict[str, Any]:
    messages = [
        {"id": "m1", "role": "user", "content": "Who is ada@lovelace.dev?"},
        {"id": "m2", "role": "assistant", "content": text},
    ]
    return {"model": "m", "chat_id": "c", "session_id": "s", "id": "m2", "messages": messages}


def press(action: Component, client: Client | None, text: str = TEXT, **options: Any) -> Any:
    return run(action.call("action", body(text), client=client, **options))


def test_a_confirmed_message_is_changed_and_its_original_not_kept(action: Component) -> None:
    client = Client(answers={"confirmation": True})
    result = press(action, client)
    text = "Write to [e-mail] or use [key]."
    assert result == {"messages": [{"id": "m2", "content": text, "originalContent": text}]}
    assert client.calls == [
        {
            "type": "confirmation",
            "data": {
                "title": "Redact this message?",
                "message": f"This cannot be undone: `{KEY[:40]}`, `ada@lovelace.dev`",
            },
        }
    ]
    assert client.notifications == [("success", "Redacted 2 of: key, e-mail.")]


@pytest.mark.parametrize("answer", [False, None, "yes", {"error": "Event call timed out."}])
def test_anything_but_true_leaves_the_message(action: Component, answer: Any) -> None:
    client = Client(answers={"confirmation": answer})
    assert press(action, client) is None
    assert client.notifications == [("info", "The message was left as it is.")]


def test_a_lost_client_is_not_a_yes(action: Component) -> None:
    assert press(action, Client(lost=True)) is None


def test_a_client_that_raises_is_not_a_yes(action: Component) -> None:
    async def timed_out(event: dict[str, Any]) -> Any:
        raise TimeoutError

    client = Client()
    result = press(action, client, __event_call__=timed_out)
    assert result is None
    assert client.notifications == [FAILED]


def test_without_a_browser_nothing_is_changed_unasked(action: Component) -> None:
    assert press(action, None) is None


def test_without_confirmation_it_works_even_without_a_browser(action: Component) -> None:
    result = press(action, None, valves={"CONFIRMATION_REQUIRED": False})
    assert "[e-mail]" in result["messages"][0]["content"]


def test_nothing_found_is_said_and_not_asked(action: Component) -> None:
    client = Client()
    assert press(action, client, "On 2024-01-31 version 1.20.300.4 had 1234567 users.") is None
    assert client.calls == []
    assert client.notifications == [("info", "There is nothing to redact here.")]


@pytest.mark.parametrize("broken", [{}, {"messages": [], "id": "m2"}, {"messages": ["x"]}])
def test_a_body_without_the_message_is_an_error_notification(
    action: Component, broken: dict[str, Any]
) -> None:
    client = Client()
    assert run(action.call("action", broken, client=client)) is None
    assert client.notifications == [FAILED]


def test_a_long_hostile_text_stays_cheap(action: Component) -> None:
    start = time.process_time()
    pieces = [
        "a.",
        "1 ",
        "1.",
        "sk-",
        "a@b.c",
        "a@b.c ",
        "DE12",
        "DE12 ",
        "DE89 3704 0044 0532 0130 00 ",
    ]
    for text in ("".join([piece] * (200_000 // len(piece))) for piece in pieces):
        press(action, Client(answers={"confirmation": False}), text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN [IBAN]."),
        ("NL91ABNA0417164300", "[IBAN]"),
        ("IBAN DE88 3704 0044 0532 0130 00", None),
        ("IBAN DE89 3704 0044 0532 0130 00 DANKE", "IBAN [IBAN] DANKE"),
        ("AT61 1904 3002 3457 3201 BANK OK", "[IBAN] BANK OK"),
        ("NL91ABNA0417164300 OK", "[IBAN] OK"),
        ("AT61 1904 3002 3457 3201 AT61 1904 3002 3457 3201 NOW", "[IBAN] [IBAN] NOW"),
        ("GB82 WEST 1234 5698 7654 32 PAY BY 1 MAY", "[IBAN] PAY BY 1 MAY"),
        ("data: ada@b.io", "data: [e-mail]"),
        ("mailto:ada@b.io: hello", "mailto:[e-mail]: hello"),
        ("On 2024-01-31 version 1.20.300.4 had 1234567 users.", None),
        ("ASIA" + "A" * 16, "[key]"),
        ("sk-" + "a" * 300, "[key]"),
    ],
)
def test_what_is_found_and_what_only_looks_so(
    action: Component, text: str, redacted: str | None
) -> None:
    result = press(action, Client(answers={"confirmation": True}), text)
    assert (result and result["messages"][0]["content"]) == redacted


def test_the_first_findings_are_named_before_they_go(action: Component) -> None:
    client = Client(answers={"confirmation": False})
    press(action, client, mails(7) + mails(7) + "sk-" + "a" * 99)
    message = client.calls[0]["data"]["message"]
    assert message.startswith("This cannot be undone: `sk-aaaa")
    assert message.endswith("a`, `a0@b.io`, `a1@b.io`, `a2@b.io`, `a3@b.io` …")
    assert len(message) < 200


def test_the_chats_title_is_redacted_too(monkeypatch: pytest.MonkeyPatch) -> None:
    chats = RecordedChats()
    for name, module in recorded_chats(chats).items():
        monkeypatch.setitem(sys.modules, name, module)
    client = Client(answers={"confirmation": True})
    run(load("action.py").call("action", STORED, client=client, user=person("u1")))
    assert chats.titles == {"c1": "About [e-mail]"}
    assert client.data("chat:title") == ["About [e-mail]"]
    chats.titles.clear()
    run(load("action.py").call("action", STORED, client=client, user=person("u2")))
    assert chats.titles == {}, "a chat of somebody else"


def test_the_button_has_a_text_and_an_icon(action: Component) -> None:
    [button] = action.instance.actions
    assert button["name"] == "Redact this message"
    assert button["icon_url"].startswith("data:image/svg+xml,")


def test_parts_of_a_message_stay_parts(action: Component) -> None:
    parts = [{"type": "text", "text": "a@b.io"}, {"type": "image_url", "image_url": {"url": "x"}}]
    message = {"id": "m2", "content": parts}
    client = Client(answers={"confirmation": True})
    result = run(action.call("action", {"id": "m2", "messages": [message]}, client=client))
    assert result["messages"][0]["content"] == [{"type": "text", "text": "[e-mail]"}, parts[1]]


def check_owners_answer(changed: dict[str, Any]) -> None:
    """Thoughts, calls, results, sources and statuses are without it; ids and images as they were."""
    assert MAIL not in json.dumps(changed)
    for name in ("output", "sources", "statusHistory"):
        text = json.dumps(MESSAGE[name]).replace(MAIL, "[e-mail]")
        assert changed[name] == json.loads(text)


def test_what_the_message_holds_beside_its_text_goes_too() -> None:
    check_owners_answer(run(press_as("u1")))


def test_nobody_reads_the_chat_of_somebody_else() -> None:
    assert run(press_as("u2")).keys() == {"id", "content", "originalContent"}


def test_the_same_on_the_real_host(real: dict[str, Any]) -> None:
    check_owners_answer(real["u1"])
    assert real["u2"].keys() == {"id", "content", "originalContent"}
    assert real["title"] == "About [e-mail]"
    assert signatures(RecordedChats()) == real["calls"]


def test_sources_of_a_temporary_chat_come_with_the_body(action: Component) -> None:
    message = {**STORED["messages"][0], "sources": MESSAGE["sources"]}
    temporary = {**STORED, "chat_id": "local:1", "messages": [message]}
    client = Client(answers={"confirmation": True})
    result = run(action.call("action", temporary, client=client))
    assert result["messages"][0]["sources"][0]["document"] == ["Ada, [e-mail]"]


def mails(count: int) -> str:
    return "".join(f"a{n}@b.io " for n in range(count))


def test_users_at_once_see_their_own_notifications(action: Component) -> None:
    clients = [Client(answers={"confirmation": n % 2 == 0}) for n in range(20)]

    async def everyone() -> list[Any]:
        return await asyncio.gather(
            *(
                action.call("action", body(mails(n + 1)), client=client, user=person(str(n)))
                for n, client in enumerate(clients)
            )
        )

    for n, (client, result) in enumerate(zip(clients, run(everyone()), strict=True)):
        if n % 2:
            assert result is None
            assert client.notifications == [("info", "The message was left as it is.")]
        else:
            assert result["messages"][0]["content"].count("[e-mail]") == n + 1
            assert client.notifications == [("success", f"Redacted {n + 1} of: e-mail.")]
