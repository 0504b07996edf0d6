"""The host's Python API as it was and is: found by the real flake8, repaired by `owui-lint fix`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from owui_lint import fix_source

_OLD = '''"""
title: Greeting
author: owui-lint
version: 0.1.0
license: MIT
"""

from open_webui.apps.webui.models.users import Users


class Pipe:
    async def pipe(self, body: dict, __user__: dict = None) -> str:
        user = Users.get_user_by_id(__user__["id"])
        return f"Hello {user.name}"
'''
_NEW = _OLD.replace("open_webui.apps.webui.models", "open_webui.models").replace(
    "Users.get_user_by_id(", "await Users.get_user_by_id("
)


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command], capture_output=True, text=True, check=False
    )


def _flake8(path: Path, *options: str) -> list[str]:
    done = _run("flake8", "--isolated", "--select=OWU", *options, str(path))
    assert not done.stderr, done.stderr
    return [line.removeprefix(f"{path}:") for line in done.stdout.splitlines()]


@pytest.fixture
def component(tmp_path: Path) -> Path:
    path = tmp_path / "greeting.py"
    path.write_text(_OLD, encoding="utf-8")
    return path


def test_both_mistakes_are_found(component: Path) -> None:
    assert _flake8(component, "--owui-target-version=0.12.4") == [
        "8:48: OWU601 `open_webui.apps.webui.models.users` moved to `open_webui.models.users` in 0.5.0; "
        "import from there",
        "13:16: OWU603 `Users.get_user_by_id` is a coroutine since 0.9.0; await it",
    ]


def test_the_release_it_was_written_for_has_both(component: Path) -> None:
    assert _flake8(component, "--owui-target-version=0.4.8") == []


def test_one_fix_source_repairs_both() -> None:
    assert fix_source(_OLD).text == _NEW


def test_the_command_repairs_the_file(component: Path) -> None:
    done = _run("owui_lint", "fix", str(component))
    assert (done.returncode, done.stderr) == (0, "2 fixes applied, nothing left\n")
    assert component.read_text(encoding="utf-8") == _NEW
    assert _flake8(component) == []


def test_nothing_is_repaired_for_the_old_release(component: Path) -> None:
    assert _run("owui_lint", "fix", "--owui-target-version=0.4.8", str(component)).returncode == 0
    assert component.read_text(encoding="utf-8") == _OLD
