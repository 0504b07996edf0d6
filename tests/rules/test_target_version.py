"""What `--owui-target-version` changes, through the real flake8."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_COMPONENT = '''"""
title: Versions
author: owui-lint
version: 0.1.0
license: MIT
"""


class Filter:
    async def inlet(
        self,
        body: dict,
        __oauth_token__: dict | None = None,
        __metadata__: dict | None = None,
    ) -> dict:
        return body

    def stream(
        self,
        event: dict,
        __chat_id__: str | None = None,
        __user__: dict | None = None,
    ) -> dict:
        return event

    async def request(self, body: dict, __chat_id__: str | None = None) -> dict:
        return body
'''


def _flake8(path: Path, *options: str) -> list[tuple[int, str]]:
    command = [sys.executable, "-m", "flake8", "--isolated", "--select=OWU3", *options, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    assert not done.stderr
    lines = [line.removeprefix(f"{path}:").split(":", 2) for line in done.stdout.splitlines()]
    return [(int(line), rest.split()[0]) for line, _, rest in lines]


def test_targets_differ(tmp_path: Path) -> None:
    path = tmp_path / "versions.py"
    path.write_text(_COMPONENT, encoding="utf-8")
    assert _flake8(path, "--owui-target-version=0.12.4") == []
    # `stream` is called since 0.5.17; its `__chat_id__`, `inlet`'s token and `request` came later
    assert _flake8(path, "--owui-target-version=0.5.20") == [
        (13, "OWU304"),
        (21, "OWU304"),
        (26, "OWU322"),
    ]
    # before 0.5.17 `stream` itself is never called
    assert (18, "OWU322") in _flake8(path, "--owui-target-version=0.5.0")


def test_a_parameter_of_a_hook_that_is_not_called_is_one_mistake(tmp_path: Path) -> None:
    path = tmp_path / "versions.py"
    path.write_text(_COMPONENT, encoding="utf-8")
    found = _flake8(path, "--owui-target-version=0.5.0")
    assert (26, "OWU322") in found
    assert [code for line, code in found if line in (21, 26)] == ["OWU322"]
