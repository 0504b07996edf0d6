"""The Mixture of Agents with models and providers that fail, stall, lie or are not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.components.mixture_chat import (
    FILE,
    GOOD,
    MOA,
    ask,
    combines,
    configure,
    mixture_server,
    once,
)
from tests.components.openai_server import (
    Behaviour,
    OpenAIServer,
    breaks_off,
    hangs,
    says,
    sends,
    stalls,
)
from tests.components.pipelines_server import KINDS, Server, log_of, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


BROKE = "the provider cannot be reached, or the connection broke"
ERROR = '{"error": {"message": "no quota for sk-secret"}}'
STREAM = "text/event-stream"


@pytest.fixture(scope="module", params=KINDS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with mixture_server(request.param, tmp_path_factory.mktemp("server")) as started:
        yield started


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (hangs(), "no answer in 0.5 s"),
        (stalls("Because"), "no answer in 0.5 s"),
        (breaks_off("Because"), BROKE),
        (sends({"error": {"message": "busy"}}, status=503), "status 503"),
        (sends({"error": {"message": "no"}}, status=401), "status 401"),
        (sends(f"data: {ERROR}\n\n", content_type=STREAM), "the provider reported an error"),
        (sends("<h1>It works!</h1>", content_type="text/html"), "empty answer"),
        (sends('data: {"answer": 42}\n\n', content_type=STREAM), "unreadable answer"),
        (sends("data: []\n\n", content_type=STREAM), "unreadable answer"),
        (says(""), "empty answer"),
        (says("<think>I should say nothing.</think> "), "empty answer"),
    ],
)
def test_a_failing_agent_is_survived(server: Server, behaviour: Behaviour, reason: str) -> None:
    reply, _ = ask(server, {**GOOD, "b": behaviour}, agent_timeout=0.5)
    assert reply.text == "4 combined for Why?"
    assert f"Layer 1 of 2: b failed: {reason}" in reply.statuses
    assert not [text for text in reply.statuses if text.startswith("Layer 2") and "b" in text[8:]]
    assert reply.settled


def test_a_model_that_is_listed_but_missing(server: Server) -> None:
    models = {name: GOOD[name] for name in ("a", "c", "chief")}
    listing = sends({"data": [{"id": name} for name in ("a", "b", "c", "chief")]})
    reply, _ = ask(server, models, listing=listing)
    assert reply.text == "4 combined for Why?"
    assert "Layer 1 of 2: b failed: status 404" in reply.statuses


def test_models_that_are_not_offered_are_not_asked(server: Server) -> None:
    models = {"a": GOOD["a"], "c": GOOD["c"], "chief": GOOD["chief"]}
    reply, provider = ask(server, models, models=["a", "b", "c", "d"])
    assert reply.text == "4 combined for Why?"
    assert "The provider does not offer b, d" in reply.statuses
    assert not provider.asked["b"]


def test_a_tag_may_be_left_out(server: Server) -> None:
    listing = sends({"data": [{"id": f"{name}:latest"} for name in ("a", "b", "c", "chief")]})
    reply, _ = ask(server, GOOD, listing=listing)
    assert reply.text == "6 combined for Why?"
    assert not [text for text in reply.statuses if "not offer" in text]


@pytest.mark.parametrize(
    "listing",
    [
        sends("Not Found", status=404, content_type="text/plain"),
        sends("<h1>It works!</h1>", content_type="text/html"),
        sends({"models": []}),
        sends({"data": [{"name": "a"}]}),
        hangs(),
    ],
)
def test_without_a_list_the_models_are_tried(server: Server, listing: Behaviour) -> None:
    reply, _ = ask(server, GOOD, listing=listing)
    assert reply.text == "6 combined for Why?"
    assert reply.statuses[1].startswith("The models cannot be checked: ")


def test_no_model_is_offered(server: Server) -> None:
    reply, _ = ask(server, {"x": says("x")})
    assert reply.text == "Error: the provider offers none of the models"
    assert reply.settled


@pytest.mark.parametrize("models", [[], ["x"]])
def test_without_agents_the_aggregator_answers(server: Server, models: list[str]) -> None:
    reply, _ = ask(server, GOOD, models=models)
    assert reply.text == "0 combined for Why?"
    assert not [text for text in reply.statuses if text.startswith("Layer")]
    assert reply.statuses[-2] == "chief writes the answer"
    assert reply.settled


def test_every_model_fails(server: Server) -> None:
    reply, _ = ask(server, dict.fromkeys(["a", "b", "c", "chief"], sends({}, status=401)))
    assert reply.text.startswith("Error: no model answered (")
    for name in ("a", "b", "c", "chief"):
        assert f"{name}: status 401" in reply.text
    assert reply.settled


def test_the_aggregator_answers_when_every_agent_fails(server: Server) -> None:
    models = dict.fromkeys("abc", sends({}, status=500)) | {"chief": GOOD["chief"]}
    reply, _ = ask(server, models)
    assert reply.text == "0 combined for Why?"
    assert reply.settled


def test_the_first_layer_answers_for_a_second_that_fails(server: Server) -> None:
    reply, _ = ask(server, {**{name: once(GOOD[name]) for name in "abc"}, "chief": GOOD["chief"]})
    assert reply.text == "3 combined for Why?"


@pytest.mark.parametrize("chief", [hangs(), sends({}, status=500), says("")])
def test_an_agent_stands_in_for_the_aggregator(server: Server, chief: Behaviour) -> None:
    models = {name: says(combines) for name in "abc"} | {"chief": chief}
    reply, _ = ask(server, models, num_layers=1, agent_timeout=0.5)
    assert reply.text == "3 combined for Why?"
    assert any(text.startswith("chief failed: ") for text in reply.statuses)
    assert reply.statuses[-1] == "Answered by a"


def test_the_longest_answer_when_none_can_combine(server: Server) -> None:
    models = {"a": once(says("No")), "b": once(says("Because it is")), "c": once(says("Yes"))}
    reply, _ = ask(server, {**models, "chief": hangs()}, agent_timeout=0.5)
    assert reply.text == "Because it is"
    assert reply.statuses[-1] == "Answered by b; the answers could not be combined"
    assert reply.settled


@pytest.mark.parametrize(
    ("chief", "why"),
    [(stalls("It is"), "no answer in 0.5 s"), (breaks_off("It is"), BROKE)],
)
def test_an_answer_that_breaks_off_says_so(server: Server, chief: Behaviour, why: str) -> None:
    reply, _ = ask(server, {**GOOD, "chief": chief}, agent_timeout=0.5)
    assert reply.text == f"It is\n\n*The answer broke off: {why}.*"
    assert reply.settled


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "no url", ""])
def test_an_address_that_leads_nowhere(server: Server, url: str) -> None:
    server.set_valves(MOA, openai_api_base=url, models=["a"])
    reply = server.ask(MOA, "Why?")
    assert reply.text == f"Error: no model answered (a: {BROKE}; mistral: {BROKE})"
    assert reply.settled


def test_nothing_has_the_key(server: Server, caplog: pytest.LogCaptureFixture) -> None:
    before = log_of(server, caplog)
    broken = sends(f"data: {ERROR}\n\n", content_type=STREAM)
    reply, provider = ask(server, {**GOOD, "b": broken}, openai_api_key="sk-secret")
    log = log_of(server, caplog).removeprefix(before)
    assert set(provider.keys) == {"Bearer sk-secret"}
    assert "sk-secret" not in f"{reply.text} {reply.events} {log}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_of_the_environment_is_used_and_told_to_nobody(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-environment")
    with OpenAIServer(GOOD) as provider, serving(kind, FILE, tmp_path) as server:
        told = [server.valves(MOA), server.spec(MOA)]
        configure(server, provider)
        assert server.ask(MOA, "Why?").text == "6 combined for Why?"
        told.append(server.valves(MOA))
    assert set(provider.keys) == {"Bearer sk-environment"}
    assert "sk-environment" not in str(told)
