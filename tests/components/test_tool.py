"""The Tool template's component against a local MediaWiki."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from tests.components.host import Client, Component, load, person, run
from tests.components.stopping import stopped
from tests.components.wiki_server import TOKEN, Wiki, wiki


def ask(method: str, arguments: dict[str, Any], **options: Any) -> tuple[Any, Client, Wiki]:
    """Call one method as a model does; return its JSON, the browser and the wiki."""
    client = Client()
    more = options.pop("valves", {})

    async def go() -> tuple[Any, Client, Wiki]:
        async with wiki() as server:
            valves = {"ENDPOINT_URL": server.endpoint, **more}
            tool = load("tool.py")
            text = await tool.call(method, arguments, client=client, valves=valves, **options)
            return json.loads(text), client, server

    return run(go())


def search(query: Any, **options: Any) -> tuple[Any, Client, Wiki]:
    return ask("search_wiki", {"query": query}, **options)


def read(title: Any, **options: Any) -> tuple[Any, Client, Wiki]:
    return ask("read_article", {"title": title}, **options)


def test_a_search_lists_titles_and_passages_with_progress_and_success() -> None:
    result, client, server = search("cats  and\ndogs", valves={"MAX_RESULTS": 2})
    passage = "about cats and dogs & more"
    assert result == {
        "articles": [
            {"title": "cats and dogs 1", "passage": passage},
            {"title": "cats and dogs 2", "passage": passage},
        ]
    }
    assert client.data("status") == [
        {"description": "Searching the wiki for “cats and dogs”", "done": False},
        {"description": "Found 2 articles", "done": True},
    ]
    assert server.requests[0]["language"] == "en"


@pytest.mark.parametrize(
    ("limit", "sent"),
    [(1, "1"), ("3", "3"), (None, "5"), (2.0, "2"), (0, "1"), (-5, "1"), (99, "10")],
)
def test_the_models_limit_is_kept_in_bounds(limit: Any, sent: str) -> None:
    _, _, server = ask("search_wiki", {"query": "cats", "limit": limit})
    assert server.requests[0]["srlimit"] == sent


@pytest.mark.parametrize("limit", [["3"], {}, float("inf")])
def test_a_limit_that_is_no_number_is_told_as_that(limit: Any) -> None:
    result, _, server = ask("search_wiki", {"query": "cats", "limit": limit})
    assert result == {"error": "The limit is not a number."}
    assert server.requests == []


def test_an_article_is_read_and_becomes_a_source() -> None:
    result, client, _ = read("Cat", user_valves={"LANGUAGE": "De"})
    url = "https://de.wiki.test/wiki/Cat"
    assert result == {"title": "Cat", "url": url, "text": "Text. "}
    assert client.data("citation") == [
        {
            "source": {"name": "Cat", "url": url},
            "document": ["Text. "],
            "metadata": [{"source": url, "name": "Cat"}],
        }
    ]
    assert client.statuses == ["Reading “Cat”", "Read “Cat”"]
    assert client.finished


def test_a_long_article_is_cut_and_says_so() -> None:
    result, _, _ = read("long", valves={"MAX_CHARACTERS": 100})
    assert result["text"].endswith("\n[cut: 60,000 characters in all]")
    assert len(result["text"].partition("\n")[0]) == 100


@pytest.mark.parametrize(
    ("method", "arguments"),
    [("search_wiki", {"query": "slow"}), ("read_article", {"title": "slow"})],
)
def test_a_call_that_is_stopped_ends_its_status(method: str, arguments: dict[str, Any]) -> None:
    client = Client()

    async def go() -> None:
        async with wiki() as server:
            valves = {"ENDPOINT_URL": server.endpoint}
            await stopped(
                load("tool.py").call(method, arguments, client=client, valves=valves), client
            )

    run(go())
    assert client.statuses[-1] == "Stopped."
    assert client.finished


def test_nothing_found_is_no_error() -> None:
    result, client, _ = search("nothing")
    assert result == {"articles": []}
    assert client.statuses[-1] == "Found 0 articles"


@pytest.mark.parametrize("call", [search, read])
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("", "is empty."),
        (" \n", "is empty."),
        (None, "is empty."),
        (["cats"], "is empty."),
        ("x" * 301, "is longer than 300 characters."),
    ],
)
def test_bad_parameters_are_refused_without_a_request(call: Any, words: Any, reason: str) -> None:
    result, client, server = call(words)
    assert result["error"].endswith(reason)
    assert client.data("status") == [{"description": result["error"], "done": True, "error": True}]
    assert server.requests == []


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("403", "The wiki refused access. An administrator can check API_KEY."),
        ("404", "The wiki refused the request (404)."),
        ("429", "The wiki was asked too often. Try again in a while."),
        ("500", "The wiki has trouble answering (500). Try again later."),
        ("error", "The wiki refused the request (maxlag)."),
        ("page", "The wiki's answer is not JSON. Check ENDPOINT_URL."),
        ("list", "The wiki's answer is not that of a MediaWiki. Check ENDPOINT_URL."),
        ("hang up", "The wiki could not be reached. Try again later."),
        ("endless", "The wiki's answer is too long."),
        ("slow", "The wiki did not answer in time. Try again later."),
        ("no title", "The wiki's answer could not be used."),
    ],
)
def test_every_failure_has_its_words(words: str, reason: str) -> None:
    for call in (search, read):
        result, client, _ = call(words, valves={"TIMEOUT_SECONDS": 0.5 if words == "slow" else 10})
        assert result == {"error": reason}
        assert client.data("status")[-1] == {"description": reason, "done": True, "error": True}


@pytest.mark.parametrize("title", ["missing", "in[valid", "nothing"])
def test_an_article_that_does_not_exist(title: str) -> None:
    result, client, _ = read(title)
    assert result["error"].startswith(f"The wiki has no article “{title}”")
    assert client.finished


def test_two_titles_are_not_one() -> None:
    result, _, server = read("Cat|Dog")
    assert result == {"error": "A title holds no “|”. Read one article at a time."}
    assert server.requests == []


def test_a_wiki_that_gives_no_texts_has_not_been_read() -> None:
    result, client, _ = read("no extract")
    assert result == {
        "error": "This wiki gives no article texts (it lacks the TextExtracts extension)."
    }
    assert client.data("citation") == []
    assert read("empty")[0]["text"] == ""


@pytest.mark.parametrize("language", ["evil.test/", "en.evil", "", "../x", "e", "en\n"])
def test_a_language_cannot_lead_to_another_host(language: str) -> None:
    result, _, server = search("cats", user_valves={"LANGUAGE": language})
    if language.strip() == "en":
        assert "articles" in result
    else:
        assert result["error"].startswith("LANGUAGE in your settings")
        assert server.requests == []


def test_the_key_is_sent_to_the_wiki_and_told_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    result, _, _ = search("secret", valves={"API_KEY": TOKEN})
    assert len(result["articles"]) == 3
    for words in ("secret", "403", "500", "page", "no title"):
        result, client, _ = search(words, valves={"API_KEY": TOKEN + "?"})
        assert TOKEN not in json.dumps(result) + json.dumps(client.events) + caplog.text


def test_blanks_around_a_pasted_key_are_no_part_of_it() -> None:
    result, _, _ = search("secret", valves={"API_KEY": f" {TOKEN}\n"})
    assert len(result["articles"]) == 3


def test_calls_through_the_api_have_no_browser() -> None:
    async def go() -> None:
        async with wiki() as server:
            tool = load("tool.py")
            tool.instance.valves = tool.instance.Valves(ENDPOINT_URL=server.endpoint)
            assert "cats 1" in await tool.instance.search_wiki("cats")
            assert "error" in await tool.instance.read_article("missing")

    run(go())


def test_users_at_once_get_their_own_results_and_statuses() -> None:
    clients = [Client() for _ in range(20)]

    async def one(tool: Component, server: Wiki, n: int) -> Any:
        return await tool.call(
            "read_article",
            {"title": f"Article{n}" if n % 3 else "missing"},
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
            assert client.statuses == [f"Reading “Article{n}”", f"Read “Article{n}”"]
        else:
            assert "no article" in result["error"]
            assert client.data("citation") == []
