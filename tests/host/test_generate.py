"""The generator, on wheels that are written for it: what it reads, merges, compares and refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from owui_lint.host.availability import read_releases
from owui_lint.host.generate.__main__ import DATA, main, read
from owui_lint.host.generate.merge import ranges, spread
from owui_lint.host.generate.stored import Stored
from owui_lint.host.generate.wheel import UnknownLayoutError, Wheel
from tests.host.tiny_wheel import FILES, build


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return read(Wheel(build(tmp_path_factory.mktemp("wheel"), "1.0.0")))


def passed(reading: dict[str, Any], kind: str, hook: str) -> dict[str, bool]:
    """The injected names of a hook, and whether all calls pass them."""
    injected = reading["entry_points"]["entries"][kind][hook]["injected"]
    return {name: "always" in facts for name, facts in injected.items()}


def test_injection(reading: dict[str, Any]) -> None:
    assert passed(reading, "pipe", "pipe") == {
        "__user__": True,
        "__event_emitter__": True,
        "__tools__": True,
    }
    assert passed(reading, "filter", "inlet") == {"__user__": True, "__id__": True}
    assert passed(reading, "filter", "request") == {
        "__user__": True,
        "__id__": True,
        "__features__": False,
    }
    assert passed(reading, "action", "action") == {"__model__": True, "__user__": True}
    assert passed(reading, "event", "event") == {"event": True, "__request__": True}
    assert passed(reading, "tools", "*") == {
        "__id__": True,
        "__user__": True,
        "__features__": False,
        "__files__": False,
        "__event_emitter__": False,
        "__model__": False,
    }


def test_loader(reading: dict[str, Any]) -> None:
    assert reading["entry_points"]["loader"] == {"pipe event tools": True}


def test_pages(reading: dict[str, Any]) -> None:
    events = reading["events"]
    assert events["types"] == {
        "status": {"at": True, "reads": {}},
        "message": {"at": True, "reads": {"content": True}},
        "chat:message:delta": {"at": True, "reads": {"content": True}},
        "input": {"at": True, "answered": True, "reads": {"title": True, "value": True}},
        "terminal:": {"at": True, "reads": {}},
    }
    assert events["valve_inputs"] == {"password": True}
    assert events["persisted"] == {"status": True, "source": True, "citation": True}
    assert events["names"] == {"user.created": True, "user.gone": True}


def test_named_facts(reading: dict[str, Any]) -> None:
    assert set(reading["facts"]["named"]) == {
        "future_annotations",
        "async_pipes",
        "event_call_error_dict",
        "native_tools_by_default",
        "module_unlisted_while_saving",
    }
    assert reading["facts"]["app_state"] == {"MODELS": True}


def test_keys_taken_out_of_a_request(reading: dict[str, Any]) -> None:
    assert reading["payload"]["taken"] == {
        "inlet": {"chat_id": True, "session_id": True},
        "request": {"files": True},
        "pipe": {"metadata": True},
    }


def test_requirements(reading: dict[str, Any]) -> None:
    assert reading["requirements"] == {
        "httpx": {"<1,>=0.28": True},
        "pydantic": {"==2.1": True},
    }


def test_modules(reading: dict[str, Any]) -> None:
    assert "open_webui.models" in reading["modules"]
    assert "open_webui.models.users" in reading["modules"]
    assert not any("migrations" in module for module in reading["modules"])


def test_names_of_a_module(reading: dict[str, Any]) -> None:
    users = reading["api"]["open_webui.models.users"]
    assert users["objects"]["Users"]["methods"] == {
        "count": {"at": True, "async": True, "takes": {"": True}},
        "get_user_by_id": {"at": True, "async": True, "takes": {"id db=": True}},
        "is_active": {"at": True, "takes": {"user / * strict= **options": True}},
        "hashed": {"at": True, "takes": {"text": True}},
    }
    assert users["objects"]["LEVEL"]["methods"] == {
        "*": {"at": True},
        "up": {"at": True, "takes": {"": True}},
    }
    assert users["functions"] == {
        "first": {"at": True, "takes": {"*names": True}},
        "numbers": {"at": True, "takes": {"": True}},
    }
    assert users["shared"] == {
        "open_webui.internal.base": {"Base=Table": True},
        "open_webui.models.users": {"FIRST=first": True},
    }
    assert set(users["values"]) == {"LIMIT"}
    assert set(users["imports"]) == {"TYPE_CHECKING", "Optional", "json"}
    assert set(reading["api"]["open_webui.internal.base"]["imports"]) == {"*"}


def test_an_unknown_call_site_is_refused(tmp_path: Path) -> None:
    text = FILES["open_webui/utils/filter.py"].replace("get_filter_params", "new_name")
    with pytest.raises(UnknownLayoutError, match="new_name"):
        read(Wheel(build(tmp_path, "1.0.0", open_webui__utils__filter=text)))


@pytest.mark.parametrize(
    "changed",
    [
        {"open_webui__utils__plugin": "pass"},
        {"open_webui__socket__main": "pass"},
        {"open_webui__events": FILES["open_webui/events.py"].replace("EventDefinition", "Other")},
        {"open_webui__utils__tools": "pass"},
    ],
)
def test_a_missing_part_is_refused(tmp_path: Path, changed: dict[str, str]) -> None:
    with pytest.raises(UnknownLayoutError):
        read(Wheel(build(tmp_path, "1.0.0", **changed)))


def test_pages_without_handlers_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(FILES, "open_webui/frontend/_app/immutable/chunks/abc.js", "let a=1")
    with pytest.raises(UnknownLayoutError, match="no event handler"):
        read(Wheel(build(tmp_path, "1.0.0")))


RELEASES = ["1.0.0", "1.1.0", "1.2.0", "2.0.0"]


@pytest.mark.parametrize(
    ("having", "pins", "stored"),
    [
        (["1.0.0", "1.1.0", "1.2.0", "2.0.0"], {}, "1.0.0-"),
        (["1.0.0", "2.0.0"], {}, "1.0.0-1.0.0,2.0.0-"),
        (["1.1.0", "1.2.0"], {}, "1.1.0-1.2.0"),
        (["1.1.0"], {"1.1.0": "1.0.5", "1.2.0": "1.1.1"}, "1.1.0@1.0.5-1.1.0@1.1.1"),
    ],
)
def test_ranges(having: list[str], pins: dict[str, str], stored: str) -> None:
    assert ranges(set(having), RELEASES, pins) == stored
    assert spread(stored, RELEASES) == set(having)


def generate(data: Path, *arguments: str | Path) -> int:
    return main(["--data", str(data), *map(str, arguments)])


def stored_users(data: Path) -> Any:
    return json.loads((data / "api_models.json").read_text())["open_webui.models.users"]


def test_releases_merge_in_any_order(tmp_path: Path) -> None:
    users = FILES["open_webui/models/users.py"]
    without = users.replace("def first", "def first_of")
    other = users.replace("id: str, db", "id: str, strict=False, db")
    wheels = [
        build(tmp_path, "1.0.0", open_webui__models__users=without),
        build(tmp_path, "1.1.0"),
        build(tmp_path, "1.2.0", open_webui__models__users=other),
    ]
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert generate(tmp_path / "one", *wheels) == 0
    for wheel in (wheels[2], wheels[0], wheels[1], wheels[0]):
        assert generate(tmp_path / "two", wheel) == 0
    for path in sorted((tmp_path / "one").iterdir()):
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()
    stored = stored_users(tmp_path / "one")
    assert stored["functions"]["first"] == "1.1.0-||*names"
    assert stored["functions"]["first_of"] == "1.0.0-1.0.0||*names"
    assert stored["objects"]["Users"]["methods"]["get_user_by_id"] == (
        "|=|1.0.0-1.1.0:id db=;1.2.0-:id strict= db="
    )


def test_check_agrees_with_what_was_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wheel = build(tmp_path, "1.0.0")
    assert generate(tmp_path, wheel) == 0
    before = {path: path.read_bytes() for path in tmp_path.glob("*.json")}
    assert generate(tmp_path, "--check", wheel) == 0
    assert capsys.readouterr().out == "1.0.0: read\n1.0.0: as stored\n"
    assert before == {path: path.read_bytes() for path in tmp_path.glob("*.json")}


def test_check_names_what_differs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wheel = build(tmp_path, "1.0.0")
    generate(tmp_path, wheel)
    events = tmp_path / "events.json"
    events.write_text(events.read_text().replace('"status"', '"statuses"'))
    capsys.readouterr()
    assert generate(tmp_path, "--check", wheel) == 1
    out = capsys.readouterr().out
    assert "- events/types/statuses/at\n" in out
    assert "+ events/types/status/at\n" in out


def test_check_of_a_release_that_is_not_stored(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    generate(tmp_path, build(tmp_path, "1.0.0"))
    assert generate(tmp_path, "--check", build(tmp_path, "1.1.0")) == 1
    assert "1.1.0 is not stored at all" in capsys.readouterr().out


@pytest.mark.parametrize("content", [b"", b"no zip", None])
def test_what_is_no_wheel_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None
) -> None:
    path = tmp_path / "x.whl"
    if content is not None:
        path.write_bytes(content)
    assert generate(tmp_path, path) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_stored_data_are_what_the_generator_writes(tmp_path: Path) -> None:
    stored = Stored(DATA)
    stored.folder = tmp_path
    stored.write()
    assert stored.releases == [str(release) for release in read_releases()]
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (DATA / path.name).read_bytes(), path.name
