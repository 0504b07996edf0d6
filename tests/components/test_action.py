"""The Action template's component: confirmation, notification, changed message."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from tests.components.host import Client, Component, load, person, run

TEXT = "Write to ada@lovelace.dev or +44 20 7946 0958, card 4111 1111 1111 1111."


@pytest.fixture(scope="module")
def action() -> Component:
    return load("action.py")


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
                "message": "This replaces 1 e-mail, 1 card number and 1 phone number. "
                "It cannot be undone.",
            },
        }
    ]
    assert client.notifications == [
        ("success", "Redacted 1 e-mail, 1 card number and 1 phone number.")
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
    text = "a@b.io 10.0.0.1 4111-1111-1111-1111 (020) 7946 0958 " + "sk-" + "a1" * 20
    client = Client(answers={"confirmation": True})
    all_kinds = press(action, client, text)["messages"][0]["content"]
    assert all_kinds == "[e-mail] [IP address] [card number] [phone number] [key]"
    for valve, kept in {
        "EMAIL_ADDRESSES": "a@b.io",
        "IP_ADDRESSES": "10.0.0.1",
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
    start = time.perf_counter()
    for text in ("a." * 100_000, "1 " * 100_000, "+4 " * 70_000, "1." * 100_000, "sk-" * 70_000):
        press(action, Client(answers={"confirmation": False}), text)
    assert time.perf_counter() - start < 5


def test_users_at_once_see_their_own_notifications(action: Component) -> None:
    clients = [Client(answers={"confirmation": n % 2 == 0}) for n in range(20)]

    async def everyone() -> list[Any]:
        return await asyncio.gather(
            *(
                action.call("action", body("a@b.io " * (n + 1)), client=client, user=person(str(n)))
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
            assert client.notifications == [("success", f"Redacted {e_mails}.")]
