"""Installs components on a real, empty Open WebUI and records what its REST API answers.

    python -m tests.audit.record http://127.0.0.1:8080 components/*.py tests/audit/fixtures/*.py

The server must be fresh, with `ENABLE_API_KEYS=true` and
`ENABLE_PIP_INSTALL_FRONTMATTER_REQUIREMENTS=false`, and is the worse for it: for a test run alone.
Pipelines are left out, since Open WebUI does not store them. The texts of components are kept out of
`answers.json`; an entry names its file instead. Prints an administrator's key for trying `audit` by hand.
"""

from __future__ import annotations

import json
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

ANSWERS = Path(__file__).with_name("answers.json")
_HIDDEN = {"email": "user@example.org", "name": "Somebody", "id": "id", "token": "token"}


def ask(
    url: str, path: str, key: str | None = None, data: dict[str, Any] | None = None
) -> tuple[int, Any]:
    """Return status and JSON of one request; with data it is a POST."""
    headers = {"Content-Type": "application/json"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    body = json.dumps(data).encode() if data is not None else None
    request = urllib.request.Request(url + path, body, headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def main(url: str, paths: list[str]) -> int:
    """Fill the server, record it, and say what it refused."""
    version = ask(url, "/api/config")
    account = {"name": "Admin", "email": "admin@example.org", "password": "only-for-this-run"}
    status, admin = ask(url, "/api/v1/auths/signup", data=account)
    assert status == 200, admin
    token = admin["token"]
    status, answer = ask(url, "/api/v1/auths/api_key", token, {})
    assert status == 200, answer
    key = answer["api_key"]
    files: dict[str, str] = {}
    for path in map(Path, paths):
        refused = install(url, key, path)
        if refused is None:
            files[path.stem] = path.as_posix()
        else:
            print(f"{path}: {refused}", file=sys.stderr)
    account = {**account, "name": "User", "email": "user@example.org", "role": "user"}
    status, user = ask(url, "/api/v1/auths/add", key, account)
    assert status == 200, user
    recorded = {"/api/config": {"anybody": version}}
    for asked in ("/api/v1/functions/export", "/api/v1/tools/export", "/api/v1/auths/"):
        recorded[asked] = {
            "admin": slim(ask(url, asked, key), files),
            "user": slim(ask(url, asked, user["token"]), files),
            "wrong": slim(ask(url, asked, "sk-wrong"), files),
            "none": slim(ask(url, asked), files),
        }
    ANSWERS.write_text(json.dumps(recorded, indent=1) + "\n", encoding="utf-8")
    print(key)
    return 0


def install(url: str, key: str, path: Path) -> str | None:
    """Create a function or tool; return what the server says when it does not want it."""
    text = path.read_text(encoding="utf-8")
    kind = "tools" if "\nclass Tools" in text else "functions"
    form = {"id": path.stem, "name": path.stem, "content": text, "meta": {"description": path.stem}}
    status, answer = ask(url, f"/api/v1/{kind}/create", key, form)
    if status == 200 and kind == "functions":
        status, answer = ask(url, f"/api/v1/functions/id/{path.stem}/toggle", key, {})
    return None if status == 200 else f"{status} {answer}"


def slim(answered: tuple[int, Any], files: dict[str, str]) -> tuple[int, Any]:
    """Leave out texts that the repository has, and what belongs to one run alone."""
    status, said = answered
    if isinstance(said, list):
        for entry in said:
            entry["content"] = {"file": files[entry["id"]]}
            entry.pop("specs", None)
            entry["user_id"] = "id"
    elif isinstance(said, dict) and status == 200:
        said = {
            name: _HIDDEN.get(name, value) for name, value in said.items() if name != "permissions"
        }
        said.pop("profile_image_url", None)
    return status, said


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
