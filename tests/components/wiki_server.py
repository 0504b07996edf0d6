"""A local MediaWiki: the query of `api.php` that the wiki tool sends, and many bad answers.

Shapes are those of MediaWiki's action API with `formatversion=2`. The words searched for choose
the behaviour.
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
        assert (query["generator"], query["gsrlimit"]) == ("search", "1")
        words = query["gsrsearch"]
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
        odd: dict[str, Any] = {"list": [1], "error": {"error": {"code": "maxlag", "info": "Wait"}}}
        odd["nothing"] = {"batchcomplete": True}
        odd["no title"] = {"query": {"pages": [{"extract": "Text."}]}}
        if words in odd:
            return web.json_response(odd[words])
        return web.json_response({"batchcomplete": True, "query": page(words, language)})


def page(title: str, language: str) -> dict[str, Any]:
    """Return the best article; there is none for `missing`."""
    if title == "missing":
        return {}
    url = f"https://{language}.wiki.test/wiki/{title}"
    text = "Text. " * (10_000 if title == "long" else 1)
    found = {"pageid": 1, "ns": 0, "title": title, "fullurl": url}
    if title == "no extract":  # a wiki without TextExtracts; it warns, and leaves the text out
        return {"pages": [found]}
    return {"pages": [{**found, "extract": "" if title == "empty" else text}]}


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
