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

TEXT = "Write to ada@lovelace.dev or +44 20 7946 0958, card 4111 1111 1111 1111."


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
    text = "Write to [e-mail] or [phone number], card [card number]."
    assert result == {"messages": [{"id": "m2", "content": text, "originalContent": text}]}
    assert client.calls == [
        {
            "type": "confirmation",
            "data": {
                "title": "Redact this message?",
                "message": "This replaces 1 e-mail, 1 card number and 1 phone number: "
                "`ada@lovelace.dev`, `4111 1111 1111 1111`, `+44 20 7946 0958`. "
                "It cannot be undone.",
            },
        }
    ]
    assert client.notifications == [
        ("info", "Redacting 1 e-mail, 1 card number and 1 phone number.")
    ]


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
    assert client.notifications == [("info", "The message was left as it is.")]


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


def test_each_kind_can_be_switched_off(action: Component) -> None:
    text = "a@b.io 10.0.0.1 4111-1111-1111-1111 (020) 7946 0958 GB82 WEST 1234 5698 7654 32 "
    text += "sk-" + "a1" * 20
    client = Client(answers={"confirmation": True})
    all_kinds = press(action, client, text)["messages"][0]["content"]
    assert all_kinds == ("[e-mail] [IP address] [card number] [phone number] [bank account] [key]")
    for valve, kept in {
        "EMAIL_ADDRESSES": "a@b.io",
        "IP_ADDRESSES": "10.0.0.1",
        "BANK_ACCOUNTS": "GB82 WEST",
        "CARD_NUMBERS": "4111-1111-1111-1111",
        "PHONE_NUMBERS": "(020) 7946 0958",
        "KEYS": "sk-a1",
    }.items():
        result = press(action, client, text, valves={valve: False})
        assert kept in result["messages"][0]["content"], valve


def test_user_valves_choose_the_placeholder(action: Component) -> None:
    client = Client(answers={"confirmation": True})
    result = press(action, client, "a@b.io", user_valves={"NAME_THE_KIND": False})
    assert result["messages"][0]["content"] == "[redacted]"


def test_user_valves_that_failed_to_load_are_the_defaults(action: Component) -> None:
    client = Client(answers={"confirmation": True})
    instance = action.instance
    result = run(instance.action(body(), __user__=person(), __event_call__=client.call))
    assert "[e-mail]" in result["messages"][0]["content"]


@pytest.mark.parametrize("broken", [{}, {"messages": [], "id": "m2"}, {"messages": ["x"]}])
def test_a_body_without_the_message_is_an_error_notification(
    action: Component, broken: dict[str, Any]
) -> None:
    client = Client()
    assert run(action.call("action", broken, client=client)) is None
    assert client.notifications == [("error", "The message could not be redacted.")]


def test_a_long_hostile_text_stays_cheap(action: Component) -> None:
    start = time.process_time()
    pieces = ["a.", "1 ", "+4 ", "1.", "sk-", "eyJ", "eyJaaaaaaaa.", "a@b.c", "DE12", "DE12 ", "1:"]
    for text in ("".join([piece] * (200_000 // len(piece))) for piece in [*pieces, "0/", "abcd:"]):
        press(action, Client(answers={"confirmation": False}), text)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Due 01/02/2024.", None),
        ("From 05-06-2023 to 07/08/2023", None),
        ("since 01/2024 12 times", None),
        ("01-23-45-67-89", "[phone number]"),
        ("call 030/1234567, ok", "call [phone number], ok"),
        ("+44.20.7946.0958", "[phone number]"),
        ("about +3.14159265", None),
        ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN [bank account]."),
        ("NL91ABNA0417164300", "[bank account]"),
        ("IBAN DE88 3704 0044 0532 0130 00", None),
        ("git clone git@github.com:owner/name", None),
        ("data: ada@b.io", "data: [e-mail]"),
        ("mailto:ada@b.io: hello", "mailto:[e-mail]: hello"),
        ("2001:db8::1, fe80::1:2.", "[IP address], [IP address]."),
        ("x[1::2] std::abcd at 10:20:30 00:1a:2b:3c:4d:5e", None),
        ("github_pat_" + "a1" * 40, "[key]"),
        ("ASIA" + "A" * 16, "[key]"),
        ("sk-" + "a" * 300, "[key]"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "[key]"),
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
    assert message.startswith("This replaces 1 key and 7 e-mails: `sk-aaaa")
    assert "a`, `a0@b.io`, `a1@b.io`, `a2@b.io`, `a3@b.io` and 3 more. It" in message
    assert len(message) < 200


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
        e_mails = "1 e-mail" if n == 0 else f"{n + 1} e-mails"
        if n % 2:
            assert result is None
            assert client.notifications == [("info", "The message was left as it is.")]
        else:
            assert result["messages"][0]["content"].count("[e-mail]") == n + 1
            assert client.notifications == [("info", f"Redacting {e_mails}.")]
