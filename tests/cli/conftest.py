"""A folder to work in, and the command run in this process or through its installed entry point."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from owui_lint.cli import main

HEADER = '"""\ntitle: T\nauthor: A\nversion: 0.1.0\nlicense: MIT\n"""\n'
CLEAN = (
    HEADER
    + '\n\nclass Pipe:\n    async def pipe(self, body: dict) -> str:\n        return "Hello"\n'
)
BAD = f"""{HEADER}

class Filter:
    def inlet(self, body: dict) -> None:
        print("日本", body)


def helper(text):  # noqa: OWU301
    return eval(text)
"""
"""An error (OWU312, safe fix), a warning (OWU010, safe fix), and one without a fix (OWU803)."""
FIXED = BAD.replace(", body)\n", ", body)\n        return body\n").replace("  # noqa: OWU301", "")


class Result(NamedTuple):
    """What a command came to."""

    code: int
    out: str
    err: str


Run = Callable[..., Result]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the working directory; configuration above it is not found."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command in this process."""

    def call(*arguments: str) -> Result:
        capsys.readouterr()
        code = main(list(arguments))
        captured = capsys.readouterr()
        return Result(code, captured.out, captured.err)

    return call


@pytest.fixture
def installed(folder: Path) -> Run:
    """Run the command as users do: the script that pip has made."""
    script = Path(sys.executable).with_name("owui-lint")

    def call(*arguments: str, stdin: bytes = b"", **environment: str) -> Result:
        done = subprocess.run(
            [script, *arguments],
            cwd=folder,
            input=stdin,
            env={**os.environ, **environment},
            capture_output=True,
            check=False,
        )
        return Result(done.returncode, done.stdout.decode(), done.stderr.decode())

    return call
