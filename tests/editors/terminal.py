"""Programs of the terminal under tmux, and pictures of them."""

from __future__ import annotations

import contextlib
import re
import shlex
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping

from tests.editors.pictures import of_terminal
from tests.editors.place import Place, tool

COLUMNS, LINES = 132, 34


@contextlib.contextmanager
def _session(place: Place, name: str, command: str) -> Iterator[Callable[..., str]]:
    """Run a command as a shell takes it; yield what asks tmux."""
    tmux = [
        tool("tmux", install="Debian: apt install tmux"),
        "-S",
        str(place.home / f"tmux-{name}"),
    ]

    def ask(*arguments: str) -> str:
        done = subprocess.run(
            [*tmux, *arguments],
            cwd=place.workspace,
            env={**place.environment, "TERM": "xterm-256color"},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    size = ["-x", str(COLUMNS), "-y", str(LINES)]
    # A shell that stays: the server of tmux must outlive the command.
    ask("-f", "/dev/null", "new-session", "-d", *size, "-s", "stays", "sleep 600")
    ask("set-option", "-g", "status", "off")
    ask("new-session", "-d", *size, "-s", name, command)
    try:
        yield ask
    finally:
        ask("kill-server")


def run(
    place: Place, command: str, environment: Mapping[str, str], *, until: Callable[[], bool]
) -> None:
    """Run a command in a terminal until something holds, for at most a minute."""
    given = "".join(f"{name}={shlex.quote(value)} " for name, value in environment.items())
    with _session(place, "run", given + command):
        for _ in range(300):
            if until():
                break
            time.sleep(0.2)


def picture(
    place: Place,
    command: str,
    name: str,
    *,
    until: str,
) -> str:
    """Run a command, keep a picture of it, and return its text.

    Args:
        place: where it runs
        command: as a shell takes it
        name: of the picture
        until: what is waited for, as a regular expression
    """
    with _session(place, name, command) as ask:
        for _ in range(150):
            if re.search(until, ask("capture-pane", "-p", "-t", name)):
                break
            time.sleep(0.2)
        time.sleep(1.5)
        text = ask("capture-pane", "-p", "-t", name)
        of_terminal(ask("capture-pane", "-e", "-p", "-t", name), name, columns=COLUMNS, lines=LINES)
    return text
