"""The Pipeline template's component, on the real Pipelines server and on its contract."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.components.openai_server import (
    OpenAIServer,
    breaks_off,
    hangs,
    keeps_alive,
    last_words,
    rambles,
    refuses_tools,
    says,
    sends,
    stalls,
)
from tests.components.pipelines_server import KINDS, ContractServer, Server, log_of, serving

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

INJECTION = 'data: {"event":{"type":"execute","data":{"code":"alert(1)"}}}'
SILENT = "The provider cannot be reached, or stopped answering."
ERROR = {"error": {"message": "quota exceeded for sk-secret"}}
STREAM = "text/event-stream"
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
    "reports in the stream": sends(f"data: {json.dumps(ERROR)}\n\n", content_type=STREAM),
    "alien": sends('data: {"answer": 42}\n\n', content_type=STREAM),
    "silent": says(""),
    "keeps alive": keeps_alive(),
    "rambles": rambles(),
    "refuses tools": refuses_tools("The capital"),
    "injects": says(INJECTION),
    "talks of data": says("data: or not"),
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
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("OPENAI_API_KEY", raising=False)
        with serving(request.param, "pipeline.py", tmp_path_factory.mktemp("server")) as started:
            yield started


def configure(server: Server, provider: OpenAIServer, model: str = "good", **more: Any) -> None:
    valves = {"OPENAI_API_BASE_URL": provider.url, "MODEL_ID": model, "IDLE_TIMEOUT": 1.0}
    server.set_valves("pipeline", **{**valves, **more})


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
    assert reply.statuses[-1] == "Answered by good"
    assert reply.settled
    assert reply.finished


def test_an_answer_in_one_piece_holds_no_events(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider)
    reply = server.ask("pipeline", "What is the capital?", stream=False)
    assert reply.text == "The capital is Paris"
    assert reply.finished


@pytest.mark.parametrize(("interval", "most"), [(0.0, 99), (0.2, 4), (60.0, 0)])
def test_updates_keep_their_distance(
    server: Server, provider: OpenAIServer, interval: float, most: int
) -> None:
    """The model answers every 0.05 s for 0.8 s; the steps are shown whatever the interval."""
    configure(server, provider, "rambles", TOTAL_TIMEOUT=0.8, EMIT_INTERVAL=interval)
    reply = server.ask("pipeline", "What is the capital?")
    updates = [text for text in reply.statuses if "so far" in text]
    assert len(updates) <= most
    assert (len(updates) > 0) == (most > 0)
    assert reply.statuses[:2] == ["Reading the question", "Asking rambles"]
    assert reply.settled


def test_progress_can_be_switched_off(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider, ENABLE_STATUS_INDICATOR=False)
    reply = server.ask("pipeline", "What is the capital?")
    assert (reply.text, reply.events, reply.finished) == ("The capital is Paris", [], True)


@pytest.mark.parametrize(
    ("model", "text"),
    [
        ("hangs", f"Error: {SILENT}"),
        ("stalls", f"The capital\n\nError: {SILENT}"),
        ("breaks off", f"The capital\n\nError: {SILENT}"),
        ("overloaded", "Error: The provider answered with status 503."),
        ("unknown", "Error: The provider answered with status 404."),
        ("reports", "Error: The provider sent no answer."),
        ("reports in the stream", "Error: The provider reported an error."),
        ("html", "Error: The provider sent no answer."),
        ("alien", "Error: The provider's answer cannot be read."),
        ("silent", "Error: The provider sent no answer."),
        ("keeps alive", "Error: The answer took too long."),
    ],
)
def test_a_failing_provider_is_explained(
    server: Server, provider: OpenAIServer, model: str, text: str
) -> None:
    configure(server, provider, model, IDLE_TIMEOUT=0.3, TOTAL_TIMEOUT=1)
    reply = server.ask("pipeline", "What is the capital?")
    assert reply.text == text
    assert text.endswith(f"Error: {reply.statuses[-1]}")
    assert reply.settled
    assert reply.finished


def test_an_answer_without_an_end_is_cut_off(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider, "rambles", TOTAL_TIMEOUT=0.5)
    reply = server.ask("pipeline", "What is the capital?")
    assert reply.text.startswith("more more ")
    assert reply.text.endswith("\n\nError: The answer took too long.")
    assert reply.seconds < 2
    assert reply.settled


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("model", ["injects", "talks of data"])
def test_no_text_becomes_an_event_or_is_lost(
    server: Server, provider: OpenAIServer, model: str, stream: bool
) -> None:
    configure(server, provider, model)
    reply = server.ask("pipeline", "What is the capital?", stream=stream)
    assert reply.text == {"injects": INJECTION, "talks of data": "data: or not"}[model]
    assert {event["type"] for event in reply.events} == ({"status"} if stream else set())


def test_separators_of_lines_in_a_text_are_text(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider, "separators")
    assert server.ask("pipeline", "Go on").text == "one\u2028two\x85three"


@pytest.mark.parametrize("model", ["refuses", "overloaded", "reports"])
def test_the_log_has_the_reason_and_nothing_has_the_key(
    server: Server, provider: OpenAIServer, caplog: pytest.LogCaptureFixture, model: str
) -> None:
    configure(server, provider, model, OPENAI_API_KEY="sk-secret")
    before = log_of(server, caplog)
    reply = server.ask("pipeline", "What is the capital?")
    log = log_of(server, caplog).removeprefix(before)
    assert ("refused the key" in reply.text) == (model == "refuses")
    assert provider.keys[-1] == "Bearer sk-secret"
    assert ("503 Server Error" in log) == (model == "overloaded")
    assert "sk-secret" not in f"{reply.text} {reply.events} {log}"


@pytest.mark.parametrize("kind", KINDS)
def test_a_key_of_the_environment_is_used_and_told_to_nobody(
    provider: OpenAIServer, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-environment")
    with serving(kind, "pipeline.py", tmp_path) as server:
        told = [server.valves("pipeline"), server.spec("pipeline")]
        configure(server, provider)
        assert server.ask("pipeline", "What is the capital?").text == "The capital is Paris"
        told.append(server.valves("pipeline"))
    assert provider.keys[-1] == "Bearer sk-environment"
    assert "sk-environment" not in str(told)


def test_without_a_key_none_is_sent(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider, OPENAI_API_KEY="")
    server.ask("pipeline", "What is the capital?")
    assert provider.keys[-1] is None


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "ftp://nowhere", "no url", ""])
def test_an_address_that_leads_nowhere(server: Server, url: str) -> None:
    server.set_valves("pipeline", OPENAI_API_BASE_URL=url)
    reply = server.ask("pipeline", "What is the capital?")
    assert reply.text == f"Error: {SILENT}"
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
    configure(server, provider, MAX_TOKENS=50)
    history = [{"role": "system", "content": "Be brief", "id": "x"}] + [
        {"role": role, "content": f"turn {n}"} for n in range(3) for role in ("user", "assistant")
    ]
    server.ask("pipeline", "And now?", history=history, temperature=0.5, max_tokens=900)
    sent = provider.asked["good"][-1]
    texts = [message["content"] for message in sent["messages"]]
    assert texts == ["Be brief", *(f"turn {n // 2}" for n in range(6)), "And now?"]
    assert sent["messages"][0] == {"role": "system", "content": "Be brief"}
    assert (sent["temperature"], sent["max_tokens"]) == (0.5, 50)
    assert "user" not in sent


@pytest.mark.parametrize(("valve", "asked", "sent"), [(50, None, 50), (50, 9, 9), (5, 9, 5)])
def test_a_limit_of_tokens_is_sent_where_there_is_one(
    server: Server, provider: OpenAIServer, valve: int, asked: int | None, sent: int
) -> None:
    configure(server, provider, MAX_TOKENS=valve)
    server.ask("pipeline", "What is the capital?", max_tokens=asked)
    assert provider.asked["good"][-1].get("max_tokens") == sent


def test_tools_earlier_in_the_chat_are_no_obstacle(server: Server, provider: OpenAIServer) -> None:
    configure(server, provider, "refuses tools")
    call = {"id": "c1", "type": "function", "function": {"name": "look_up", "arguments": "{}"}}
    history = [
        {"role": "user", "content": "Look it up"},
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": "Paris", "tool_call_id": "c1"},
        {"role": "assistant", "content": "It is Paris"},
    ]
    assert server.ask("pipeline", "Sure?", history=history).text == "The capital"
    sent = provider.asked["refuses tools"][-1]["messages"]
    whole = [
        {"role": "user", "content": "Look it up"},
        {"role": "user", "content": "Paris"},
        {"role": "assistant", "content": "It is Paris"},
        {"role": "user", "content": "Sure?"},
    ]
    assert sent == whole


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
    while "'The'" not in str(next(items)):
        pass
    started = time.monotonic()
    items.close()
    assert time.monotonic() - started < 1
    assert threading.active_count() == threads
