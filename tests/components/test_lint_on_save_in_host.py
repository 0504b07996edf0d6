"""Lint on Save in the real Open WebUI: saved through its routes, read in a real browser's socket.

`OWUI_HOST_PYTHON` names the interpreter of an environment of `tests/conformance/environment.sh`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.components.host import COMPONENTS
from tests.components.redis_server import RedisServer
from tests.components.saved import BAD, BAD_TOOL, CLEAN, SAVED, expected

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parents[2]


def form(place: str, text: str) -> dict[str, Any]:
    return {"id": place, "name": place, "content": text, "meta": {"description": "-"}}


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the linter needs beside the host's packages; and one the light host leaves out."""
    host_python()
    place = tmp_path_factory.mktemp("packages")
    needed = ["libcst", "flake8", "pycodestyle", "pyflakes", "mccabe", "qrcode"]
    pip = [host_python(), "-m", "pip", "install", "-q", "--no-deps", "--target", str(place)]
    subprocess.run([*pip, *needed], check=True, capture_output=True)
    return place


def host_python() -> str:
    python = os.environ.get("OWUI_HOST_PYTHON")
    if not python:
        pytest.skip("OWUI_HOST_PYTHON names no installed Open WebUI: contract only")
    return python


def in_host(
    data: Path, packages: Path, steps: Sequence[Any], **settings: str
) -> list[dict[str, Any]]:
    """Take the steps in the real host and return what came of each."""
    done = subprocess.run(
        [host_python(), "-m", "tests.components.saving_host", str(data)],
        input=json.dumps(steps),
        env={**os.environ, **settings, "PYTHONPATH": os.pathsep.join([str(ROOT), str(packages)])},
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
        timeout=300,
    )
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    assert len(lines) == len(steps), f"The host stopped:\n{done.stdout}\n{done.stderr}"
    return [json.loads(line.removeprefix("RESULT ")) for line in lines]


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real host's directory, which holds its database."""
    return tmp_path_factory.mktemp("host")


@pytest.fixture(scope="session")
def real(data: Path, packages: Path) -> list[dict[str, Any]]:
    """What came of a morning's work in the real host."""
    source = (COMPONENTS / "lint_on_save_event.py").read_text(encoding="utf-8")
    steps = [
        ["POST", "/functions/create", form("lint_on_save", source)],
        ["POST", "/functions/id/lint_on_save/toggle", None],
        ["POST", "/functions/create", form("bad", BAD)],
        ["POST", "/functions/id/bad/update", form("bad", CLEAN)],
        ["POST", "/functions/id/bad/toggle/global", None],
        ["POST", "/tools/create", form("bad_tool", BAD_TOOL)],
    ]
    return in_host(data, packages, steps)


def test_the_real_host_notifies_of_a_bad_component(real: list[dict[str, Any]]) -> None:
    saved = real[2]
    assert saved["log"][1:] == [f"WARNING {line}" for line in expected(BAD, "bad")]
    [event] = saved["events"]
    data = event["data"]["data"]
    assert re.match(r"bad: \d+ errors?, ", data["title"])
    assert re.match(r"Line 10: .*`\u02cd\u02cdusers\u02cd\u02cd`.* \(OWU303\)", data["content"])
    published = saved["published"]
    assert published.keys() == SAVED.keys()
    assert published["actor"].keys() == SAVED["actor"].keys() | {"created_at", "updated_at"}
    assert published["subject"] == SAVED["subject"]


def test_the_real_host_is_silent_about_a_clean_one(real: list[dict[str, Any]]) -> None:
    assert real[3]["log"] == ["INFO owui-lint: no findings in function bad"]
    assert real[3]["events"] == []


def test_the_real_host_updates_for_other_reasons(real: list[dict[str, Any]]) -> None:
    assert real[4]["published"]["event"] == "function.updated"
    assert (real[4]["log"], real[4]["events"]) == ([], [])


def test_the_real_host_saves_tools_too(real: list[dict[str, Any]]) -> None:
    [event] = real[5]["events"]
    assert event["chat_id"] == "../workspace/tools/edit?id=bad_tool"


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with RedisServer() as server:
        yield server


@pytest.mark.usefixtures("real")
def test_real_replicas_share_a_save(data: Path, packages: Path, redis: RedisServer) -> None:
    def update(text: str) -> list[Any]:
        return ["POST", "/functions/id/bad/update", form("bad", text)]

    [first] = in_host(data, packages, [update(BAD)], REDIS_URL=redis.url)
    assert len(first["events"]) == 1
    assert list(redis.lifetimes.values()) == [60]
    steps = [["dispatch", first["published"]], update(f"{BAD}# Changed\n")]
    again, second = in_host(data, packages, steps, REDIS_URL=redis.url)
    assert (again["log"], again["events"]) == ([], [])
    assert len(second["events"]) == 1


@pytest.fixture(scope="session")
def page() -> Path:
    """The directory of the host's front end."""
    find = "import open_webui, pathlib; print(pathlib.Path(open_webui.__file__).parent)"
    place = subprocess.run(
        [host_python(), "-c", find], check=True, capture_output=True, text=True
    ).stdout.strip()
    return Path(place, "frontend/_app/immutable")


def test_the_page_still_shows_what_is_sent(page: Path) -> None:
    """The front end's layout shows a `chat:completion` that is done, with its title, anywhere."""
    [layout] = page.glob("nodes/0.*.js")
    shown = (
        r'"chat:completion"\)\{const\{done:\w+,content:\w+(,output:\w+)?,title:\w+\}=\w+'
        r".{0,700}?/c/\$\{\w+\.chat_id\}"
    )
    assert re.search(shown, layout.read_text(encoding="utf-8"), re.DOTALL)


def test_the_page_leaves_the_names_in_what_is_sent(page: Path, real: list[dict[str, Any]]) -> None:
    """The page takes Markdown out of a notification: its own rules, played on what it was sent."""
    chain = re.compile(r"(?:\.replace\(/[^\n]+?/g[a-z]*,(?:\"[^\"]*\"|`\n`)\)){10,}")
    scripts = (path.read_text(encoding="utf-8") for path in page.glob("chunks/*.js"))
    [rules] = {found[0] for text in scripts if (found := chain.search(text)) and "~~" in found[0]}
    text = real[2]["events"][0]["data"]["data"]["content"]
    for pattern, flags, new in re.findall(
        r"\.replace\(/(.+?)/(g[a-z]*),[\"`](.*?)[\"`]\)", rules, re.S
    ):
        multiline = re.MULTILINE if "m" in flags else 0
        text = re.sub(pattern, new.replace("$1", r"\1"), text, flags=multiline)
    assert "`" not in text, "the rules have been played"
    assert "\u02cd\u02cdusers\u02cd\u02cd" in text
