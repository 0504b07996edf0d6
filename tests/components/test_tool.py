"""The Tool template's component against a local MediaWiki."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.components.host import Client, Component, load, person, run
from tests.components.stopping import stopped
from tests.components.wiki_server import TOKEN, Wiki, wiki


def look_up(subject: Any, **options: Any) -> tuple[Any, Client, Wiki]:
    """Call the tool as a model does; return its JSON, the browser and the wiki."""
    client = Client()
    more = options.pop("valves", {})

    async def go() -> tuple[Any, Client, Wiki]:
        async with wiki() as server:
            valves = {"ENDPOINT_URL": server.endpoint, **more}
            arguments = {"subject": subject}
            tool = load("tool.py")
            text = await tool.call("look_up", arguments, client=client, valves=valves, **options)
            return json.loads(text), client, server

    return run(go())


def test_an_article_is_read_and_becomes_a_source() -> None:
    result, client, server = look_up(" big\n cats", user_valves={"LANGUAGE": "De"})
    url = "https://de.wiki.test/wiki/big cats"
    assert result == {"title": "big cats", "url": url, "text": "Text. "}
    assert client.data("citation") == [
        {
            "source": {"name": "big cats", "url": url},
            "document": ["Text. "],
            "metadata": [{"source": url, "name": "big cats"}],
        }
    ]
    assert client.data("status") == [
        {"description": "Looking up “big cats”", "done": False},
        {"description": "Read “big cats”", "done": True},
    ]
    assert server.requests[0]["language"] == "de"


def test_a_long_article_is_cut() -> None:
    result, _, _ = look_up("long", valves={"MAX_CHARACTERS": 100})
    assert len(result["text"]) == 100


def test_a_call_that_is_stopped_ends_its_status() -> None:
    client = Client()

    async def go() -> None:
        async with wiki() as server:
            valves = {"ENDPOINT_URL": server.endpoint}
            work = load("tool.py").call(
                "look_up", {"subject": "slow"}, client=client, valves=valves
            )
            await stopped(work, client)

    run(go())
    assert client.statuses[-1] == "Stopped."
    assert client.finished


@pytest.mark.parametrize("subject", ["", " \n", None, ["cats"], "x" * 301])
def test_bad_parameters_are_refused_without_a_request(subject: Any) -> None:
    result, client, server = look_up(subject)
    assert result == {"error": "Give a subject of 1 to 300 characters."}
    assert client.data("status") == [{"description": result["error"], "done": True, "error": True}]
    assert server.requests == []


UNUSABLE = "The wiki's answer could not be used; the server's log has the reason."


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("403", "The wiki refused access. An administrator can check API_KEY."),
        ("404", "The wiki answered with status 404. Try again later."),
        ("500", "The wiki answered with status 500. Try again later."),
        ("error", "The wiki refused the request (maxlag)."),
        ("page", UNUSABLE),
        ("list", UNUSABLE),
        ("no title", UNUSABLE),
        ("hang up", "The wiki could not be reached. Try again later."),
        ("slow", "The wiki did not answer in time. Try again later."),
        ("missing", "The wiki has no article on “missing”. Try other words."),
        ("nothing", "The wiki has no article on “nothing”. Try other words."),
        ("no extract", "The wiki has no article on “no extract”. Try other words."),
    ],
)
def test_every_failure_has_its_words(words: str, reason: str) -> None:
    result, client, _ = look_up(words, valves={"TIMEOUT_SECONDS": 0.5 if words == "slow" else 10})
    assert result == {"error": reason}
    assert client.data("citation") == []
    assert client.data("status")[-1] == {"description": reason, "done": True, "error": True}


@pytest.mark.parametrize("language", ["evil.test/", "en.evil", "", "../x", "e"])
def test_a_language_cannot_lead_to_another_host(language: str) -> None:
    result, _, server = look_up("cats", user_valves={"LANGUAGE": language})
    assert result["error"].startswith("LANGUAGE in your settings")
    assert server.requests == []


def test_the_key_is_sent_to_the_wiki_and_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    result, _, _ = look_up("secret", valves={"API_KEY": f" {TOKEN}\n", "DEBUG": True})
    assert result["title"] == "secret"
    for words in ("secret", "403", "500", "page", "no title"):
        valves = {"API_KEY": TOKEN + "?", "DEBUG": True}
        result, client, _ = look_up(words, valves=valves)
        assert TOKEN not in json.dumps(result) + json.dumps(client.events) + caplog.text


@pytest.mark.parametrize("debug", [True, False])
def test_debug_writes_requests_to_the_log(caplog: pytest.LogCaptureFixture, debug: bool) -> None:
    caplog.set_level("INFO")
    look_up("cats", valves={"DEBUG": debug})
    assert ("Looked up 'cats'" in caplog.text) is debug


def test_calls_by_other_components_have_no_browser() -> None:
    async def go() -> None:
        async with wiki() as server:
            tool = load("tool.py")
            tool.instance.valves = tool.instance.Valves(ENDPOINT_URL=server.endpoint)
            assert "Text." in await tool.instance.look_up("cats")
            assert "error" in await tool.instance.look_up("missing")

    run(go())


def test_users_at_once_get_their_own_results_and_statuses() -> None:
    clients = [Client() for _ in range(20)]

    async def one(tool: Component, server: Wiki, n: int) -> Any:
        return await tool.call(
            "look_up",
            {"subject": f"Article{n}" if n % 3 else "missing"},
            client=clients[n],
            user=person(f"u{n}"),
            valves={"ENDPOINT_URL": server.endpoint},
            user_valves={"LANGUAGE": "de" if n % 2 else "en"},
        )

    async def go() -> list[Any]:
        async with wiki() as server:
            tool = load("tool.py")
            return await asyncio.gather(*(one(tool, server, n) for n in range(20)))

    for n, text in enumerate(run(go())):
        result, client = json.loads(text), clients[n]
        assert client.finished
        if n % 3:
            assert result["url"] == f"https://{'de' if n % 2 else 'en'}.wiki.test/wiki/Article{n}"
            assert client.statuses == [f"Looking up “Article{n}”", f"Read “Article{n}”"]
        else:
            assert "no article" in result["error"]
            assert client.data("citation") == []
