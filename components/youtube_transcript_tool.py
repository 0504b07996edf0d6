"""
title: YouTube Transcript Tool
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Gives the model the transcript of a YouTube video, in a language the user reads.
version: 1.0.0
license: MIT
required_open_webui_version: 0.8.0
"""

import asyncio
import contextlib
import logging
import re
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
import youtube_transcript_api as youtube
from pydantic import BaseModel, Field
from youtube_transcript_api.proxies import GenericProxyConfig

log = logging.getLogger(__name__)

WATCH_URL = "https://www.youtube.com/watch?v="
OEMBED_URL = "https://www.youtube.com/oembed"
HOSTS = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com", "youtu.be"}
VIDEO_ID = re.compile(r"[\w-]{11}")
RESERVED_VIDEO = "dQw4w9WgXcQ"
"""The video every example of a YouTube address uses: a model that sends it has none of its own."""

THREADS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="youtube")
"""Threads of our own: the whole server shares those of `asyncio.to_thread`."""
REQUESTS = 5
"""A transcript takes about as many; all of them get this many times TIMEOUT_SECONDS."""
MAX_ANSWER_BYTES = 10_000_000

REASONS: list[tuple[type[Exception], str]] = [
    (youtube.RequestBlocked, "YouTube refuses this server. An administrator can set a proxy."),
    (youtube.TranscriptsDisabled, "The video has no transcript."),
    (youtube.AgeRestricted, "The video is age-restricted, so its transcript cannot be read."),
    (youtube.VideoUnavailable, "This video does not exist, or no longer."),
    (youtube.VideoUnplayable, "YouTube does not play this video (private, or not yet out)."),
    (youtube.YouTubeTranscriptApiException, "YouTube gave no readable transcript."),
    (requests.Timeout, "YouTube did not answer in time. Try again later."),
    (TimeoutError, "YouTube did not answer in time. Try again later."),
    (asyncio.TimeoutError, "YouTube did not answer in time. Try again later."),
    (requests.RequestException, "YouTube could not be reached. Try again later."),
]


class EventEmitter:
    """Sends the statuses and the source of one call to the chat, or to nobody."""

    def __init__(self, event_emitter: Callable[[dict[str, Any]], Awaitable[None]] | None) -> None:
        """Speak through the host's emitter, which is None for calls without a browser."""
        self.event_emitter = event_emitter

    async def progress_update(self, description: str) -> None:
        """Say what is being done."""
        await self.emit("status", {"description": description, "done": False})

    async def error_update(self, description: str) -> None:
        """End with what went wrong."""
        await self.emit("status", {"description": description, "done": True, "error": True})

    async def success_update(self, description: str) -> None:
        """End with what was found."""
        await self.emit("status", {"description": description, "done": True})

    async def emit(self, kind: str, data: dict[str, Any]) -> None:
        """Send one event, if there is somebody to see it."""
        if self.event_emitter is not None:
            await self.event_emitter({"type": kind, "data": data})


class TranscriptError(Exception):
    """A reason for no transcript, worded for the model and the person."""


@dataclass
class Transcript:
    """What was read of one video; title and author are empty when not asked for or unknown."""

    video_id: str
    language: str
    text: str
    title: str = ""
    author: str = ""


class Tools:
    """Reads transcripts of YouTube videos."""

    class Valves(BaseModel):
        """What an administrator can set."""

        CITATION: bool = Field(
            default=True, description="List the video among the sources of the answer."
        )
        PROXY_URL: str = Field(
            default="",
            description="HTTP proxy for YouTube, which blocks many servers; may hold a password.",
            json_schema_extra={"input": {"type": "password"}},
        )
        TIMEOUT_SECONDS: float = Field(
            default=20, gt=0, description="Longest wait for each answer of YouTube."
        )
        MAX_CHARACTERS: int = Field(
            default=100_000,
            ge=100,
            description="Longest transcript, for the model and as a source.",
        )

    class UserValves(BaseModel):
        """What each person can set."""

        TRANSCRIPT_LANGUAGE: str = Field(
            default="en,en_auto",
            description="Languages, best first, with commas; en_auto: YouTube's automatic captions.",
        )
        TRANSCRIPT_TRANSLATE: str = Field(
            default="en",
            description="Language to translate into when there is none of the above; may be empty.",
        )
        GET_VIDEO_DETAILS: bool = Field(
            default=True, description="Give title and author of the video as well."
        )
        TIMESTAMPS: bool = Field(
            default=False, description="Put the time before each line, to quote from."
        )

    def __init__(self) -> None:
        """Start with the default settings."""
        self.valves = self.Valves()

    async def get_youtube_transcript(
        self,
        url: str,
        language: str = "",
        __event_emitter__: Callable[[dict[str, Any]], Awaitable[None]] | None = None,
        __user__: dict[str, Any] | None = None,
    ) -> str:
        """
        Get the title, author and full transcript of a YouTube video.
        Use it only with an address the user gave, such as https://youtu.be/ followed by the id.

        :param url: The address of the YouTube video.
        :param language: Code of the language to get it in (de, pt-BR); empty for the user's own.
        :return: The transcript, or a line that starts with Error and says why there is none.
        """
        valves = self.valves
        own = (__user__ or {}).get("valves") or self.UserValves()
        emitter = EventEmitter(__event_emitter__)
        try:
            video_id = find_video_id(url)
            await emitter.progress_update("Reading the transcript")
            limit = REQUESTS * valves.TIMEOUT_SECONDS
            deadline = time.monotonic() + limit  # from now: waiting for a thread counts
            task = (read_transcript, video_id, language, valves, own, deadline)
            work = asyncio.get_running_loop().run_in_executor(THREADS, *task)
            found = await asyncio.wait_for(work, limit)
        except asyncio.CancelledError:  # the person pressed Stop
            await emitter.error_update("Stopped.")
            raise
        except Exception as error:
            reason = explain(error)
            await emitter.error_update(reason)
            return f"Error: {reason}"
        name = found.title or f"YouTube video {video_id}"
        if valves.CITATION:
            await emitter.emit("citation", citation(found, name))
        await emitter.success_update(f"Read the transcript of {name} ({found.language})")
        return answer(found)


def find_video_id(url: str) -> str:
    """Return the id in any of YouTube's forms of address, or in an id given alone.

    Raises:
        TranscriptError: It is none of these, or the reserved example.
    """
    text = (url or "").strip()
    if VIDEO_ID.fullmatch(text):
        found = text
    else:
        try:
            parts = urlsplit(text if "://" in text else f"https://{text}")
        except ValueError:
            parts = urlsplit("")
        found = id_in(parts.path, parts.query) if host_is_youtube(parts.hostname) else ""
    if not VIDEO_ID.fullmatch(found):
        raise TranscriptError("This is not the address of a YouTube video.")
    if found == RESERVED_VIDEO:
        raise TranscriptError("This is the example video. Ask the user for the address they mean.")
    return found


def host_is_youtube(host: str | None) -> bool:
    """Tell YouTube's hosts from others that merely sound like them."""
    return (host or "").removeprefix("www.") in HOSTS


def id_in(path: str, query: str) -> str:
    """Return what stands where the id stands: `?v=…`, `/shorts/…`, or the last part of the path."""
    return (parse_qs(query).get("v") or [path.rstrip("/").rpartition("/")[2]])[0]


class TimedSession(requests.Session):
    """A session with limits of time and size; made for one call, as it is not thread-safe.

    The time limit of requests is one for each wait. A server that sends a little now and then
    would never meet it, so the clock is looked at after every 4 kB of an answer too.
    """

    def __init__(self, seconds: float, deadline: float) -> None:
        """Limit every wait to the given seconds, and all of them to the deadline."""
        super().__init__()
        self.seconds, self.deadline = seconds, deadline

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        """Send a request and read its answer within the limits of time and size."""
        kwargs |= {"timeout": self.seconds, "stream": True}
        content = bytearray()
        with super().request(*args, **kwargs) as response:
            for piece in response.iter_content(4_096):
                content += piece
                if time.monotonic() > self.deadline:
                    raise requests.Timeout
                if len(content) > MAX_ANSWER_BYTES:
                    raise TranscriptError("YouTube's answer is too long.")
        response._content = bytes(content)  # where requests keeps an answer it has read itself
        return response


def read_transcript(
    video_id: str, language: str, valves: Tools.Valves, own: Tools.UserValves, deadline: float
) -> Transcript:
    """Read everything about one video. Blocks: only for a thread."""
    proxy = GenericProxyConfig(https_url=valves.PROXY_URL) if valves.PROXY_URL else None
    with TimedSession(valves.TIMEOUT_SECONDS, deadline) as session:
        api = youtube.YouTubeTranscriptApi(proxy_config=proxy, http_client=session)
        wishes = (language or own.TRANSCRIPT_LANGUAGE).split(",")
        translate_to = language or own.TRANSCRIPT_TRANSLATE
        chosen = choose([*api.list(video_id)], [w.strip() for w in wishes], translate_to.strip())
        fetched = chosen.fetch()
        details = video_details(session, video_id) if own.GET_VIDEO_DETAILS else {}
    lines = []
    for snippet in fetched:
        text = " ".join(snippet.text.split())
        lines.append(f"[{clock(snippet.start)}] {text}" if own.TIMESTAMPS else text)
    return Transcript(
        video_id,
        fetched.language,
        cut("\n".join(lines), valves.MAX_CHARACTERS),
        str(details.get("title") or ""),
        str(details.get("author_name") or ""),
    )


def cut(text: str, limit: int) -> str:
    """Return the text, or its beginning and how much of it that is."""
    if len(text) <= limit:
        return text
    return f"{text[:limit]}\n[cut: {limit:,} of {len(text):,} characters]"


def choose(
    transcripts: list[youtube.Transcript], wishes: list[str], translate_to: str
) -> youtube.Transcript:
    """Return the first transcript wished for, else a translation, else what there is.

    Raises:
        TranscriptError: There is none at all.
    """
    for wish in wishes:
        code = wish.removesuffix("_auto").casefold()
        # People's own transcripts come first in the list, YouTube's automatic captions last.
        for transcript in transcripts:
            spoken = transcript.language_code.casefold()
            same = code and (spoken == code or spoken.split("-")[0] == code)
            if same and (transcript.is_generated or not wish.endswith("_auto")):
                return transcript
    for transcript in transcripts:
        with contextlib.suppress(youtube.NotTranslatable, youtube.TranslationLanguageNotAvailable):
            return transcript.translate(translate_to)
    if not transcripts:
        raise TranscriptError("The video has no transcript.")
    return transcripts[0]


def video_details(session: requests.Session, video_id: str) -> dict[str, Any]:
    """Return what YouTube tells about a video; empty when it does not tell."""
    query = {"url": f"{WATCH_URL}{video_id}", "format": "json"}
    try:
        response = session.get(OEMBED_URL, params=query)
        response.raise_for_status()
        details = response.json()
    except (requests.RequestException, ValueError):
        log.info("YouTube tells no title of a video")
        return {}
    return details if isinstance(details, dict) else {}


def clock(seconds: float) -> str:
    """Return a time as in a video's player, `1:02:03` or `2:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def citation(found: Transcript, name: str) -> dict[str, Any]:
    """Return the event's data with which the chat lists the video as a source."""
    url = f"{WATCH_URL}{found.video_id}"
    return {
        "document": [found.text],
        "metadata": [{"source": url, "name": name}],
        "source": {"name": name, "url": url},
    }


def answer(found: Transcript) -> str:
    """Return what the model reads: a head and the transcript."""
    author = f"by {found.author}" if found.author else ""
    head = [line for line in (found.title, author, f"Language: {found.language}") if line]
    return "\n".join([*head, "", found.text])


def explain(error: Exception) -> str:
    """Say in a sentence why there is no transcript; never with an address or a password."""
    if isinstance(error, TranscriptError):
        return str(error)
    for kind, reason in REASONS:
        if isinstance(error, kind):
            log.warning("No transcript: %s", type(error).__name__)
            return reason
    log.error("No transcript: %s", type(error).__name__, exc_info=error)
    return "The transcript could not be read."
