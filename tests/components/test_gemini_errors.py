"""What the Gemini pipe makes of a provider that refuses, breaks off, stalls or is not there."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

import pytest

from tests.components.gemini_chat import ask, chat, error, text
from tests.components.gemini_server import KEY


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("gemini-400", "Google refused the request (400 INVALID_ARGUMENT)."),
        ("gemini-403", "Google refused the API key."),
        ("gemini-404", "Google does not offer this model to this API key."),
        ("gemini-429", "Google's limit for this API key is reached."),
        ("gemini-500", "Google has trouble answering (500)."),
        ("gemini-blocked", "Google declined the request (SAFETY)."),
        ("gemini-empty", "Google sent an empty answer"),
    ],
)
def test_errors_before_the_answer(model: str, said: str, stream: bool) -> None:
    answer, client, _ = ask(chat(model, stream=stream))
    assert len(answer) == 1
    assert error(answer).startswith(said)
    assert client.data("status")[-1] == {
        "description": "Gemini gave no whole answer",
        "done": True,
        "hidden": False,
    }


def test_a_wrong_key_is_named_and_not_shown(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    answer, _, _ = ask(chat("gemini-ok"), valves={"GOOGLE_API_KEY": "wrong-secret-key"})
    assert error(answer).startswith("Google refused the API key.")
    assert "wrong-secret-key" not in json.dumps(answer) + caplog.text


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ("gemini-cut", "The connection to Google broke off."),
        ("gemini-malformed", "Google sent an answer that cannot be read."),
        ("gemini-error-inside", "Google has trouble answering (503)."),
        ("gemini-unfinished", "Google broke off the answer."),
        ("gemini-slow-middle", "Google sent nothing for 0.3 seconds."),
    ],
)
def test_a_stream_that_breaks_keeps_its_beginning_and_says_so(model: str, said: str) -> None:
    answer, client, _ = ask(chat(model), valves={"TIMEOUT_SECONDS": 0.3})
    assert text(answer) == "You said "
    assert error(answer).startswith(said)
    assert client.finished


def test_without_a_stream_a_broken_answer_keeps_its_beginning_too() -> None:
    answer, client, _ = ask(chat("gemini-cut", stream=False))
    assert text(answer) == "You said \n\n*The connection to Google broke off. Try again.*"
    assert client.finished


def test_an_answer_google_stops_is_shown_as_far_as_it_came() -> None:
    answer, _, _ = ask(chat("gemini-stopped"))
    assert text(answer) == "You said »Hello«"
    assert error(answer) == "Google stopped the answer (SAFETY)."


def test_a_google_that_never_starts_is_given_up() -> None:
    start = time.perf_counter()
    answer, client, _ = ask(chat("gemini-slow-start"), valves={"TIMEOUT_SECONDS": 0.3})
    assert error(answer).startswith("Google sent nothing for 0.3 seconds.")
    assert time.perf_counter() - start < 5
    assert client.finished


def test_the_log_has_googles_reason_without_the_key(caplog: pytest.LogCaptureFixture) -> None:
    ask(chat("gemini-400"))
    assert "400 INVALID_ARGUMENT" in caplog.text
    assert "Refused [key]" in caplog.text
    assert KEY not in caplog.text


def test_an_overload_is_tried_once_more() -> None:
    answer, _, server = ask(chat("gemini-once-503"))
    assert text(answer) == "You said »Hello«"
    assert len(server.requests) == 2


def test_no_server_at_all_is_an_error_in_words() -> None:
    answer, client, _ = ask(chat("gemini-ok"), valves={"API_BASE_URL": "http://127.0.0.1:9"})
    assert error(answer) == "The connection to Google broke off. Try again."
    assert client.finished


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "This is not a Gemini model."),
        ({"model": "gemini-ok"}, "This is not a Gemini model."),
        (chat("gemini-ok", ""), "There is no message to answer."),
        (chat("gemini-ok", [{}]), "There is no message to answer."),
        (chat("gemini-ok", seed=1.5), "A setting of this chat is not one Gemini takes: seed."),
        (chat("gemini-ok", temperature="hot"), "A setting of this chat is not one Gemini takes"),
        (chat("gemini-ok", top_p=[]), "A setting of this chat is not one Gemini takes: top"),
    ],
)
def test_a_strange_request_is_an_error_in_words(body: dict[str, Any], said: str) -> None:
    answer, _, server = ask({"stream": True, **body})
    assert error(answer).startswith(said)
    assert server.requests == []


def test_a_failure_of_its_own_is_not_googles(caplog: pytest.LogCaptureFixture) -> None:
    answer, _, server = ask(chat("gemini-ok", ["no part"]))
    assert error(answer) == "The Gemini pipe failed; the server's log has the reason."
    assert "AttributeError" in caplog.text
    assert "Traceback" in caplog.text
    assert server.requests == []
