"""`owui-lint upgrade`: what two releases say of the same component, as an installed command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from owui_lint import Settings, lint_source
from owui_lint.host import Host
from owui_lint.parsing.source import SourceFile
from owui_lint.upgrade import upgrade

COMMAND = Path(sys.executable).with_name("owui-lint")

UNAWAITED = '''"""
title: Greeter
author: Jane Doe
version: 1.0.0
license: MIT
required_open_webui_version: 0.6.5
"""

from open_webui.models.users import Users


class Pipe:
    async def pipe(self, body: dict, __user__: dict | None = None) -> str:
        user = Users.get_user_by_id((__user__ or {})["id"])
        return f"Hello, {user.name}"
'''
TEMPORARY = '''"""
title: Temporary
author: Jane Doe
version: 1.0.0
license: MIT
"""


class Filter:
    async def inlet(self, body: dict, __chat_id__: str = "") -> dict:
        if __chat_id__.startswith("local:"):
            return body
        return body
'''
FINE = '''"""
title: Fine
author: Jane Doe
version: 1.0.0
license: MIT
"""


class Pipe:
    async def pipe(self, body: dict) -> str:
        return "Hello"
'''


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a_filter.py").write_text(TEMPORARY, encoding="utf-8")
    (tmp_path / "b_pipe.py").write_text(UNAWAITED, encoding="utf-8")
    (tmp_path / "c_pipe.py").write_text(FINE, encoding="utf-8")
    (tmp_path / "helper.py").write_text("def helper() -> None: ...\n", encoding="utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [COMMAND, "upgrade", *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout, done.stderr


def components(folder: Path, *arguments: str) -> list[dict[str, Any]]:
    _, out, _ = run(folder, *arguments, "--format=json")
    document: dict[str, Any] = json.loads(out)
    assert document["version"] == 1
    found: list[dict[str, Any]] = document["components"]
    return found


def test_the_worst_comes_first_with_the_release_that_did_it(folder: Path) -> None:
    found = components(folder, ".", "--from=0.8.12", "--to=0.12.4")
    assert [one["path"] for one in found] == ["b_pipe.py", "a_filter.py", "c_pipe.py"]
    broken, warned, fine = found
    assert (broken["from"], broken["to"], broken["kind"]) == ("0.8.12", "0.12.4", "pipe")
    assert [(one["code"], one["release"]) for one in broken["breaks"]] == [("OWU603", "0.9.0")]
    assert broken["breaks"][0]["fix"]["title"] == "Add `await`"
    assert [(one["code"], one["release"]) for one in warned["breaks"]] == [("OWU612", "0.11.0")]
    assert fine["breaks"] == []


def test_text_says_release_severity_place_and_fix(folder: Path) -> None:
    code, out, err = run(folder, ".", "--from=0.8.12", "--to=0.12.4")
    lines = out.splitlines()
    assert (code, err) == (1, "")
    assert lines[0] == "b_pipe.py: from 0.8.12 to 0.12.4, 1 error"
    assert lines[1].startswith("  since 0.9.0  error OWU603 at 14:16: ")
    assert lines[2] == "    safe fix: Add `await`"
    assert lines[4] == "a_filter.py: from 0.8.12 to 0.12.4, 1 warning"
    assert "The upgrade breaks 2 of 3 components" in lines


def test_the_floor_of_the_header_is_where_it_starts(folder: Path) -> None:
    found = {one["path"]: one for one in components(folder, ".")}
    assert found["b_pipe.py"]["from"] == "0.6.5"
    assert found["b_pipe.py"]["required_open_webui_version"] == "0.6.5"
    assert found["c_pipe.py"]["from"] == "0.3.35"
    assert f"from 0.6.5 (which it requires) to {Host.latest()}" in run(folder, "b_pipe.py")[1]


def test_between_two_releases_that_agree_nothing_breaks(folder: Path) -> None:
    code, out, _ = run(folder, ".", "--from=0.12.0", "--to=0.12.4")
    assert code == 0
    assert out.startswith("The upgrade breaks nothing in 3 components\n")
    assert "2 findings are on both releases" in out  # OWU603 and OWU612 are there already


def test_better_advice_is_not_a_break(folder: Path) -> None:
    text = FINE.replace(
        "class Pipe:\n",
        "from pydantic import BaseModel, Field\n\n\nclass Pipe:\n"
        "    class Valves(BaseModel):\n"
        '        api_key: str = Field(default="", description="Key")\n\n'
        "    def __init__(self) -> None:\n        self.valves = self.Valves()\n\n",
    )
    old, new = (lint_source(text, settings=Settings(target_version=v)) for v in ("0.7.2", "0.12.4"))
    assert "OWU208" not in {one.code for one in old}
    assert "OWU208" in {one.code for one in new}
    (folder / "secret.py").write_text(text, encoding="utf-8")
    assert run(folder, "secret.py", "--from=0.7.2")[0] == 0


def test_every_release_in_between_agrees_with_the_one_that_is_named() -> None:
    one = upgrade(SourceFile.from_text(TEMPORARY), Settings(), "0.6.0", None)
    (breakage,) = one.breaks
    for release, wrong in (("0.10.2", False), ("0.11.0", True)):
        found = lint_source(TEMPORARY, settings=Settings(target_version=release))
        assert any(finding.code == breakage.finding.code for finding in found) is wrong
    assert breakage.release == "0.11.0"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("c_pipe.py", "--from=0.12.4", "--to=0.9.0"),
            "0.12.4 is newer than 0.9.0; name the older",
        ),
        (
            ("c_pipe.py", "--to=new"),
            f"`new` is not a release of Open WebUI, such as {Host.latest()}",
        ),
        (("c_pipe.py", "--from=ftp://x"), "`ftp://x` is not an address such as"),
        ((), "name a file or folder, or - for standard input"),
    ],
)
def test_wrong_questions_are_one_line(
    folder: Path, arguments: tuple[str, ...], message: str
) -> None:
    code, out, err = run(folder, *arguments)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert err.startswith(f"owui-lint: {message}")


def test_a_newer_target_is_said_to_be_unknown(folder: Path) -> None:
    code, _, err = run(folder, "c_pipe.py", "--from=0.12.4", "--to=99.0.0")
    assert code == 0
    assert f"99.0.0 is newer than {Host.latest()}" in err
