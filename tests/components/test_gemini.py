"""The Gemini pipe against a local server speaking the Gemini API, through the real google-genai."""

from __future__ import annotations

import asyncio
import base64
from importlib.metadata import version
from typing import Any

import pytest

from tests.components.gemini_chat import DATA_URL, ask, chat, error, text, with_server
from tests.components.gemini_server import KEY, PNG, GeminiServer
from tests.components.host import Client, Component, load, person, pieces, reply

THOUGHT = "Let me see. "


def test_the_package_tested_is_the_one_the_header_requires() -> None:
    required = load("gemini_manifold_pipe.py").header["requirements"]
    assert required == f"google-genai=={version('google-genai')}"


# ---------------------------------------------------------------- the list of models


def test_models_of_all_pages_that_can_chat_are_listed() -> None:
    async def test(server: GeminiServer, pipe: Component, valves: dict[str, Any]) -> None:
        assert await pipe.call("pipes", valves=valves) == [
            {"id": "gemini-2.5-pro", "name": "Gemini 2.5 Pro"},
            {"id": "gemini-ok", "name": "Gemini OK"},
            {"id": "gemma-3", "name": "gemma-3"},
        ]
        assert pipe.instance.name == "Google: "

    with_server(test)


def test_the_list_is_remembered_per_key_and_for_its_time() -> None:
    async def test(server: GeminiServer, pipe: Component, valves: dict[str, Any]) -> None:
        for _ in range(3):
            await pipe.call("pipes", valves=valves)
        assert server.lists == 2, "two pages, once"
        wrong = await pipe.call("pipes", valves={**valves, "GOOGLE_API_KEY": "wrong"})
        assert wrong[0]["id"] == "error"
        assert "refused the API key" in wrong[0]["name"]
        assert len(await pipe.call("pipes", valves=valves)) == 3
        server.lists = 0
        never = load("gemini_manifold_pipe.py")
        for _ in range(2):
            await never.call("pipes", valves={**valves, "MODEL_CACHE_SECONDS": 0})
        assert server.lists == 4

    with_server(test)


def test_a_failing_google_keeps_the_last_list_and_is_not_asked_each_time() -> None:
    async def test(server: GeminiServer, pipe: Component, valves: dict[str, Any]) -> None:
        short = {**valves, "MODEL_CACHE_SECONDS": 0.05}
        good = await pipe.call("pipes", valves=short)
        await asyncio.sleep(0.1)
        server.broken_list = 429
        long = {**valves, "MODEL_CACHE_SECONDS": 600}
        before = server.lists
        assert await pipe.call("pipes", valves=long) == good
        assert await pipe.call("pipes", valves=long) == good
        assert server.lists == before + 1

    with_server(test)


@pytest.mark.parametrize(
    ("code", "said"), [(403, "refused the API key"), (429, "limit"), (500, "trouble")]
)
def test_a_list_that_fails_is_an_entry_that_says_so(code: int, said: str) -> None:
    async def test(server: GeminiServer, pipe: Component, valves: dict[str, Any]) -> None:
        server.broken_list = code
        entries = await pipe.call("pipes", valves=valves)
        assert [entry["id"] for entry in entries] == ["error"]
        assert said in entries[0]["name"]

    with_server(test)


def test_a_slow_google_does_not_hold_up_the_model_list() -> None:
    async def test(server: GeminiServer, pipe: Component, valves: dict[str, Any]) -> None:
        pipe.module.__dict__["MODEL_LIST_SECONDS"] = 0.2
        server.broken_list = -1
        entries = await pipe.call("pipes", valves=valves)
        assert entries[0]["name"] == "Google sent nothing for 0.2 seconds. Try again later."

    with_server(test)


def test_without_a_key_the_list_and_the_chat_say_what_to_do() -> None:
    async def test(server: GeminiServer, pipe: Component, valves: dict[str, Any]) -> None:
        entries = await pipe.call("pipes", valves={"GOOGLE_API_KEY": ""})
        assert [entry["id"] for entry in entries] == ["error"]
        assert entries[0]["name"].startswith("GOOGLE_API_KEY is not set.")
        answer = await pipe.call("pipe", chat("error"), valves={"GOOGLE_API_KEY": ""})
        assert "An administrator can add it" in error(await pieces(answer))
        assert "Choose another" in error(
            await pieces(await pipe.call("pipe", chat("error"), valves=valves))
        )

    with_server(test)


# ---------------------------------------------------------------- answers


USAGE = {"prompt_tokens": 7, "completion_tokens": 7, "total_tokens": 14}


def test_a_stream_arrives_in_pieces_with_usage_and_a_status_that_goes_away() -> None:
    answer, client, server = ask(chat("gemini-ok"))
    assert answer == [
        {"choices": [{"index": 0, "delta": {"content": "You said "}}]},
        {"choices": [{"index": 0, "delta": {"content": "»Hello«"}}]},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}], "usage": USAGE},
    ]
    assert client.data("status") == [
        {"description": "Waiting for gemini-ok", "done": False},
        {"description": "gemini-ok answers", "done": True, "hidden": True},
    ]
    assert server.requests[0]["model"] == "gemini-ok"


def test_without_a_stream_the_answer_is_whole() -> None:
    answer, client, _ = ask(chat("gemini-thinking", stream=False))
    message = {"role": "assistant", "content": "You said »Hello«", "reasoning_content": THOUGHT}
    choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
    assert answer == [{"object": "chat.completion", "choices": choices, "usage": USAGE}]
    assert client.finished


@pytest.mark.parametrize("stream", [True, False])
def test_no_text_is_obeyed_as_an_event_or_lost(stream: bool) -> None:
    # The host passes a `str` that begins with `data:` on as a line of the stream.
    answer, _, _ = ask(chat("gemini-data", "hi", stream=stream))
    assert text(answer) == 'data: {"event": {"type": "execute"}}'


@pytest.mark.parametrize("stream", [True, False])
def test_an_answer_cut_at_the_limit_says_so(stream: bool) -> None:
    answer, client, _ = ask(chat("gemini-limit", stream=stream))
    assert text(answer) == "You said »Hello«"
    assert answer[-1]["choices"][0]["finish_reason"] == "length"
    assert client.statuses[-1] == "The answer reached its token limit"
    assert client.finished


def test_a_model_name_with_points_survives_any_function_id() -> None:
    _, _, server = ask(chat("gemini-2.5-pro"))
    assert server.requests[0]["model"] == "gemini-2.5-pro"


def test_settings_system_prompt_and_roles_reach_google() -> None:
    body = chat("gemini-ok", temperature=0.1, top_p=0.2, top_k=3, max_tokens=44, stop="END", seed=5)
    body["messages"] = [
        {"role": "system", "content": "Be brief"},
        {"role": "user", "content": "One"},
        {"role": "assistant", "content": "Two"},
        {"role": "assistant", "content": "", "tool_calls": [{"id": "1"}]},
        {"role": "tool", "content": "Three", "tool_call_id": "1"},
        {"role": "user", "content": [{"type": "text", "text": "Four"}]},
    ]
    _, _, server = ask(body)
    sent = server.requests[0]
    assert sent["systemInstruction"]["parts"] == [{"text": "Be brief"}]
    assert [(c["role"], [p["text"] for p in c["parts"]]) for c in sent["contents"]] == [
        ("user", ["One"]),
        ("model", ["Two"]),
        ("user", ["Three", "Four"]),
    ]
    assert sent["generationConfig"] == {
        "temperature": 0.1,
        "topP": 0.2,
        "topK": 3,
        "maxOutputTokens": 44,
        "stopSequences": ["END"],
        "seed": 5,
    }
    assert "safetySettings" not in sent


DEFAULTS = {"temperature": 0.7, "topP": 0.9, "topK": 40, "maxOutputTokens": 8192}


def test_what_the_chat_leaves_open_is_as_in_the_template() -> None:
    _, _, server = ask(chat("gemini-ok"))
    assert server.requests[0]["generationConfig"] == DEFAULTS
    _, _, server = ask(chat("gemini-ok"), valves={"TEMPERATURE": 0, "MAX_TOKENS": 9})
    changed = {"temperature": 0, "maxOutputTokens": 9}
    assert server.requests[0]["generationConfig"] == {**DEFAULTS, **changed}


def test_safety_settings_of_the_request_are_passed_on() -> None:
    wanted = [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}]
    _, _, server = ask({**chat("gemini-ok"), "safety_settings": wanted})
    assert server.requests[0]["safetySettings"] == wanted
    answer, _, _ = ask({**chat("gemini-ok"), "safety_settings": "none"})
    assert "safety_settings" in str(answer[-1]["error"])


def test_images_go_as_bytes_or_as_their_public_address() -> None:
    content = [
        {"type": "text", "text": "Compare"},
        {"type": "image_url", "image_url": {"url": DATA_URL}},
        {"type": "image_url", "image_url": {"url": "https://pictures.test/a/cat.webp?size=2"}},
        {"type": "image_url", "image_url": "https://pictures.test/picture"},
    ]
    answer, _, server = ask(chat("gemini-ok", content))
    compare, bytes_, *addresses = server.requests[0]["contents"][0]["parts"]
    assert compare == {"text": "Compare"}
    assert bytes_["inlineData"]["mimeType"] == "image/png"
    assert base64.urlsafe_b64decode(bytes_["inlineData"]["data"]) == PNG
    assert addresses == [
        {
            "fileData": {
                "fileUri": "https://pictures.test/a/cat.webp?size=2",
                "mimeType": "image/webp",
            }
        },
        {"fileData": {"fileUri": "https://pictures.test/picture", "mimeType": "image/jpeg"}},
    ]
    assert text(answer) == "You said »an image«"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("data:image/png;base64,A", "cannot be read"),
        ("data:image/png,plain", "cannot be read"),
        ("http://127.0.0.1/secret", "no address that Google can open"),
        ("file:///etc/passwd", "no address that Google can open"),
        ("", "no address that Google can open"),
    ],
)
def test_an_image_that_cannot_be_sent_is_an_error(url: str, said: str) -> None:
    content = [{"type": "image_url", "image_url": {"url": url}}]
    answer, client, server = ask(chat("gemini-ok", content))
    assert said in error(answer)
    assert server.requests == []
    assert client.finished


def test_permissive_safety_is_a_switch() -> None:
    _, _, server = ask(chat("gemini-ok"), valves={"USE_PERMISSIVE_SAFETY": True})
    sent = server.requests[0]["safetySettings"]
    assert {s["threshold"] for s in sent} == {"BLOCK_NONE"}
    assert len(sent) == 4


def test_thoughts_are_folded_away_and_only_on_wish() -> None:
    answer, _, server = ask(chat("gemini-thinking"), user_valves={"SHOW_THOUGHTS": True})
    thoughts = {"choices": [{"index": 0, "delta": {"reasoning_content": THOUGHT}}]}
    assert answer[0] == thoughts
    assert text(answer) == "You said »Hello«"
    thinking = {"thinkingConfig": {"includeThoughts": True}}
    assert server.requests[0]["generationConfig"] == {**DEFAULTS, **thinking}


def test_a_generated_image_is_shown() -> None:
    answer, _, _ = ask(chat("gemini-image"))
    assert f"![Generated image]({DATA_URL})" in text(answer)


def test_a_generated_image_goes_back_as_an_image_of_the_users() -> None:
    # Google refuses an image among a model's parts without the signature it came with.
    answer, _, _ = ask(chat("gemini-image"))
    body = chat("gemini-ok")
    body["messages"] = [
        {"role": "user", "content": "Draw"},
        {"role": "assistant", "content": f"Here: {text(answer)}!"},
        {"role": "user", "content": "Bluer"},
    ]
    _, _, server = ask(body)
    sent = [(c["role"], c["parts"]) for c in server.requests[0]["contents"]]
    assert [role for role, _ in sent] == ["user", "model", "user", "model", "user"]
    (image,) = sent[2][1]
    assert base64.urlsafe_b64decode(image["inlineData"]["data"]) == PNG
    assert all("base64" not in part.get("text", "") for _, parts in sent for part in parts)


def test_many_who_want_the_list_at_once_ask_google_once() -> None:
    async def test(server: GeminiServer, pipe: Component, valves: dict[str, Any]) -> None:
        for seconds in (0, 600):
            server.lists = 0
            pipe.instance.valves = pipe.instance.Valves(**valves, MODEL_CACHE_SECONDS=seconds)
            lists = await asyncio.gather(*(pipe.instance.pipes() for _ in range(20)))
            assert [len(models) for models in lists] == [3] * 20
            assert server.lists == 2, "two pages, once"

    with_server(test)


def test_the_environments_key_is_used_and_no_valve(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", KEY)

    async def test(server: GeminiServer, pipe: Component, valves: dict[str, Any]) -> None:
        valves = {**valves, "GOOGLE_API_KEY": ""}
        assert len(await pipe.call("pipes", valves=valves)) == 3
        answer = await pipe.call("pipe", chat("gemini-ok"), valves=valves)
        assert text(await pieces(answer)) == "You said »Hello«"
        assert KEY not in str(pipe.instance.Valves.model_json_schema())

    with_server(test)


def test_tasks_and_people_who_do_not_want_it_get_no_status() -> None:
    for options in ({"__task__": "title_generation"}, {"user_valves": {"SHOW_STATUS": False}}):
        answer, client, _ = ask(chat("gemini-ok", stream=False), **options)
        assert text(answer) == "You said »Hello«"
        assert client.events == []


def test_calls_through_the_api_have_no_browser() -> None:
    async def test(server: GeminiServer, pipe: Component, valves: dict[str, Any]) -> None:
        body = chat("gemini-ok", stream=False)
        answer = await pipe.call("pipe", body, valves=valves)
        assert text(await pieces(answer)) == "You said »Hello«"

    with_server(test)


# ---------------------------------------------------------------- many at once, and leaving


def test_stopping_ends_the_request_and_the_status() -> None:
    client = Client()

    async def test(server: GeminiServer, pipe: Component, valves: dict[str, Any]) -> None:
        answer = await pipe.call("pipe", chat("gemini-endless"), client=client, valves=valves)
        async for _ in answer:
            break
        await answer.aclose()
        await asyncio.wait_for(server.disconnected.wait(), 5)
        waiting = asyncio.create_task(
            reply(await pipe.call("pipe", chat("gemini-slow-start"), client=client, valves=valves))
        )
        await asyncio.sleep(0.2)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    with_server(test)
    assert client.statuses[-2:] == ["Waiting for gemini-slow-start", "Stopped"]
    assert client.finished


def test_users_at_once_get_their_own_answers_and_statuses() -> None:
    models = ["gemini-ok", "gemini-429", "gemini-cut", "gemini-thinking"]
    clients = [Client() for _ in range(24)]

    async def one(pipe: Component, n: int, valves: dict[str, Any]) -> list[Any]:
        body = chat(models[n % 4], f"I am {n}")
        options: dict[str, Any] = {"client": clients[n], "user": person(f"u{n}"), "valves": valves}
        return await pieces(await pipe.call("pipe", body, **options))

    async def test(
        server: GeminiServer, pipe: Component, valves: dict[str, Any]
    ) -> list[list[Any]]:
        return await asyncio.gather(*(one(pipe, n, valves) for n in range(24)))

    for n, answer in enumerate(with_server(test)):
        model = models[n % 4]
        if model in ("gemini-ok", "gemini-thinking"):
            assert text(answer) == f"You said »I am {n}«"
        else:
            assert error(answer)
        mentioned = {word for s in clients[n].statuses for word in s.split() if "gemini" in word}
        assert mentioned == {model}
        assert clients[n].finished
        assert len(clients[n].events) == 2
