"""
title: Wiki Tool
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Lets the model search Wikipedia, or another MediaWiki, and read its articles.
version: 1.0.0
license: MIT
required_open_webui_version: 0.8.0
"""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable
from html import unescape
from typing import Any

import aiohttp
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)

USER_AGENT = "owui-lint-wiki-tool/1.0 (https://github.com/owui-lint/owui-lint)"
LANGUAGE = re.compile(r"[a-z]{2,12}(-[a-z]{2,12}){0,3}")
MAX_QUERY = 300  # MediaWiki refuses longer ones
MAX_ANSWER_BYTES = 5_000_000


class EventEmitter:
    """Sends the statuses and sources of one call to the chat, or to nobody.

    Made anew for each call: one instance of `Tools` serves all users at once, so nothing that
    belongs to a call may be kept on it.
    """

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


class WikiError(Exception):
    """A reason for no result, worded for the model and the person."""


class Tools:
    """Searches a wiki and reads its articles."""

    class Valves(BaseModel):
        """What an administrator can set."""

        ENDPOINT_URL: str = Field(
            default="https://{language}.wikipedia.org/w/api.php",
            description="The wiki's api.php; {language} becomes the person's language.",
        )
        API_KEY: str = Field(
            default="",
            description="Token for a wiki that asks for one, sent as Authorization: Bearer.",
            json_schema_extra={"input": {"type": "password"}},
        )
        TIMEOUT_SECONDS: float = Field(
            default=20, gt=0, description="Longest wait for an answer of the wiki."
        )
        MAX_RESULTS: int = Field(
            default=10, ge=1, le=50, description="Most articles one search may list."
        )
        MAX_CHARACTERS: int = Field(
            default=20_000, ge=100, description="Longest text of an article given to the model."
        )

    class UserValves(BaseModel):
        """What each person can set."""

        LANGUAGE: str = Field(
            default="en", description="Language of the wiki to search, such as en, de or pt."
        )

    def __init__(self) -> None:
        """Start with the default settings."""
        self.valves = self.Valves()

    async def search_wiki(
        self,
        query: str,
        limit: int = 5,
        __event_emitter__: Callable[[dict[str, Any]], Awaitable[None]] | None = None,
        __user__: dict[str, Any] | None = None,
    ) -> str:
        """
        Search the wiki for articles. Returns titles with the passages that match.

        :param query: The words to search for.
        :param limit: How many articles to list at most.
        :return: JSON with `articles`, or with `error` and the reason.
        """
        valves, language = self.valves, self._language(__user__)
        emitter = EventEmitter(__event_emitter__)
        try:
            words, size = checked(query, "query"), bounded(limit, valves.MAX_RESULTS)
            await emitter.progress_update(f"Searching the wiki for “{words}”")
            asked = {"list": "search", "srsearch": words, "srlimit": str(size)}
            hits = (await ask_wiki(valves, language, asked)).get("search") or []
            articles = [{"title": h["title"], "passage": plain(h.get("snippet"))} for h in hits]
        except asyncio.CancelledError:  # the person pressed Stop
            await emitter.error_update("Stopped.")
            raise
        except Exception as error:
            return await failure(emitter, error)
        found = "1 article" if len(articles) == 1 else f"{len(articles)} articles"
        await emitter.success_update(f"Found {found}")
        return json.dumps({"articles": articles}, ensure_ascii=False)

    async def read_article(
        self,
        title: str,
        __event_emitter__: Callable[[dict[str, Any]], Awaitable[None]] | None = None,
        __user__: dict[str, Any] | None = None,
    ) -> str:
        """
        Read an article of the wiki, whole or its beginning when it is long.

        :param title: The title of the article, as the search lists it.
        :return: JSON with `title`, `url` and `text`, or with `error` and the reason.
        """
        valves, language = self.valves, self._language(__user__)
        emitter = EventEmitter(__event_emitter__)
        try:
            name = checked(title, "title")
            if "|" in name:  # it separates titles
                raise WikiError("A title holds no “|”. Read one article at a time.")
            await emitter.progress_update(f"Reading “{name}”")
            article = await read(valves, language, name)
        except asyncio.CancelledError:  # the person pressed Stop
            await emitter.error_update("Stopped.")
            raise
        except Exception as error:
            return await failure(emitter, error)
        source = {"name": article["title"], "url": article["url"]}
        metadata = [{"source": article["url"], "name": article["title"]}]
        event = {"source": source, "document": [article["text"]], "metadata": metadata}
        await emitter.emit("citation", event)
        await emitter.success_update(f"Read “{article['title']}”")
        return json.dumps(article, ensure_ascii=False)

    def _language(self, user: dict[str, Any] | None) -> str:
        valves = (user or {}).get("valves") or self.UserValves()
        return str(valves.LANGUAGE).strip().lower()


def checked(text: str, name: str) -> str:
    """Return what the model sent on one line.

    Raises:
        WikiError: It is empty, or longer than a wiki takes.
    """
    cleaned = " ".join(text.split()) if isinstance(text, str) else ""
    if not cleaned:
        raise WikiError(f"The {name} is empty.")
    if len(cleaned) > MAX_QUERY:
        raise WikiError(f"The {name} is longer than {MAX_QUERY} characters.")
    return cleaned


def bounded(limit: Any, most: int) -> int:
    """Return how many articles to list; models send null, floats and any number here.

    Raises:
        WikiError: It is not a number.
    """
    try:
        return max(1, min(5 if limit is None else int(limit), most))
    except (TypeError, ValueError, OverflowError):
        raise WikiError("The limit is not a number.") from None


async def read(valves: Tools.Valves, language: str, title: str) -> dict[str, str]:
    """Return title, address and text of an article, redirects followed.

    Raises:
        WikiError: There is no such article, or the wiki gives no texts.
    """
    asked = {"prop": "extracts|info", "inprop": "url", "explaintext": "1", "redirects": "1"}
    pages = (await ask_wiki(valves, language, {**asked, "titles": title})).get("pages") or [{}]
    page = pages[0]
    if page.get("missing") or page.get("invalid") or not page.get("title"):
        raise WikiError(f"The wiki has no article “{title}”. Search for it first.")
    if "extract" not in page:
        raise WikiError("This wiki gives no article texts (it lacks the TextExtracts extension).")
    text = str(page["extract"] or "")
    if len(text) > valves.MAX_CHARACTERS:
        text = f"{text[: valves.MAX_CHARACTERS]}\n[cut: {len(text):,} characters in all]"
    return {"title": page["title"], "url": str(page.get("fullurl") or ""), "text": text}


async def ask_wiki(valves: Tools.Valves, language: str, query: dict[str, str]) -> dict[str, Any]:
    """Send one query to the wiki's API and return its `query` object.

    Raises:
        WikiError: LANGUAGE is wrong, or the wiki answered with an error or without JSON.
        aiohttp.ClientError, TimeoutError: The wiki could not be reached in time.
    """
    # The language becomes part of the host's name: nothing but a language code may get there.
    if not LANGUAGE.fullmatch(language):
        raise WikiError("LANGUAGE in your settings is not a language code such as en or pt-br.")
    url = valves.ENDPOINT_URL.replace("{language}", language)
    headers = {"User-Agent": USER_AGENT}
    if key := valves.API_KEY.strip():
        headers["Authorization"] = f"Bearer {key}"
    params = {"action": "query", "format": "json", "formatversion": "2", **query}
    timeout = aiohttp.ClientTimeout(total=valves.TIMEOUT_SECONDS)
    async with (
        aiohttp.ClientSession(headers=headers, timeout=timeout, trust_env=True) as session,
        session.get(url, params=params) as response,
    ):
        if response.status != 200:
            raise WikiError(refusal(response.status))
        data = bytearray()
        async for chunk in response.content.iter_chunked(65_536):
            data += chunk
            if len(data) > MAX_ANSWER_BYTES:
                raise WikiError("The wiki's answer is too long.")
    return unpack(bytes(data))


def unpack(data: bytes) -> dict[str, Any]:
    """Return the `query` object of an answer; MediaWiki reports its errors with status 200."""
    try:
        answer = json.loads(data)
    except ValueError:
        raise WikiError("The wiki's answer is not JSON. Check ENDPOINT_URL.") from None
    if not isinstance(answer, dict):
        raise WikiError("The wiki's answer is not that of a MediaWiki. Check ENDPOINT_URL.")
    if "error" in answer:
        error = answer["error"]
        code = error.get("code") if isinstance(error, dict) else None
        raise WikiError(f"The wiki refused the request ({code or 'unknown reason'}).")
    found = answer.get("query")
    return found if isinstance(found, dict) else {}


def refusal(status: int) -> str:
    """Say what a status other than 200 means for the person."""
    if status in (401, 403):
        return "The wiki refused access. An administrator can check API_KEY."
    if status == 429:
        return "The wiki was asked too often. Try again in a while."
    if status >= 500:
        return f"The wiki has trouble answering ({status}). Try again later."
    return f"The wiki refused the request ({status})."


def plain(html: str | None) -> str:
    """Return a passage without its markup."""
    return unescape(re.sub(r"<[^<>]*>", "", html or ""))


async def failure(emitter: EventEmitter, error: Exception) -> str:
    """End the status with the reason and return it to the model; never with a key or address."""
    if isinstance(error, WikiError):
        reason = str(error)
    elif isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        reason = "The wiki did not answer in time. Try again later."
    elif isinstance(error, (aiohttp.ClientError, OSError)):
        reason = "The wiki could not be reached. Try again later."
    else:
        log.error("The wiki's answer could not be used", exc_info=error)
        reason = "The wiki's answer could not be used."
    await emitter.error_update(reason)
    return json.dumps({"error": reason})
