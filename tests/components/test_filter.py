"""The filter: what it leaves out, what it keeps, what it says, in all three hooks."""

from __future__ import annotations

import asyncio
import copy
from typing import Any

import pytest

from tests.components.host import Client, Component, load, person, run

SMALL = {"MAX_TOKENS": 100, "BYTES_PER_TOKEN": 1.0}


@pytest.fixture(scope="module")
def budget() -> Component:
    return load("filter.py")


def said(role: str, text: Any, **more: Any) -> dict[str, Any]:
    return {"role": role, "content": text, **more}


def chat(*messages: dict[str, Any]) -> dict[str, Any]:
    return {"model": "m", "messages": list(messages), "stream": True}


def inlet(budget: Component, body: dict[str, Any], **options: Any) -> Any:
    return run(budget.call("inlet", body, **{"valves": SMALL, **options}))


def test_a_short_chat_goes_through_unchanged_and_unmentioned(budget: Component) -> None:
    client = Client()
    body = chat(said("system", "Be brief"), said("user", "Hello"))
    assert inlet(budget, copy.deepcopy(body), client=client) == body
    assert client.events == []


def test_the_oldest_turns_go_and_the_system_message_stays(budget: Component) -> None:
    client = Client()
    system = said("system", "Be brief")
    old = [said("user", "a" * 40), said("assistant", "b" * 40)]
    new = [said("user", "c" * 20), said("assistant", "d" * 20), said("user", "e" * 10)]
    body = inlet(budget, chat(system, *old, *new), client=client)
    assert body["messages"] == [system, *new]
    assert client.data("status") == [
        {"description": "About 74 of 100 tokens sent; 2 old messages left out", "done": True}
    ]


def test_a_tool_result_never_stays_without_its_call(budget: Component) -> None:
    call = said("assistant", "", tool_calls=[{"id": "1", "function": {"name": "f"}}])
    old = [said("user", "a" * 30), call, said("tool", "r" * 60, tool_call_id="1")]
    body = inlet(budget, chat(*old, said("assistant", "x"), said("user", "now")))
    assert body["messages"] == [said("user", "now")]


def test_the_last_turn_is_sent_even_when_too_long(budget: Component) -> None:
    client = Client()
    system, last = said("system", "s" * 50), said("user", "u" * 500)
    body = inlet(budget, chat(system, said("user", "old"), last), client=client)
    assert body["messages"] == [system, last]
    assert client.statuses == ["About 558 of 100 tokens sent; 1 old message left out"]
    assert client.finished
    inlet(budget, chat(said("user", "u" * 500)), client=client)
    assert client.statuses[-1] == "About 504 of 100 tokens sent; 0 old messages left out"


def test_images_have_a_price_and_their_bytes_have_none(budget: Component) -> None:
    image = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * 9999}}
    turn = said("user", [{"type": "text", "text": "look"}, image])
    for tokens, kept in ((1_100, 2), (1_000, 1)):
        valves = {"MAX_TOKENS": tokens, "BYTES_PER_TOKEN": 1.0}
        body = inlet(budget, chat(turn, said("user", "a" * 30)), valves=valves)
        assert len(body["messages"]) == kept


def test_a_person_can_lower_the_budget_and_not_raise_it(budget: Component) -> None:
    body = chat(said("user", "a" * 40), said("user", "b" * 10))
    own = inlet(budget, copy.deepcopy(body), user_valves={"MAX_TOKENS": 30})
    raised = inlet(budget, chat(*[said("user", "a" * 40)] * 4), user_valves={"MAX_TOKENS": 9999})
    assert own["messages"] == [said("user", "b" * 10)]
    assert len(raised["messages"]) == 2


def test_the_status_can_be_switched_off(budget: Component) -> None:
    client = Client()
    body = chat(*[said("user", "a" * 60)] * 3)
    inlet(budget, body, client=client, user_valves={"SHOW_STATUS": False})
    assert client.events == []


def test_another_filters_user_valves_are_not_taken_for_its_own(budget: Component) -> None:
    user = person(valves=object())
    body = chat(said("user", "a" * 90), said("user", "b" * 20))
    budget.instance.valves = budget.instance.Valves(**SMALL)
    assert len(run(budget.instance.inlet(body, __user__=user))["messages"]) == 1


@pytest.mark.parametrize("body", [{}, {"messages": None}, {"messages": ["text"]}, chat()])
def test_a_strange_body_goes_through(budget: Component, body: dict[str, Any]) -> None:
    before = copy.deepcopy(body)
    assert inlet(budget, body) == before


def test_the_stream_adds_the_budget_to_the_usage(budget: Component) -> None:
    event = {"choices": [], "usage": {"prompt_tokens": 25, "completion_tokens": 3}}
    changed = run(budget.call("stream", event, valves=SMALL))
    assert changed["usage"]["token_budget"] == 100


@pytest.mark.parametrize(
    "event", [{"choices": [{"delta": {"content": "Hi"}}]}, {"usage": None}, {}]
)
def test_other_pieces_of_the_stream_pass_untouched(budget: Component, event: Any) -> None:
    assert run(budget.call("stream", copy.deepcopy(event), valves=SMALL)) == event


def test_the_outlet_speaks_up_only_when_the_budget_is_nearly_used(budget: Component) -> None:
    """Above 100 % the status of the inlet is the true one, and the last one shown hides others."""
    for length, expected in [
        (20, []),
        (90, ["This chat fills about 94 % of 100 tokens"]),
        (97, []),
        (340, []),
    ]:
        client = Client()
        body = chat(said("user", "a" * length))
        assert run(budget.call("outlet", body, client=client, valves=SMALL)) is body
        assert client.statuses == expected
        assert client.finished


def test_calls_through_the_api_have_no_browser(budget: Component) -> None:
    body = chat(*[said("user", "a" * 90)] * 3)
    assert len(inlet(budget, body)["messages"]) == 1
    assert run(budget.call("outlet", chat(said("user", "a" * 99)), valves=SMALL))


def test_it_is_a_switch_with_a_place_in_the_order(budget: Component) -> None:
    assert budget.instance.toggle is True
    assert budget.instance.Valves().priority == 0
    assert budget.instance.icon.startswith("data:image/svg+xml,")


def test_users_at_once_keep_their_own_budgets_and_statuses(budget: Component) -> None:
    clients = [Client() for _ in range(20)]

    async def everyone() -> list[Any]:
        return await asyncio.gather(
            *(
                budget.call(
                    "inlet",
                    chat(*[said("user", str(n % 10) * 6)] * 10),
                    client=client,
                    user=person(f"u{n}"),
                    user_valves={"MAX_TOKENS": 10 * (n + 1)},
                    valves={"MAX_TOKENS": 100, "BYTES_PER_TOKEN": 1.0},
                )
                for n, client in enumerate(clients)
            )
        )

    for n, (client, body) in enumerate(zip(clients, run(everyone()), strict=True)):
        kept = min(n + 1, 10)
        assert body["messages"] == [said("user", str(n % 10) * 6)] * kept
        dropped = 10 - kept
        assert len(client.events) == (1 if dropped else 0)
        if dropped:
            left_out = f"{dropped} old message{'s' * (dropped != 1)} left out"
            assert client.statuses == [
                f"About {kept * 10} of {10 * (n + 1)} tokens sent; {left_out}"
            ]
