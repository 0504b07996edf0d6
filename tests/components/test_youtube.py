"""The YouTube tool through the real youtube-transcript-api, against a local YouTube."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from tests.components.host import Client, Component, load, person, run
from tests.components.stopping import stopped
from tests.components.youtube_server import AUTHOR, TITLE, YouTube, youtube

Test = Callable[[YouTube, Component, dict[str, Any]], Awaitable[Any]]
METHOD = "get_youtube_transcript"


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let requests trust the local YouTube, as an administrator does for a company's proxy."""
    path = tmp_path / "certificate.pem"
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(path))
    return path


def with_youtube(certificate: Path, test: Test) -> Any:
    async def go() -> Any:
        async with youtube(certificate) as server:
            valves = {"PROXY_URL": server.proxy_url, "TIMEOUT_SECONDS": 10}
            return await test(server, load("youtube_transcript_tool.py"), valves)

    return run(go())


@pytest.fixture
def ask(certificate: Path) -> Callable[..., tuple[str, Client, YouTube]]:
    """Return a function that asks for one video, as a model does, and tells what happened."""

    def asking(url: str, language: str = "", **options: Any) -> tuple[str, Client, YouTube]:
        client = options.pop("client", Client())
        arguments = {"url": url, **({"language": language} if language else {})}
        more = options.pop("valves", {})

        async def test(server: YouTube, tool: Component, valves: dict[str, Any]) -> Any:
            valves = {**valves, **more}
            text = await tool.call(METHOD, arguments, client=client, valves=valves, **options)
            return text, client, server

        result: tuple[str, Client, YouTube] = with_youtube(certificate, test)
        return result

    return asking


Ask = Callable[..., tuple[str, Client, YouTube]]


def test_title_author_and_transcript_with_statuses_and_a_source(ask: Ask) -> None:
    text, client, server = ask("https://youtu.be/okVideo0001")
    assert text == (
        f"{TITLE}\nby {AUTHOR}\nLanguage: English\n\n"
        "okVideo0001: en written untranslated\nIt's late now\nThe end"
    )
    assert client.data("status") == [
        {"description": "Validating the address", "done": False},
        {"description": "Getting video details", "done": False},
        {"description": f"Grabbed details for {TITLE} by {AUTHOR}", "done": False},
        {"description": "Reading the transcript", "done": False},
        {"description": f"Transcript for video {TITLE} (English) retrieved", "done": True},
    ]
    url = "https://www.youtube.com/watch?v=okVideo0001"
    [source] = client.data("citation")
    assert source["source"] == {"name": TITLE, "url": url}
    assert source["metadata"] == [{"source": url, "name": TITLE}]
    assert source["document"] == [text.partition("\n\n")[2]]
    assert server.tunnels, "everything goes through the proxy"


@pytest.mark.parametrize(
    "url",
    [
        "okVideo0001",
        "youtu.be/okVideo0001?si=abc",
        "https://www.youtube.com/watch?v=okVideo0001&t=42s",
        "https://m.youtube.com/watch?app=desktop&v=okVideo0001",
        "https://music.youtube.com/watch?v=okVideo0001",
        "http://youtube.com/shorts/okVideo0001",
        "https://www.youtube.com/live/okVideo0001/",
        "https://www.youtube-nocookie.com/embed/okVideo0001?rel=0",
        "  https://youtu.be/okVideo0001  ",
    ],
)
def test_every_form_of_address(ask: Ask, url: str) -> None:
    text, _, server = ask(url)
    assert "okVideo0001: en" in text
    assert "/watch?v=okVideo0001" in server.paths


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://example.org/watch?v=okVideo0001",
        "https://notyoutube.com/watch?v=okVideo0001",
        "https://youtube.com.evil.test/watch?v=okVideo0001",
        "https://www.youtube.com/@channel",
        "https://[::1/watch",
        "file:///etc/passwd",
    ],
)
def test_other_addresses_are_refused_without_a_request(ask: Ask, url: str) -> None:
    text, client, server = ask(url)
    assert text == "Error: This is not the address of a YouTube video."
    assert client.data("status")[1:] == [
        {"description": "This is not the address of a YouTube video.", "done": True, "error": True}
    ]
    assert server.tunnels == 0


def test_the_reserved_example_is_refused(ask: Ask) -> None:
    for url in ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "dQw4w9WgXcQ"):
        text, client, server = ask(url)
        assert text.startswith("Error: This is the example video.")
        assert server.tunnels == 0
        assert client.finished


@pytest.mark.parametrize(
    ("video", "languages", "expected"),
    [
        ("okVideo0001", "en", "en written untranslated"),
        ("okVideo0001", "en_auto", "en asr untranslated"),
        ("okVideo0001", " fr , de,en", "de written untranslated"),
        ("asrEnglish1", "en", "en asr untranslated"),
        ("britishOnly", "en", "en-GB written untranslated"),
        ("germanOnly1", "en,en_auto", "de written en"),
        ("germanFixed", "en", "de written untranslated"),
        ("okVideo0001", "", "de written en"),
    ],
)
def test_languages_by_priority_then_translation_then_what_there_is(
    ask: Ask, video: str, languages: str, expected: str
) -> None:
    text, _, _ = ask(video, user_valves={"TRANSCRIPT_LANGUAGE": languages})
    assert f"{video}: {expected}\n" in text


def test_translation_can_be_switched_off_and_its_language_is_told(ask: Ask) -> None:
    off, _, _ = ask("germanOnly1", user_valves={"TRANSCRIPT_TRANSLATE": ""})
    assert "Language: German\n\ngermanOnly1: de written untranslated" in off
    on, client, _ = ask("germanOnly1")
    assert "Language: English\n\n" in on
    assert client.statuses[-1].endswith("(English) retrieved")


@pytest.mark.parametrize(
    ("video", "language", "expected"),
    [
        ("okVideo0001", "de", "de written untranslated"),
        ("asrEnglish1", "de", "en asr de"),
        ("asrEnglish1", "xx", "en asr untranslated"),
    ],
)
def test_the_model_can_ask_for_a_language(
    ask: Ask, video: str, language: str, expected: str
) -> None:
    assert f"{video}: {expected}\n" in ask(video, language)[0]


def test_details_timestamps_and_citation_are_switches(ask: Ask) -> None:
    text, client, server = ask(
        "okVideo0001",
        user_valves={"GET_VIDEO_DETAILS": False, "TIMESTAMPS": True},
        valves={"CITATION": False},
    )
    assert text == (
        "Language: English\n\n[0:00] okVideo0001: en written untranslated\n"
        "[1:03] It's late now\n[1:01:01] The end"
    )
    assert not [path for path in server.paths if path.startswith("/oembed")]
    assert client.data("citation") == []
    assert (
        client.statuses[-1] == "Transcript for video YouTube video okVideo0001 (English) retrieved"
    )


@pytest.mark.parametrize("video", ["noOembed401", "oddOembed00"])
def test_a_video_without_details_still_has_its_transcript(ask: Ask, video: str) -> None:
    text, client, _ = ask(video)
    assert text.startswith(f"Language: English\n\n{video}: en asr")
    assert client.finished


def test_a_long_transcript_is_cut_and_says_so(ask: Ask) -> None:
    text, client, _ = ask("longVideo01", valves={"MAX_CHARACTERS": 100})
    transcript, note = text.partition("\n\n")[2].rsplit("\n", 1)
    assert len(transcript) == 100
    assert note == "[cut: 100 of 2,449 characters]"
    assert client.data("citation")[0]["document"] == [f"{transcript}\n{note}"]


def test_youtubes_consent_page_is_passed(ask: Ask) -> None:
    assert "consentPage: en asr" in ask("consentPage")[0]


@pytest.mark.parametrize(
    ("video", "reason"),
    [
        ("disabled001", "The video has no transcript."),
        ("emptyTracks", "The video has no transcript."),
        ("unavailable", "This video does not exist, or no longer."),
        ("ageLimited0", "The video is age-restricted"),
        ("privateVid0", "YouTube does not play this video"),
        ("botDetected", "YouTube refuses this server."),
        ("blocked4290", "YouTube refuses this server."),
        ("captchaPage", "YouTube refuses this server."),
        ("server50000", "YouTube gave no readable transcript."),
        ("poToken0001", "YouTube gave no readable transcript."),
        ("hangsUp0000", "YouTube could not be reached."),
        ("brokenXml01", "The transcript could not be read."),
    ],
)
def test_every_failure_has_its_words(
    ask: Ask, video: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    text, client, _ = ask(video)
    assert text.startswith(f"Error: {reason}")
    assert client.data("status")[-1]["error"] is True
    assert client.finished
    assert "proxy-password" not in text + json.dumps(client.events) + caplog.text


def test_a_slow_youtube_is_given_up_by_the_request_itself(certificate: Path) -> None:
    async def test(server: YouTube, tool: Component, valves: dict[str, Any]) -> None:
        client, start = Client(), time.perf_counter()
        valves = {**valves, "TIMEOUT_SECONDS": 1}
        text = await tool.call(METHOD, {"url": "slowVideo01"}, client=client, valves=valves)
        assert text == "Error: YouTube did not answer in time. Try again later."
        assert time.perf_counter() - start < 4, "not first by the limit on all requests together"
        assert client.finished

    with_youtube(certificate, test)


def test_a_stopped_call_ends_its_status(certificate: Path) -> None:
    async def test(server: YouTube, tool: Component, valves: dict[str, Any]) -> None:
        client = Client()
        valves = {**valves, "TIMEOUT_SECONDS": 1}
        call = tool.call(METHOD, {"url": "slowVideo01"}, client=client, valves=valves)
        await stopped(call, client)
        assert client.statuses[-1] == "Stopped."
        assert client.finished

    with_youtube(certificate, test)


def test_a_slow_youtube_holds_no_thread_of_the_server(certificate: Path) -> None:
    async def test(server: YouTube, tool: Component, valves: dict[str, Any]) -> float:
        valves = {**valves, "TIMEOUT_SECONDS": 1}
        slow = [tool.call(METHOD, {"url": "slowVideo01"}, valves=valves) for _ in range(40)]
        working = asyncio.gather(*slow)
        await asyncio.sleep(0.2)
        start = time.perf_counter()
        await asyncio.to_thread(int)
        waited = time.perf_counter() - start
        reason = "YouTube did not answer in time. Try again later."
        assert set(await working) == {f"Error: {reason}"}
        return waited

    assert with_youtube(certificate, test) < 0.5


def test_an_answer_that_drips_is_given_up(certificate: Path) -> None:
    async def test(server: YouTube, tool: Component, valves: dict[str, Any]) -> None:
        slow = {**valves, "TIMEOUT_SECONDS": 0.5}
        text = await tool.call(METHOD, {"url": "dripsPage01"}, valves=slow)
        assert text == "Error: YouTube did not answer in time. Try again later."

    with_youtube(certificate, test)


def test_no_proxy_there_is_no_network_and_no_password_told(
    ask: Ask, caplog: pytest.LogCaptureFixture
) -> None:
    text, client, _ = ask("okVideo0001", valves={"PROXY_URL": "http://me:hidden-word@127.0.0.1:9"})
    assert text == "Error: YouTube could not be reached. Try again later."
    assert "hidden-word" not in text + json.dumps(client.events) + caplog.text


def test_calls_through_the_api_have_no_browser(certificate: Path) -> None:
    async def test(server: YouTube, tool: Component, valves: dict[str, Any]) -> None:
        text = await tool.call(METHOD, {"url": "okVideo0001"}, valves=valves)
        assert text.startswith(TITLE)
        tool.instance.valves = tool.instance.Valves(**valves)
        assert TITLE in await tool.instance.get_youtube_transcript("okVideo0001")

    with_youtube(certificate, test)


def test_the_loop_stays_free_while_youtube_thinks(certificate: Path) -> None:
    async def test(server: YouTube, tool: Component, valves: dict[str, Any]) -> float:
        valves = {**valves, "TIMEOUT_SECONDS": 1}
        working = asyncio.create_task(tool.call(METHOD, {"url": "slowVideo01"}, valves=valves))
        longest, last = 0.0, time.perf_counter()
        while not working.done():
            await asyncio.sleep(0.01)
            longest, last = max(longest, time.perf_counter() - last), time.perf_counter()
        return longest

    assert with_youtube(certificate, test) < 0.5


def test_users_at_once_get_their_own_transcripts_and_statuses(certificate: Path) -> None:
    videos = ["okVideo0001", "germanOnly1", "disabled001", "asrEnglish1"]
    clients = [Client() for _ in range(16)]

    async def test(server: YouTube, tool: Component, valves: dict[str, Any]) -> list[Any]:
        return await asyncio.gather(
            *(
                tool.call(
                    METHOD,
                    {"url": videos[n % 4]},
                    client=client,
                    user=person(f"u{n}"),
                    valves=valves,
                    user_valves={"GET_VIDEO_DETAILS": False, "TIMESTAMPS": n < 8},
                )
                for n, client in enumerate(clients)
            )
        )

    for n, text in enumerate(with_youtube(certificate, test)):
        video, client = videos[n % 4], clients[n]
        assert client.statuses[:2] == ["Validating the address", "Reading the transcript"]
        assert client.finished
        if video == "disabled001":
            assert text.startswith("Error:")
            continue
        assert f"{video}: " in text
        assert ("[0:00]" in text) == (n < 8)
        assert video in client.statuses[-1]
        assert [source["source"]["url"][-11:] for source in client.data("citation")] == [video]
