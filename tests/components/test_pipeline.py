"""The Pipeline template's component, on the real Pipelines server and on its contract."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.components.openai_server import (
    OpenAIServer,
    breaks_off,
    hangs,
    last_words,
    says,
    sends,
    stalls,
)
from tests.components.pipelines_server import KINDS, ContractServer, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator

ERROR = {"error": {"message": "quota exceeded for sk-secret"}}
MODELS = {
    "good": says("The capital is Paris"),
    "echo": says(lambda body: f"{len(body['messages'])}: {last_words(body)}"),
    "hangs": hangs(),
    "stalls": stalls("The capital"),
    "breaks off": breaks_off("The capital"),
    "refuses": sends(ERROR, status=401),
    "overloaded": sends(ERROR, status=503),
    "reports": sends(ERROR),
    "html": sends("<h1>It works!</h1>", content_type="text/html"),
    "alien": sends({"answer": 42}),
    "silent": says(""),
    "unstreamed": sends({"choices": [{"message": {"content": "In one piece"}}]}),
    "separators": says("one\u2028two\x85three"),
}


@pytest.fixture(scope="module")
def provider() -> Iterator[OpenAIServer]:
    with OpenAIServer(MODELS) as server:
        yield server


@pytest.fixture(scope="module", params=KINDS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with serving(request.param, "pipeline.py", tmp_path_factory.mktemp("server")) as started:
        yield started


def configure(server: Server, provider: OpenAIServer, model: str = "good", **more: Any) -> None:
    valves = {"OPENAI_API_BASE_URL": provider.url, "MODEL_ID": model, "IDLE_TIMEOUT": 1.0}
    server.set_valves("pipeline", **{**valves, **more})


def test_the_real_server_is_asked_too() -> None:
    if "real" not in KINDS:
        pytest.skip("OWUI_PIPELINES names no checkout of open-webui/pipelines: contract only")


def test_it_is_listed_and_its_valves_can_be_drawn(server: Server) -> None:
    assert server.models() == {"pipeline": "Model Pipeline"}
    fields = server.spec("pipeline")["properties"]
    assert all(field["description"] for field in fields.values())
    drawn = {"string", "integer", "number", "boolean"}
    assert {field["type"] for field in fields.values()} <= drawn


def test_a_streamed_answer_with_its_progress(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider)
    reply = server.ask("pipeline", "What is the capital?")
    assert reply.text == "The capital is Paris"
    assert reply.statuses[:2] == ["Reading the question", "Asking good"]
    assert reply.statuses[2].startswith("Answered by good in ")
    assert reply.settled
    assert reply.finished


def test_an_answer_in_one_piece_holds_no_events(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider)
    reply = server.ask("pipeline", "What is the capital?", stream=False)
    assert reply.text == "The capital is Paris"
    assert reply.finished


def test_progress_can_be_switched_off(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider, ENABLE_STATUS_INDICATOR=False)
    reply = server.ask("pipeline", "What is the capital?")
    assert (reply.text, reply.events, reply.finished) == ("The capital is Paris", [], True)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        ("hangs", "Error: The provider said nothing for 0.3 s."),
        ("stalls", "The capital\n\nError: The provider said nothing for 0.3 s."),
        ("breaks off", "The capital\n\nError: The connection to the provider broke."),
        ("overloaded", "Error: The provider answered with status 503."),
        ("unknown", "Error: The provider answered with status 404."),
        ("reports", "Error: The provider reported an error."),
        ("html", "Error: The provider's answer cannot be read."),
        ("alien", "Error: The provider's answer cannot be read."),
        ("silent", "Error: The provider sent no answer."),
    ],
)
def test_a_failing_provider_is_explained(
    server: Server, provider: OpenAIServer, model: str, text: str
) -> None:
    configure(server, provider, model, IDLE_TIMEOUT=0.3)
    reply = server.ask("pipeline", "What is the capital?")
    assert reply.text == text
    assert text.endswith(f"Error: {reply.statuses[-1]}")
    assert reply.settled
    assert reply.finished


@pytest.mark.parametrize(
    ("model", "text"),
    [("unstreamed", "In one piece"), ("separators", "one\u2028two\x85three")],
)
def test_odd_but_right_answers_are_read(
    server: Server, provider: OpenAIServer, model: str, text: str
) -> None:
    configure(server, provider, model)
    assert server.ask("pipeline", "Go on").text == text


def test_a_refused_key_is_named_and_never_shown(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider, "refuses", OPENAI_API_KEY="sk-secret")
    reply = server.ask("pipeline", "What is the capital?")
    assert "refused the key" in reply.text
    assert "sk-secret" not in f"{reply.text} {reply.events}"
    assert provider.keys[-1] == "Bearer sk-secret"


def test_without_a_key_none_is_sent(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider, OPENAI_API_KEY="")
    server.ask("pipeline", "What is the capital?")
    assert provider.keys[-1] is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "ftp://nowhere", "no url", ""])
def test_an_address_that_leads_nowhere(server: Server, url: str) -> None:
    server.set_valves("pipeline", OPENAI_API_BASE_URL=url)
    reply = server.ask("pipeline", "What is the capital?")
    assert reply.text == "Error: The provider cannot be reached."
    assert reply.settled


@pytest.mark.parametrize("question", [None, "", "  \n"])
def test_no_question_is_no_request(
    server: Server, provider: OpenAIServer, question: str | None
) -> None:
    configure(server, provider)
    before = len(provider.asked["good"])
    reply = server.ask("pipeline", question, history=[{"role": "system", "content": "Be brief"}])
    assert reply.text == "Error: There is no question to answer."
    assert len(provider.asked["good"]) == before


def test_history_and_parameters_reach_the_model(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider, MAX_HISTORY=2, MAX_TOKENS=50)
    history = [{"role": "system", "content": "Be brief", "id": "x"}] + [
        {"role": role, "content": f"turn {n}"} for n in range(3) for role in ("user", "assistant")
    ]
    server.ask("pipeline", "And now?", history=history, temperature=0.5, max_tokens=900)
    sent = provider.asked["good"][-1]
    texts = [message["content"] for message in sent["messages"]]
    assert texts == ["Be brief", "turn 2", "And now?"]
    assert sent["messages"][0] == {"role": "system", "content": "Be brief"}
    assert (sent["temperature"], sent["max_tokens"]) == (0.5, 50)
    assert "user" not in sent


def test_an_image_is_passed_on(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider)
    image = [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]
    history = [{"role": "user", "content": image}]
    assert server.ask("pipeline", None, history=history).text == "The capital is Paris"
    assert provider.asked["good"][-1]["messages"] == history


def test_many_users_at_once_get_their_own_answers(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider, "echo")

    async def everybody() -> list[Any]:
        async with aiohttp.ClientSession() as session:
            return await asyncio.gather(
                *(server.chat(session, "pipeline", f"I am {n}") for n in range(20))
            )

    replies = asyncio.run(everybody())
    assert [reply.text for reply in replies] == [f"1: I am {n}" for n in range(20)]
    assert all(reply.settled for reply in replies)


def test_a_lost_client_ends_the_request(provider: OpenAIServer) -> None:
    with ContractServer(["pipeline.py"]) as server:
        configure(server, provider, "stalls", IDLE_TIMEOUT=30.0)
        pipe = server.loaded["pipeline"].pipe
    threads = threading.active_count()
    items = pipe("Go", "pipeline", [{"role": "user", "content": "Go"}], {"stream": True})
    while next(items) != "The":
        pass
    started = time.monotonic()
    items.close()
    assert time.monotonic() - started < 1
    assert threading.active_count() == threads
