"""A local MediaWiki: the two queries of `api.php` that the wiki tool sends, and many bad answers.

Shapes are those of MediaWiki's action API with `formatversion=2`. The words searched for, or the
title, choose the behaviour.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

TOKEN = "wiki-token-of-the-test"


class Wiki:
    """The server's state: what it was asked."""

    def __init__(self) -> None:
        """Start with no requests seen."""
        self.endpoint = ""
        self.requests: list[dict[str, str]] = []

    async def api(self, request: web.Request) -> web.StreamResponse:
        """Answer `GET /<language>/w/api.php?action=query…`."""
        query = dict(request.query)
        language = request.match_info["language"]
        self.requests.append({"language": language, **query})
        assert request.headers["User-Agent"].startswith("owui-lint-wiki-tool/")
        words = query.get("srsearch") or query["titles"]
        if words.isdigit():
            return web.Response(status=int(words), text=f"Bearer {TOKEN}")
        if words == "secret" and request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=403)
        if words == "slow":
            await asyncio.sleep(60)
        if words == "hang up":
            assert request.transport is not None
            request.transport.close()
        if words == "page":
            return web.Response(text="<!DOCTYPE html>", content_type="text/html")
        if words == "endless":
            return await endless(request)
        odd: dict[str, Any] = {"list": [1], "error": {"error": {"code": "maxlag", "info": "Wait"}}}
        odd["nothing"] = {"batchcomplete": True}
        odd["no title"] = {"query": {"search": [{"pageid": 1}], "pages": ["no title"]}}
        if words in odd:
            return web.json_response(odd[words])
        found = hits(words, int(query["srlimit"])) if "srlimit" in query else page(words, language)
        return web.json_response({"batchcomplete": True, "query": found})


def hits(words: str, limit: int) -> dict[str, Any]:
    """Return what a search finds: three articles at most."""
    match = f'about <span class="searchmatch">{words}</span> &amp; more'
    found = [{"ns": 0, "title": f"{words} {n}", "snippet": match} for n in range(1, 4)]
    return {"searchinfo": {"totalhits": 3}, "search": found[:limit]}


def page(title: str, language: str) -> dict[str, Any]:
    """Return an article; the one called `missing` does not exist."""
    if title == "missing":
        return {"pages": [{"ns": 0, "title": title, "missing": True}]}
    if title == "in[valid":
        return {"pages": [{"title": title, "invalid": True, "invalidreason": "bad title"}]}
    url = f"https://{language}.wiki.test/wiki/{title}"
    text = "Text. " * (10_000 if title == "long" else 1)
    found = {"pageid": 1, "ns": 0, "title": title, "fullurl": url}
    if title == "no extract":  # a wiki without TextExtracts; it warns, and leaves the text out
        return {"pages": [found]}
    return {"pages": [{**found, "extract": "" if title == "empty" else text}]}


async def endless(request: web.Request) -> web.StreamResponse:
    """Send bytes for as long as somebody takes them."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" " * 1_000_000)


@asynccontextmanager
async def wiki() -> AsyncIterator[Wiki]:
    """Run the wiki on a free local port."""
    server = Wiki()
    app = web.Application()
    app.router.add_get("/{language}/w/api.php", server.api)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.endpoint = f"http://127.0.0.1:{runner.addresses[0][1]}/{{language}}/w/api.php"
    try:
        yield server
    finally:
        await runner.cleanup()
