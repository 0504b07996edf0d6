"""
title: YouTube Transcript Tool
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Gives the model the transcript of a YouTube video, in a language the user reads.
version: 2.0.0
license: MIT
required_open_webui_version: 0.8.0
"""

import asyncio
import contextlib
import functools
import logging
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

import requests
import youtube_transcript_api as youtube
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)
Emitter = Callable[[dict[str, Any]], Awaitable[None]]

WATCH_URL = "https://www.youtube.com/watch?v="
OEMBED_URL = "https://www.youtube.com/oembed"
HOSTS = {"youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com", "youtu.be"}
VIDEO_ID = re.compile(r"[\w-]{11}")
RESERVED_VIDEO = "dQw4w9WgXcQ"  # of all examples: a model that sends it has none of its own

T = TypeVar("T")

THREADS = ThreadPoolExecutor(max_workers=4, thread_name_prefix="youtube")
REQUESTS = 5  # that a transcript takes; all of them get so many times TIMEOUT_SECONDS

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
    """Sends events to the chat; made for each call, since one `Tools` serves all users (OWU704)."""

    def __init__(self, event_emitter: Emitter | None) -> None:
        self.event_emitter = event_emitter

    async def progress_update(self, description: str) -> None:
        await self.emit("status", description=description, done=False)

    async def success_update(self, description: str) -> None:
        await self.emit("status", description=description, done=True)  # ends the shimmer (OWU408)

    async def error_update(self, description: str) -> None:
        await self.emit("status", description=description, done=True, error=True)

    async def emit(self, kind: str, **data: Any) -> None:
        if self.event_emitter is not None:  # None when another component calls (OWU402)
            await self.event_emitter({"type": kind, "data": data})


class RefusedError(Exception):
    """A reason for no transcript, worded for the model and the person."""


class Tools:
    """Reads transcripts of YouTube videos."""

    class Valves(BaseModel):
        """What an administrator can set."""

        CITATION: bool = Field(default=True, description="List the video among the sources.")
        PROXY_URL: str = Field(
            default="",
            description="HTTP proxy for YouTube, which blocks many servers; may hold a password.",
            json_schema_extra={"input": {"type": "password"}},
        )
        TIMEOUT_SECONDS: float = Field(default=20, gt=0, description="Longest wait for an answer.")
        MAX_CHARACTERS: int = Field(default=100_000, ge=100, description="Longest transcript.")

    class UserValves(BaseModel):
        """What each person can set."""

        TRANSCRIPT_LANGUAGE: str = Field(
            default="en,en_auto",
            description="Languages, best first, with commas; en_auto: YouTube's automatic captions.",
        )
        TRANSCRIPT_TRANSLATE: str = Field(
            default="en", description="Translate into this when there is none of the above."
        )
        GET_VIDEO_DETAILS: bool = Field(default=True, description="Give title and author as well.")
        TIMESTAMPS: bool = Field(default=False, description="Put the time before each line.")

    def __init__(self) -> None:
        """Start with the default settings."""
        self.valves = self.Valves()

    async def get_youtube_transcript(
        self,
        url: str,
        language: str = "",
        __event_emitter__: Emitter | None = None,
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
            await emitter.progress_update("Validating the address")
            video_id = find_video_id(url)
            with TimedSession(valves.TIMEOUT_SECONDS, valves.PROXY_URL) as session:
                title = author = ""
                if own.GET_VIDEO_DETAILS:
                    await emitter.progress_update("Getting video details")
                    title, author = await in_thread(valves, video_details, session, video_id)
                    if title:
                        await emitter.progress_update(f"Grabbed details for {title} by {author}")
                await emitter.progress_update("Reading the transcript")
                wishes = (language or own.TRANSCRIPT_LANGUAGE).split(",")
                translate_to = (language or own.TRANSCRIPT_TRANSLATE).strip()
                work = (video_id, wishes, translate_to, own.TIMESTAMPS)
                text, spoken = await in_thread(valves, read_transcript, session, *work)
        except asyncio.CancelledError:  # the person pressed Stop
            await emitter.error_update("Stopped.")
            raise
        except Exception as error:
            reason = explain(error)
            await emitter.error_update(reason)
            return f"Error: {reason}"
        name, address = title or f"YouTube video {video_id}", f"{WATCH_URL}{video_id}"
        if len(text) > valves.MAX_CHARACTERS:
            shown = f"{valves.MAX_CHARACTERS:,} of {len(text):,} characters"
            text = f"{text[: valves.MAX_CHARACTERS]}\n[cut: {shown}]"
        if valves.CITATION:
            # Sources without a `source` of their own in `metadata` would merge into one.
            metadata, source = [{"source": address, "name": name}], {"name": name, "url": address}
            await emitter.emit("citation", document=[text], metadata=metadata, source=source)
        await emitter.success_update(f"Transcript for video {name} ({spoken}) retrieved")
        head = [title, f"by {author}" if author else "", f"Language: {spoken}"]
        return "\n".join([*filter(None, head), "", text])


async def in_thread(valves: Tools.Valves, work: Callable[..., T], *arguments: Any) -> T:
    """Run what blocks in a thread (OWU702) of our own: the server shares those of `to_thread`."""
    call = functools.partial(work, *arguments)
    future = asyncio.get_running_loop().run_in_executor(THREADS, call)
    return await asyncio.wait_for(future, REQUESTS * valves.TIMEOUT_SECONDS)


def find_video_id(url: str) -> str:
    """Return the id in any of YouTube's forms of address, or in an id given alone."""
    text = (url or "").strip()
    if VIDEO_ID.fullmatch(text):
        found = text
    else:
        try:
            parts = urlsplit(text if "://" in text else f"https://{text}")
        except ValueError:
            parts = urlsplit("")
        known = (parts.hostname or "").removeprefix("www.") in HOSTS
        # `?v=…`, `/shorts/…`, or the last part of the path
        last = parts.path.rstrip("/").rpartition("/")[2]
        found = (parse_qs(parts.query).get("v") or [last])[0] if known else ""
    if not VIDEO_ID.fullmatch(found):
        raise RefusedError("This is not the address of a YouTube video.")
    if found == RESERVED_VIDEO:
        raise RefusedError("This is the example video. Ask the user for the address they mean.")
    return found


class TimedSession(requests.Session):
    """A session with a limit for each wait; made for one call, as it is not thread-safe."""

    def __init__(self, seconds: float, proxy: str) -> None:
        super().__init__()
        self.seconds = seconds
        self.proxies = {"http": proxy, "https": proxy} if proxy else {}

    def request(self, *args: Any, **kwargs: Any) -> requests.Response:
        return super().request(*args, **{**kwargs, "timeout": self.seconds})


def read_transcript(
    session: requests.Session, video_id: str, wishes: list[str], translate_to: str, timed: bool
) -> tuple[str, str]:
    """Return the transcript and its language. Blocks: only for a thread."""
    api = youtube.YouTubeTranscriptApi(http_client=session)
    wanted = [wish.strip() for wish in wishes]
    fetched = choose([*api.list(video_id)], wanted, translate_to).fetch()
    lines = []
    for snippet in fetched:
        text = " ".join(snippet.text.split())
        lines.append(f"[{clock(snippet.start)}] {text}" if timed else text)
    return "\n".join(lines), fetched.language


def choose(
    transcripts: list[youtube.Transcript], wishes: list[str], translate_to: str
) -> youtube.Transcript:
    """Return the first transcript wished for, else a translation, else what there is."""
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
        raise RefusedError("The video has no transcript.")
    return transcripts[0]


def video_details(session: requests.Session, video_id: str) -> tuple[str, str]:
    """Return title and author of a video; empty when YouTube does not tell."""
    try:
        query = {"url": f"{WATCH_URL}{video_id}", "format": "json"}
        details = session.get(OEMBED_URL, params=query).json()
        return str(details["title"]), str(details["author_name"])
    except (requests.RequestException, ValueError, LookupError, TypeError):
        log.info("YouTube tells no title of a video")
        return "", ""


def clock(seconds: float) -> str:
    """Return a time as in a video's player, `1:02:03` or `2:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def explain(error: Exception) -> str:
    """Say in a sentence why there is no transcript; never with an address or a password."""
    if isinstance(error, RefusedError):
        return str(error)
    for kind, reason in REASONS:
        if isinstance(error, kind):
            log.warning("No transcript: %s", type(error).__name__)
            return reason
    log.error("No transcript: %s", type(error).__name__, exc_info=error)
    return "The transcript could not be read."
