"""Who writes the component and where it is kept, as git knows it."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

_REMOTE = re.compile(
    r"^(?:ssh://)?(?:[\w.-]+@)?(?P<host>\w[\w.-]+)(?::\d+)?[:/](?P<path>[\w./~-]+?)(?:\.git)?/?$"
)
"""`git@host:owner/name.git` and the like; the user and the port are not part of a page's address."""
_PAGE = re.compile(r"^https?://(?:[^@/]*@)?(?P<host>\w[\w.:-]+)/(?P<path>[\w./~-]+?)(?:\.git)?/?$")
"""A password in the address is left out."""


@dataclass(frozen=True)
class Author:
    """What the header says of the author.

    Attributes:
        name: git's `user.name`; None where it is not set
        page: the web page of git's remote; None where there is none
    """

    name: str | None
    page: str | None


def author_in(folder: Path) -> Author:
    """Return what git says in a folder, which need not be a repository."""
    return Author(
        _asked(folder, "config", "user.name"),
        page_of(_asked(folder, "remote", "get-url", "origin")),
    )


def page_of(remote: str | None) -> str | None:
    """Return the web page of a remote, without user, password and `.git`."""
    if remote is None:
        return None
    found = _PAGE.match(remote) or (
        None if "://" in remote.removeprefix("ssh://") else _REMOTE.match(remote)
    )
    if found is None or "." not in found["host"]:
        return None
    return f"https://{found['host']}/{found['path']}"


def _asked(folder: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):  # git is not installed, or waits for something
        return None
    said = " ".join(done.stdout.split())
    return said if done.returncode == 0 and said else None
