"""Reads from a running Open WebUI: GET alone, within time, and nowhere else than where it was told."""

from __future__ import annotations

import http.client
import json
import queue
import ssl
import threading
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from packaging.version import InvalidVersion, Version

from owui_lint.finding import on_one_line

TIMEOUT_SECONDS = 30.0
"""For each answer as a whole."""
_MAX_BYTES = 256 * 1024 * 1024
"""No server has so many components; a mistaken address may have endless bytes."""
_MAX_WORDS = 160
"""Characters of a server's own words that are repeated."""


class AuditError(Exception):
    """The server cannot be asked, or does not answer as Open WebUI does; the message is one line."""


class Server:
    """One Open WebUI.

    The key is sent to the address it was given for, and is never part of a message: a redirect is
    an error.
    """

    def __init__(
        self,
        url: str,
        key: str | None = None,
        *,
        timeout: float = TIMEOUT_SECONDS,
        ca_file: str | None = None,
    ) -> None:
        """Take an address, with or without a path.

        Args:
            url: such as `https://chat.example.org`
            key: an API key or token; None asks only for what everybody may know
            timeout: seconds for each answer as a whole
            ca_file: a PEM file of certificate authorities to trust, instead of the system's

        Raises:
            AuditError: the address is not one of HTTP, or the file cannot be read
        """
        self.url = _normalised(url)
        self._key = key
        self._timeout = timeout
        try:
            context = ssl.create_default_context(cafile=ca_file)
        except (OSError, ssl.SSLError) as error:
            raise AuditError(
                f"`{ca_file}` cannot be read as certificates: {_reason(error)}"
            ) from None
        self._opener = urllib.request.build_opener(
            _NoRedirect, urllib.request.HTTPSHandler(context=context)
        )

    @property
    def is_encrypted(self) -> bool:
        """Whether what is sent cannot be read on the way, or does not leave this machine."""
        parts = urlsplit(self.url)
        return parts.scheme == "https" or parts.hostname in ("127.0.0.1", "::1", "localhost")

    def version(self) -> str:
        """Return the server's release; the key is not sent.

        Raises:
            AuditError: it is not an Open WebUI, or cannot be reached
        """
        stranger = f"`{self.url}` does not answer as an Open WebUI does"
        status, body = self._get("/api/config", key=False)
        if status != 200:
            raise AuditError(f"{stranger} (status {status} for /api/config)")
        try:
            said = json.loads(body)
        except ValueError:
            raise AuditError(f"{stranger} (/api/config is not JSON)") from None
        # Ollama and others know a version too; the features are Open WebUI's.
        if not isinstance(said, dict) or not isinstance(said.get("features"), dict):
            raise AuditError(f"{stranger} (/api/config lacks `features`)")
        version = said.get("version")
        try:
            return str(Version(str(version)))
        except InvalidVersion:
            raise AuditError(f"`{self.url}` names no version that can be read") from None

    def functions(self) -> list[dict[str, Any]]:
        """Return every function with its text, as `GET /api/v1/functions/export` gives them.

        Raises:
            AuditError: the key is refused, or the answer is not a list of functions
        """
        return self._entries("/api/v1/functions/export")

    def tools(self) -> list[dict[str, Any]]:
        """Return every tool the key may write, with its text (`GET /api/v1/tools/export`).

        Raises:
            AuditError: the key is refused, or the answer is not a list of tools
        """
        return self._entries("/api/v1/tools/export")

    def _entries(self, path: str) -> list[dict[str, Any]]:
        status, body = self._get(path)
        if status in (401, 403):
            raise AuditError(self._refused(path, status, body))
        if status != 200:
            raise AuditError(f"`{self.url}` answers {path} with status {status}{self._words(body)}")
        try:
            found = json.loads(body)
        except ValueError:
            raise AuditError(
                f"`{self.url}` answers {path} with half an answer, or not in JSON"
            ) from None
        if not isinstance(found, list) or not all(_is_entry(entry) for entry in found):
            raise AuditError(f"`{self.url}` answers {path} with something other than components")
        return found

    def _refused(self, path: str, status: int, body: bytes) -> str:
        """Return why: the key is wrong, its owner may not, or the key may not go there."""
        session, said = self._get("/api/v1/auths/")
        try:
            role = str(json.loads(said)["role"]) if session == 200 else None
        except (ValueError, KeyError, TypeError):
            role = None
        if session == 401:
            return f"`{self.url}` does not accept the key{self._words(said)}"
        if role is not None and role != "admin":
            return (
                f"the key belongs to a user with the role `{self._safe(role)}`; "
                "reading functions and tools needs an administrator's key"
            )
        return f"`{self.url}` refuses {path} with status {status}{self._words(body)}"

    def _words(self, body: bytes) -> str:
        """Return the server's own explanation, in brackets."""
        try:
            detail = json.loads(body)["detail"]
        except (ValueError, KeyError, TypeError):
            return ""
        return f" ({self._safe(detail)})" if isinstance(detail, str) and detail else ""

    def _safe(self, text: str) -> str:
        """Return a text of the server as a message may repeat it: in one line, and without the key."""
        hidden = text.replace(self._key, "[key]") if self._key else text
        return on_one_line(" ".join(hidden.split()))[:_MAX_WORDS].rstrip(".")

    def _get(self, path: str, *, key: bool = True) -> tuple[int, bytes]:
        """Return status and body.

        The request has a thread of its own: neither a name server nor a server that sends a byte a
        minute counts against a socket's own time limit.

        Raises:
            AuditError: there is no answer, or only part of one
        """
        request = urllib.request.Request(self.url + path, headers={"Accept": "application/json"})
        if key and self._key:
            request.add_unredirected_header("Authorization", f"Bearer {self._key}")
        answers: queue.Queue[tuple[int, bytes] | AuditError] = queue.Queue()

        def ask() -> None:
            try:
                answers.put(self._asked(request, path))
            except AuditError as error:
                answers.put(error)
            except Exception as error:  # whatever a broken server makes of http.client
                answers.put(AuditError(f"`{self.url}` cannot be read: {type(error).__name__}"))

        threading.Thread(target=ask, daemon=True).start()
        try:
            answer = answers.get(timeout=self._timeout)
        except queue.Empty:
            raise AuditError(
                f"`{self.url}` did not answer {path} within {self._timeout:g} s"
            ) from None
        if isinstance(answer, AuditError):
            raise answer
        return answer

    def _asked(self, request: urllib.request.Request, path: str) -> tuple[int, bytes]:
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return response.status, _whole(response)
        except urllib.error.HTTPError as error:
            with error:
                if 300 <= error.code < 400:
                    raise AuditError(self._redirected(error)) from None
                return error.code, error.read(_MAX_BYTES)
        except _TooLongError:
            raise AuditError(f"`{self.url}` sends too much for {path}") from None
        except http.client.IncompleteRead:
            raise AuditError(f"the answer of `{self.url}` for {path} broke off") from None
        except urllib.error.URLError as error:
            raise AuditError(self._unreachable(error.reason)) from None
        except (OSError, http.client.HTTPException) as error:
            raise AuditError(self._unreachable(error)) from None

    def _redirected(self, error: urllib.error.HTTPError) -> str:
        target = urlsplit(str(error.headers.get("Location", "")))
        place = (
            urlunsplit((target.scheme, target.netloc, "", "", "")) if target.netloc else "elsewhere"
        )
        return (
            f"`{self.url}` redirects to {self._safe(place)}; name the final address, "
            "since the key is not sent to another one"
        )

    def _unreachable(self, reason: object) -> str:
        if isinstance(reason, ssl.SSLCertVerificationError):
            return (
                f"the certificate of `{self.url}` is not trusted: "
                f"{self._safe(reason.verify_message)}; `--ca-file` names your own authority"
            )
        if isinstance(reason, ssl.SSLError):
            return f"`{self.url}` does not speak TLS: {self._safe(str(reason.reason or reason))}"
        if isinstance(reason, TimeoutError):
            return f"`{self.url}` did not answer within {self._timeout:g} s"
        if isinstance(reason, http.client.BadStatusLine):
            return f"`{self.url}` does not speak HTTP"
        return f"`{self.url}` cannot be reached: {self._safe(_reason(reason))}"


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Follows no redirect: what it leads to was not asked for."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Return None, which makes an error of the answer."""


class _TooLongError(Exception):
    """More bytes than any list of components has."""


def _whole(response: http.client.HTTPResponse) -> bytes:
    body = response.read(_MAX_BYTES + 1)
    if len(body) > _MAX_BYTES:
        raise _TooLongError
    # `read(amount)` returns what came before the connection broke, and says nothing.
    if response.length:
        raise http.client.IncompleteRead(b"", response.length)
    return body


def _normalised(url: str) -> str:
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise AuditError(f"`{url}` is not an address such as `https://chat.example.org`") from None
    if parts.username is not None or parts.password is not None:
        raise AuditError("the address holds a user name or password; give the key in another way")
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise AuditError(f"`{url}` is not an address such as `https://chat.example.org`")
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("id"), str)
        and isinstance(entry.get("content"), str)
    )


def _reason(error: object) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
