"""A run inside an installed Open WebUI: its modules, and an empty database of its own making.

A module that has something to do there calls `answer`, and a test runs it with `ask` in the
environment that `OWUI_HOST_PYTHON` names.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import subprocess
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any
from unittest import SkipTest


def ask(module: str) -> dict[str, Any]:
    """Run a module of the tests in the real host and return what it answers.

    Raises:
        SkipTest: There is none. (The host's own environment has no pytest.)
    """
    python = os.environ.get("OWUI_HOST_PYTHON")
    if not python:
        raise SkipTest("OWUI_HOST_PYTHON names no Python with Open WebUI: recorded only")
    done = subprocess.run(
        [python, "-m", module],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def answer(play: Callable[[], Awaitable[dict[str, Any]]]) -> None:
    """Start the host's database in a directory of its own, play, and print the result as JSON."""
    with tempfile.TemporaryDirectory() as directory:
        settings = {
            "DATA_DIR": directory,
            "DATABASE_URL": f"sqlite:///{directory}/webui.db",
            "FROM_INIT_PY": "true",
            "OFFLINE_MODE": "true",
            "USE_SLIM_DOCKER": "true",
            "WEBUI_SECRET_KEY": "only-for-this-run",
            "GLOBAL_LOG_LEVEL": "CRITICAL",
        }
        os.environ.update(settings)
        answers = os.fdopen(os.dup(1), "w")  # the host prints and logs to standard output
        os.dup2(2, 1)
        # Imported by name: only the host's own environment has it. It makes the database, with
        # the host's migrations.
        importlib.import_module("open_webui.config")

        async def played() -> dict[str, Any]:
            return await play()

        json.dump(asyncio.run(played()), answers)
        answers.flush()
