"""The Mixture of Agents pipeline, on the real Pipelines server and on its contract."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from tests.components.openai_server import (
    Behaviour,
    OpenAIServer,
    breaks_off,
    hangs,
    last_words,
    says,
    sends,
    stalls,
)
from tests.components.pipelines_server import KINDS, ContractServer, Reply, Server, serving

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FILE = "mixture_of_agents_pipeline.py"
MOA = "mixture_of_agents_pipeline"
TITLE = '### Task:\nGenerate a title.\n### Output:\nJSON format: { "title": "…" }'


def system(body: Mapping[str, Any]) -> str:
    """The references a model was shown, if any."""
    return "\n".join(m["content"] for m in body["messages"] if m["role"] == "system")


def combines(body: Mapping[str, Any]) -> str:
    """Answer with the number of references and the question."""
    return f"{system(body).count('Answer ')} combined for {last_words(body)}"


GOOD = {
    "a": says(lambda body: f"a says {last_words(body)}"),
    "b": says(lambda body: f"b says {last_words(body)}"),
    "c": says(lambda body: f"c says {last_words(body)}"),
    "chief": says(combines),
}


@pytest.fixture(scope="module", params=KINDS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    with serving(request.param, FILE, tmp_path_factory.mktemp("server")) as started:
        yield started


def configure(server: Server, provider: OpenAIServer, **more: Any) -> None:
    valves = {
        "models": ["a", "b", "c"],
        "aggregator_model": "chief",
        "openai_api_base": provider.url,
        "agent_timeout": 1.0,
        "task_timeout": 4.0,
    }
    server.set_valves(MOA, **{**valves, **more})


def ask(
    server: Server, offered: Mapping[str, Behaviour], **more: Any
) -> tuple[Reply, OpenAIServer]:
    """Ask "Why?" of a provider that offers these models; `more` are valves (and `listing`)."""
    with OpenAIServer(offered, more.pop("listing", None)) as provider:
        configure(server, provider, **more)
        return server.ask(MOA, "Why?"), provider


def test_it_is_listed_and_its_valves_can_be_drawn(server: Server) -> None:
    assert server.models() == {MOA: "Mixture of Agents"}
    fields = server.spec(MOA)["properties"]
    assert all(field["description"] for field in fields.values())
    drawn = {"string", "integer", "number", "boolean", "array"}
    assert {field["type"] for field in fields.values()} <= drawn


def test_two_layers_and_a_combination(server: Server) -> None:
    reply, provider = ask(server, GOOD)
    assert reply.text == "3 combined for Why?"
    assert reply.finished
    assert reply.settled
    assert reply.statuses[0] == "Checking which models are available"
    assert reply.statuses[1].startswith("Layer 1 of 2: asking ")
    assert sorted(reply.statuses[2:5]) == [f"Layer 1 of 2: {name} answered" for name in "abc"]
    assert reply.statuses[9] == "chief writes the answer (3 to go by)"
    assert reply.statuses[10].startswith("Answered by chief in ")
    for name in "abc":
        first, second = provider.asked[name]
        assert system(first) == ""
        assert system(second).count("says Why?") == 3


def test_an_answer_in_one_piece_holds_no_events(server: Server) -> None:
    with OpenAIServer(GOOD) as provider:
        configure(server, provider)
        reply = server.ask(MOA, "Why?", stream=False)
    assert reply.text == "3 combined for Why?"


def test_progress_can_be_switched_off(server: Server) -> None:
    reply, _ = ask(server, GOOD, enable_status_indicator=False)
    assert (reply.text, reply.events, reply.finished) == ("3 combined for Why?", [], True)


def test_never_more_agents_than_models(server: Server) -> None:
    # The template's random.sample raised here; a name given twice is one model.
    models = ["a", " b ", "a", ""]
    reply, provider = ask(server, GOOD, models=models, num_agents_per_layer=9, num_layers=1)
    assert reply.text == "2 combined for Why?"
    assert [len(provider.asked[name]) for name in "abc"] == [1, 1, 0]


def test_fewer_agents_than_models(server: Server) -> None:
    reply, provider = ask(server, GOOD, num_agents_per_layer=2)
    assert reply.text == "2 combined for Why?"
    assert sum(len(provider.asked[name]) for name in "abc") == 4


@pytest.mark.parametrize(
    ("behaviour", "reason"),
    [
        (hangs(), "no answer in 0.5 s"),
        (stalls("Because"), "no answer in 0.5 s"),
        (breaks_off("Because"), "the connection broke"),
        (sends({"error": {"message": "busy"}}, status=503), "status 503"),
        (sends({"error": {"message": "no"}}, status=401), "the provider refused the key"),
        (sends({"error": {"message": "busy"}}), "the provider reported an error"),
        (sends("<h1>It works!</h1>", content_type="text/html"), "unreadable answer"),
        (sends({"choices": [{"message": {"content": {"no": "text"}}}]}), "unreadable answer"),
        (sends({"answer": 42}), "unreadable answer"),
        (sends("[]"), "unreadable answer"),
        (says(""), "empty answer"),
        (says("<think>I should say nothing.</think> "), "empty answer"),
        (sends("x" * 2**23, content_type="text/plain"), "endless answer"),
    ],
)
def test_a_failing_agent_is_survived(server: Server, behaviour: Behaviour, reason: str) -> None:
    reply, _ = ask(server, {**GOOD, "b": behaviour}, agent_timeout=0.5)
    assert reply.text == "2 combined for Why?"
    assert f"Layer 1 of 2: b failed: {reason}" in reply.statuses
    assert not [text for text in reply.statuses if text.startswith("Layer 2") and "b" in text[8:]]
    assert reply.settled


def test_a_model_that_is_listed_but_missing(server: Server) -> None:
    models = {name: GOOD[name] for name in ("a", "c", "chief")}
    listing = sends({"data": [{"id": name} for name in ("a", "b", "c", "chief")]})
    reply, _ = ask(server, models, listing=listing)
    assert reply.text == "2 combined for Why?"
    assert "Layer 1 of 2: b failed: status 404" in reply.statuses


def test_models_that_are_not_offered_are_not_asked(server: Server) -> None:
    models = {"a": GOOD["a"], "c": GOOD["c"], "chief": GOOD["chief"]}
    reply, provider = ask(server, models, models=["a", "b", "c", "d"])
    assert reply.text == "2 combined for Why?"
    assert "The provider does not offer b, d" in reply.statuses
    assert not provider.asked["b"]


def test_a_tag_may_be_left_out(server: Server) -> None:
    listing = sends({"data": [{"id": f"{name}:latest"} for name in ("a", "b", "c", "chief")]})
    reply, _ = ask(server, GOOD, listing=listing)
    assert reply.text == "3 combined for Why?"
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
    assert reply.text == "3 combined for Why?"
    assert reply.statuses[1].startswith("The models cannot be checked: ")


def test_no_model_is_offered(server: Server) -> None:
    reply, _ = ask(server, {"x": says("x")})
    assert reply.text == "Error: no agent answered (the provider offers none)"
    assert reply.settled


def test_every_agent_fails(server: Server) -> None:
    models = dict.fromkeys("abc", sends({}, status=401)) | {"chief": GOOD["chief"]}
    reply, _ = ask(server, models, openai_api_key="sk-secret")
    assert reply.text.startswith("Error: no agent answered (")
    assert "b: the provider refused the key" in reply.text
    assert "sk-secret" not in f"{reply.text} {reply.events}"
    assert reply.settled


def test_the_first_layer_answers_for_a_second_that_fails(server: Server) -> None:
    def once(name: str) -> Behaviour:
        async def behave(request: Any, body: dict[str, Any]) -> Any:
            chosen = sends({}, status=500) if system(body) else says(f"{name} says why")
            return await chosen(request, body)

        return behave

    reply, _ = ask(server, {**{name: once(name) for name in "abc"}, "chief": GOOD["chief"]})
    assert reply.text == "3 combined for Why?"


@pytest.mark.parametrize("chief", [hangs(), sends({}, status=500), says("")])
def test_an_agent_stands_in_for_the_aggregator(server: Server, chief: Behaviour) -> None:
    models = {name: says(combines) for name in "abc"} | {"chief": chief}
    reply, _ = ask(server, models, num_layers=1, agent_timeout=0.5)
    assert reply.text == "3 combined for Why?"
    assert any(text.startswith("chief failed: ") for text in reply.statuses)
    assert reply.statuses[-1].startswith("Answered by a in ")


def test_the_longest_answer_when_none_can_combine(server: Server) -> None:
    def agent(text: str) -> Behaviour:
        async def behave(request: Any, body: dict[str, Any]) -> Any:
            chosen = sends({}, status=500) if system(body) else says(text)
            return await chosen(request, body)

        return behave

    models = {"a": agent("No"), "b": agent("Because it is"), "c": agent("Yes"), "chief": hangs()}
    reply, _ = ask(server, models, agent_timeout=0.5)
    assert reply.text == "Because it is"
    assert reply.statuses[-1] == "Answered by b; the answers could not be combined"
    assert reply.settled


@pytest.mark.parametrize(
    ("chief", "why"),
    [(stalls("It is"), "no answer in 0.5 s"), (breaks_off("It is"), "the connection broke")],
)
def test_an_answer_that_breaks_off_says_so(server: Server, chief: Behaviour, why: str) -> None:
    reply, _ = ask(server, {**GOOD, "chief": chief}, agent_timeout=0.5)
    assert reply.text == f"It is\n\n*The answer broke off: {why}.*"
    assert reply.settled


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "no url", ""])
def test_an_address_that_leads_nowhere(server: Server, url: str) -> None:
    server.set_valves(MOA, openai_api_base=url, models=["a"])
    reply = server.ask(MOA, "Why?")
    assert reply.text == "Error: no agent answered (a: the provider cannot be reached)"
    assert reply.settled


def test_agents_answers_can_be_attached(server: Server) -> None:
    reply, _ = ask(server, GOOD, show_agent_answers=True, num_layers=1)
    sources = [event["data"] for event in reply.events if event["type"] == "source"]
    assert {s["source"]["name"]: s["document"] for s in sources} == {
        f"{name}, layer 1 of 1": [f"{name} says Why?"] for name in "abc"
    }
    assert all(isinstance(s["metadata"][0]["source"], str) for s in sources)


def test_a_title_is_the_work_of_one_model(server: Server) -> None:
    with OpenAIServer(GOOD) as provider:
        configure(server, provider)
        title = server.ask(MOA, TITLE, stream=False)
        assert title.text.startswith("0 combined for ### Task:")
        assert [len(provider.asked[name]) for name in "abc"] == [0, 0, 0]
        # A question with documents begins alike, but asks for no JSON, or is streamed.
        server.ask(MOA, "### Task:\nRespond to the user query.", stream=False)
        server.ask(MOA, TITLE)
        assert [len(provider.asked[name]) for name in "abc"] == [4, 4, 4]


def test_thoughts_are_not_passed_on(server: Server) -> None:
    models = {**GOOD, "a": says("<think>secret\nthought</think>a says Why?")}
    reply, provider = ask(server, models)
    assert reply.text == "3 combined for Why?"
    assert "secret" not in system(provider.asked["b"][1])


def test_history_key_and_parameters_reach_the_models(server: Server) -> None:
    history = [
        {"role": "system", "content": "Be brief", "id": "x"},
        {"role": "user", "content": "Hi"},
        {"role": "assistant", "content": "Hello"},
    ]
    with OpenAIServer(GOOD) as provider:
        configure(server, provider, openai_api_key="sk-key", num_layers=1)
        server.ask(MOA, "Why?", history=history, temperature=0.2, max_tokens=7)
    sent = provider.asked["a"][0]
    assert [m["content"] for m in sent["messages"]] == ["Be brief", "Hi", "Hello", "Why?"]
    assert sent["messages"][0] == {"role": "system", "content": "Be brief"}
    assert (sent["temperature"], sent["max_tokens"], sent["stream"]) == (0.2, 7, True)
    assert "user" not in sent
    assert set(provider.keys) == {"Bearer sk-key"}


def together(server: Server, number: int, **body: Any) -> list[Reply]:
    """Let as many users ask at once, each for a word of its own."""

    async def everybody() -> list[Reply]:
        async with aiohttp.ClientSession() as session:
            asked = [server.chat(session, MOA, f"word{n}!", **body) for n in range(number)]
            return await asyncio.gather(*asked)

    return asyncio.run(everybody())


def test_ten_tasks_at_once_with_a_hanging_agent(server: Server) -> None:
    models = {**GOOD, "b": hangs()}
    with OpenAIServer(models) as provider:
        configure(server, provider, task_timeout=6.0, show_agent_answers=True)
        replies = together(server, 10)
    assert [r.text for r in replies] == [f"2 combined for word{n}!" for n in range(10)]
    assert max(r.seconds for r in replies) < 6.0
    for n, reply in enumerate(replies):
        others = [f"word{other}!" for other in range(10) if other != n]
        assert not [word for word in others if word in f"{reply.text} {reply.events}"]
        assert reply.statuses.count("Layer 1 of 2: b failed: no answer in 1 s") == 1
        assert len(reply.statuses) == 10
        assert reply.settled


def test_ten_tasks_end_in_time_when_everything_hangs(server: Server) -> None:
    models = dict.fromkeys(("a", "b", "c"), hangs()) | {"chief": hangs()}
    with OpenAIServer(models) as provider:
        configure(server, provider, task_timeout=2.0, agent_timeout=30.0)
        replies = together(server, 10)
    assert max(r.seconds for r in replies) < 2.0
    assert all(r.text.startswith("Error: no agent answered (") for r in replies)


def test_requests_at_one_time_are_bounded(server: Server) -> None:
    slow = {name: says(f"{name} says", delay=0.05) for name in ("a", "b", "c", "chief")}
    with OpenAIServer(slow) as provider:
        configure(server, provider, max_concurrent_requests=4, num_layers=1, task_timeout=10.0)
        replies = together(server, 6)
    assert [reply.text for reply in replies] == ["chief says"] * 6
    assert provider.busiest == 4


def test_a_dropped_answer_cancels_its_requests() -> None:
    with OpenAIServer({**GOOD, "b": hangs()}) as provider, ContractServer([FILE]) as server:
        configure(server, provider, agent_timeout=30.0, task_timeout=60.0)
        pipe = server.loaded[MOA].pipe
        threads = threading.active_count()
        items = pipe("Why?", MOA, [{"role": "user", "content": "Why?"}], {"stream": True})
        for item in items:
            if "a answered" in str(item):
                break
        items.close()
        deadline = time.monotonic() + 5
        while threading.active_count() > threads and time.monotonic() < deadline:
            time.sleep(0.01)
        assert threading.active_count() == threads
