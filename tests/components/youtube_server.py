"""A local YouTube: a TLS server for www.youtube.com behind an HTTP proxy, as a firewall has one.

The real client is pointed at it by nothing but its proxy setting and the usual certificate
variable. Pages and answers have the recorded shape of what youtube-transcript-api 1.2 reads: the
watch page with its `INNERTUBE_API_KEY`, the player's JSON, the timed text's XML; and oEmbed's JSON.
The video's id chooses the behaviour.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import trustme
from aiohttp import web

TITLE, AUTHOR = "Linting & Löwen", "Ada L."
LANGUAGES = {"en": "English", "de": "German", "en-GB": "English (United Kingdom)"}
PLAYER_REFUSES = {
    "botDetected": ("LOGIN_REQUIRED", "Sign in to confirm you\u2019re not a bot"),
    "ageLimited0": ("LOGIN_REQUIRED", "This video may be inappropriate for some users."),
    "privateVid0": ("LOGIN_REQUIRED", "This is a private video. Please sign in."),
    "unavailable": ("ERROR", "This video is unavailable"),
}
# language code and whether YouTube made it by hearing, by video
TRACKS = {
    "okVideo0001": [("de", False), ("en", True), ("en", False)],
    "asrEnglish1": [("en", True)],
    "britishOnly": [("en-GB", False)],
    "germanOnly1": [("de", False)],
    "germanFixed": [("de", False)],
    "emptyTracks": [],
}


class YouTube:
    """The server's state: what it was asked for, and through which proxy."""

    def __init__(self) -> None:
        """Start with no requests seen."""
        self.proxy_url = ""
        self.tunnels = 0
        self.paths: list[str] = []

    async def watch(self, request: web.Request) -> web.StreamResponse:
        """Answer `GET /watch?v=…`."""
        video = request.query["v"]
        self.paths.append(request.path_qs)
        if video == "blocked4290":
            return web.Response(status=429)
        if video == "server50000":
            return web.Response(status=500)
        if video == "slowVideo01":
            await asyncio.sleep(60)
        if video == "dripsPage01":
            return await endless(request, b" ", 0.1)
        if video == "endlessPage":
            return await endless(request, b" " * 1_000_000, 0)
        if video == "captchaPage":
            return html('<div class="g-recaptcha"></div>')
        if video == "consentPage" and "CONSENT" not in request.cookies:
            form = '<form action="https://consent.youtube.com/s"><input name="v" value="cb"></form>'
            return html(form)
        return html('<script>ytcfg.set({"INNERTUBE_API_KEY": "key-of-the-page_1"});</script>')

    async def player(self, request: web.Request) -> web.Response:
        """Answer `POST /youtubei/v1/player`."""
        assert request.query["key"] == "key-of-the-page_1"
        video = (await request.json())["videoId"]
        self.paths.append(request.path_qs)
        if video == "hangsUp0000":
            assert request.transport is not None
            request.transport.close()
        if video in PLAYER_REFUSES:
            status, reason = PLAYER_REFUSES[video]
            return web.json_response({"playabilityStatus": {"status": status, "reason": reason}})
        answer: dict[str, Any] = {"playabilityStatus": {"status": "OK"}, "captions": {}}
        if video != "disabled001":
            tracks = TRACKS.get(video, TRACKS["asrEnglish1"])
            answer["captions"] = {"playerCaptionsTracklistRenderer": self._tracklist(video, tracks)}
        return web.json_response(answer)

    def _tracklist(self, video: str, tracks: list[tuple[str, bool]]) -> dict[str, Any]:
        po_token = "&exp=xpe" if video == "poToken0001" else ""
        return {
            "captionTracks": [
                {
                    "baseUrl": f"https://www.youtube.com/api/timedtext?v={video}&lang={code}"
                    f"{'&kind=asr' if heard else ''}{po_token}&fmt=srv3",
                    "name": {"runs": [{"text": LANGUAGES[code]}]},
                    "vssId": f"{'a' if heard else ''}.{code}",
                    "languageCode": code,
                    **({"kind": "asr"} if heard else {}),
                    "isTranslatable": video != "germanFixed",
                }
                for code, heard in tracks
            ],
            "translationLanguages": [
                {"languageCode": code, "languageName": {"runs": [{"text": LANGUAGES[code]}]}}
                for code in ("en", "de")
            ],
        }

    async def timed_text(self, request: web.Request) -> web.Response:
        """Answer `GET /api/timedtext?…`."""
        self.paths.append(request.path_qs)
        query = request.query
        if query["v"] == "brokenXml01":
            return web.Response(text="<transcript><text", content_type="text/xml")
        if query["v"] == "longVideo01":
            lines = "".join(f'<text start="{n}">{"word " * 10}</text>' for n in range(49))
            return web.Response(text=f"<transcript>{lines}</transcript>", content_type="text/xml")
        words = [query["lang"], query.get("kind", "written"), query.get("tlang", "untranslated")]
        return web.Response(
            text='<?xml version="1.0" encoding="utf-8" ?><transcript>'
            f'<text start="0.5" dur="1.2">{query["v"]}: {" ".join(words)}</text>'
            '<text start="63" dur="2">It&amp;#39;s &lt;i&gt;late&lt;/i&gt;\nnow</text>'
            '<text start="3661.9">The end</text></transcript>',
            content_type="text/xml",
        )

    async def oembed(self, request: web.Request) -> web.Response:
        """Answer `GET /oembed?url=…`."""
        self.paths.append(request.path_qs)
        video = request.query["url"].partition("v=")[2]
        if video == "noOembed401":
            return web.Response(status=401, text="Unauthorized")
        if video == "oddOembed00":
            return web.Response(text="<html>", content_type="text/html")
        return web.json_response({"title": TITLE, "author_name": AUTHOR, "type": "video"})


def html(body: str) -> web.Response:
    """Return a page."""
    return web.Response(text=f"<!DOCTYPE html><html>{body}</html>", content_type="text/html")


async def endless(request: web.Request, piece: bytes, seconds: float) -> web.StreamResponse:
    """Send the piece again and again, for as long as somebody takes it."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(piece)
        await asyncio.sleep(seconds)


@asynccontextmanager
async def youtube(certificate_file: Path) -> AsyncIterator[YouTube]:
    """Run server and proxy; the certificate to trust is written to the given file."""
    server = YouTube()
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(certificate_file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("www.youtube.com").configure_cert(context)
    app = web.Application()
    app.router.add_get("/watch", server.watch)
    app.router.add_post("/youtubei/v1/player", server.player)
    app.router.add_get("/api/timedtext", server.timed_text)
    app.router.add_get("/oembed", server.oembed)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    port: int = runner.addresses[0][1]

    async def tunnel(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one `CONNECT www.youtube.com:443`, whatever the real address of that host is."""
        request = await reader.readuntil(b"\r\n\r\n")
        if not request.startswith(b"CONNECT www.youtube.com:443 "):
            writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\n")
            writer.close()
            return
        server.tunnels += 1
        inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(copy(reader, inner_writer), copy(inner_reader, writer))

    proxy = await asyncio.start_server(tunnel, "127.0.0.1", 0)
    server.proxy_url = f"http://user:proxy-password@127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        proxy.close()
        await runner.cleanup()


async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass bytes on until either side hangs up."""
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.close()
