"""
title: Wiki Tool
author: owui-lint
author_url: https://github.com/owui-lint
git_url: https://github.com/owui-lint/owui-lint
description: Lets the model look things up in Wikipedia, or in another MediaWiki.
version: 2.0.0
license: MIT
required_open_webui_version: 0.8.0
"""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from pydantic import BaseModel, Field

log = logging.getLogger(__name__)
Emitter = Callable[[dict[str, Any]], Awaitable[None]]

USER_AGENT = "owui-lint-wiki-tool/2.0 (https://github.com/owui-lint/owui-lint)"
BEST = {"action": "query", "format": "json", "formatversion": "2", "generator": "search"}
BEST |= {"gsrlimit": "1", "prop": "extracts|info", "inprop": "url", "explaintext": "1"}


class RefusedError(Exception):
    """A reason for no result, worded for the model and the person."""


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


class Tools:
    """Looks things up in a wiki."""

    class Valves(BaseModel):
        """What an administrator can set."""

        ENDPOINT_URL: str = Field(
            default="https://{language}.wikipedia.org/w/api.php",
            description="The wiki's api.php; {language} becomes the person's language.",
        )
        API_KEY: str = Field(
            default="",
            description="Token for a wiki that asks for one, sent as Authorization: Bearer.",
            json_schema_extra={"input": {"type": "password"}},  # masks the field (OWU208)
        )
        TIMEOUT_SECONDS: float = Field(default=20, gt=0, description="Longest wait for the wiki.")
        MAX_CHARACTERS: int = Field(default=20_000, ge=100, description="Longest text returned.")
        DEBUG: bool = Field(default=False, description="Log each request and its size.")

    class UserValves(BaseModel):
        """What each person can set."""

        LANGUAGE: str = Field(default="en", description="Language of the wiki: en, de, pt-br.")

    def __init__(self) -> None:
        """Start with the defaults; the saved settings arrive before each call (OWU202)."""
        self.valves = self.Valves()

    # Every public method is a tool, and its docstring with the `:param` lines is all that the model
    # is told of it (OWU502-OWU504). Helpers stand outside the class (OWU501).
    async def look_up(
        self,
        subject: str,
        __event_emitter__: Emitter | None = None,
        __user__: dict[str, Any] | None = None,
    ) -> str:
        """
        Read the article of the wiki that fits a subject best, or its beginning when it is long.

        :param subject: What to look up, in a few words.
        :return: JSON with `title`, `url` and `text`, or with `error` and the reason.
        """
        emitter = EventEmitter(__event_emitter__)
        valves = (__user__ or {}).get("valves") or self.UserValves()  # an object (OWU212)
        try:
            words = " ".join(subject.split()) if isinstance(subject, str) else ""
            if not 0 < len(words) <= 300:
                raise RefusedError("Give a subject of 1 to 300 characters.")
            await emitter.progress_update(f"Looking up “{words}”")
            article = await read(self.valves, str(valves.LANGUAGE).strip().lower(), words)
        except asyncio.CancelledError:  # the person pressed Stop
            await emitter.error_update("Stopped.")
            raise
        except Exception as error:
            await emitter.error_update(reason := explain(error))
            return json.dumps({"error": reason})
        title, url = article["title"], article["url"]
        # Sources without a `source` of their own in `metadata` would merge into one.
        metadata, source = [{"source": url, "name": title}], {"name": title, "url": url}
        await emitter.emit("citation", document=[article["text"]], metadata=metadata, source=source)
        await emitter.success_update(f"Read “{title}”")
        return json.dumps(article, ensure_ascii=False)


async def read(valves: Tools.Valves, language: str, words: str) -> dict[str, str]:
    """Return title, address and text of the article that fits best."""
    # It becomes part of the host's name: nothing but the code of a language may get there.
    if not re.fullmatch(r"[a-z]{2,12}(-[a-z]{2,12}){0,3}", language):
        raise RefusedError("LANGUAGE in your settings is not a language code such as en or pt-br.")
    headers = {"User-Agent": USER_AGENT}
    if key := valves.API_KEY.strip():
        headers["Authorization"] = f"Bearer {key}"
    # An awaited client: `requests` would hold up everybody on the server meanwhile (OWU702).
    async with aiohttp.ClientSession(
        headers=headers, timeout=aiohttp.ClientTimeout(total=valves.TIMEOUT_SECONDS), trust_env=True
    ) as session:
        url = valves.ENDPOINT_URL.replace("{language}", language)
        async with session.get(url, params={**BEST, "gsrsearch": words}) as response:
            if response.status in (401, 403):
                raise RefusedError("The wiki refused access. An administrator can check API_KEY.")
            response.raise_for_status()
            answer = await response.json(content_type=None)
    if valves.DEBUG:
        log.info("Looked up %r: %d characters", words, len(str(answer)))
    if "error" in answer:  # MediaWiki reports its errors with status 200
        raise RefusedError(f"The wiki refused the request ({answer['error']['code']}).")
    pages = (answer.get("query") or {}).get("pages") or [{}]
    if "extract" not in pages[0]:
        raise RefusedError(f"The wiki has no article on “{words}”. Try other words.")
    text = pages[0]["extract"][: valves.MAX_CHARACTERS]
    return {"title": pages[0]["title"], "url": pages[0]["fullurl"], "text": text}


def explain(error: Exception) -> str:
    """Return a reason in words for the person; what nobody foresaw goes to the server's log."""
    if isinstance(error, RefusedError):
        return str(error)
    if isinstance(error, (TimeoutError, asyncio.TimeoutError)):
        return "The wiki did not answer in time. Try again later."
    if isinstance(error, aiohttp.ClientResponseError):
        return f"The wiki answered with status {error.status}. Try again later."
    if isinstance(error, (aiohttp.ClientError, OSError)):
        return "The wiki could not be reached. Try again later."
    log.error("The wiki's answer could not be used", exc_info=error)
    return "The wiki's answer could not be used; the server's log has the reason."
