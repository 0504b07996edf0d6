"""Nothing of a linted file, or of what lies beside it, is ever run.

The component leaves a mark at every place where Python, pydantic, the host or a test runner would
run something of it. The control runs it for real, so that the marks are known to work.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from owui_lint import fix_source, lint_file, lint_source
from owui_lint.settings import Settings

_TIMEOUT: Final = 60
_FINDINGS: Final = 1
"""The exit code of every face: the component has mistakes, or nothing would be looked at."""

_LEAVE: Final = """\
import os as _os


def leave(name):
    place = _os.path.join(_os.path.dirname(_os.path.abspath(__file__)), f"mark_{name}")
    open(place, "w").close()
    return name


"""
_HEADER: Final = '''\
"""
title: Leaves marks
author: A
version: 0.1.0
license: MIT
requirements: somewhat_rare
"""

'''
_BODY: Final = """\
from typing import Literal

import beside_it
import somewhat_rare
from pydantic import BaseModel, Field, field_validator

leave("import")


def marking(function):
    leave("decorator")
    return function


class Meta(type):
    def __new__(mcs, *arguments):
        leave("metaclass")
        return super().__new__(mcs, *arguments)


class Base(metaclass=Meta):
    def __init_subclass__(cls):
        leave("init_subclass")


class Filter(Base):
    leave("class_body")

    class Valves(BaseModel):
        api_key: str = Field(default=leave("valve_default"))
        level: Literal["a", "b"] = Field(default_factory=lambda: leave("default_factory"))
        limit: eval("leave('annotation') and int") = 1

        @field_validator("level", mode="before")
        @classmethod
        def checked(cls, value):
            return leave("validator") and "a"

    def __init__(self, name=leave("parameter_default")):
        self.valves = self.Valves(level="b")
        leave("init")

    @marking
    def outlet(self, body: dict) -> dict:
        return body

    def inlet(self, body: dict, __user__: dict) -> dict:
        leave("inlet")
        print(body)


if __name__ == "__main__":
    Filter().inlet({}, {})
"""
_COMPONENT: Final = f"{_HEADER}{_LEAVE}{_BODY}"
_RUN: Final = {
    *("import", "decorator", "metaclass", "init_subclass", "class_body", "valve_default"),
    *("annotation", "validator", "parameter_default", "init", "inlet", "beside_it"),
    "somewhat_rare",
}
"""The marks of a real run; the factory's comes only without a level."""
_NEIGHBOURS: Final = (
    "somewhat_rare",
    "beside_it",
    "sitecustomize",
    "usercustomize",
    "conftest",
    "setup",
)
_PACKAGES: Final = ("open_webui", "filters")
_OPTIONS: Final = ("--owui-profile=strict", "--owui-kind=filter")

Face = Callable[[Path], int]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The component, with modules beside it that leave marks when they are imported."""
    (tmp_path / "component.py").write_text(_COMPONENT, encoding="utf-8")
    for name in _NEIGHBOURS:
        text = f'{_LEAVE}leave("{name}")\n'
        (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
    for name in _PACKAGES:
        (tmp_path / name).mkdir()
        text = f'{_LEAVE}leave("{name}")\n'
        (tmp_path / name / "__init__.py").write_text(text, encoding="utf-8")
    return tmp_path


def _marks(folder: Path) -> set[str]:
    return {path.name.removeprefix("mark_") for path in folder.rglob("mark_*")}


def _run(folder: Path, *arguments: str, stdin: str | None = None) -> int:
    """Run Python in `folder` and give the exit code; whatever it says is no traceback."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        timeout=_TIMEOUT,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode


def _lint_file(folder: Path) -> int:
    settings = Settings.parse(profile="strict", kind="filter")
    return int(bool(lint_file(folder / "component.py", settings=settings, fixes=True)))


def _lint_source(folder: Path) -> int:
    return int(bool(lint_source(_COMPONENT, str(folder / "component.py"), fixes=True)))


def _fix_source(folder: Path) -> int:
    fixed = fix_source(_COMPONENT, str(folder / "component.py"), unsafe=True)
    return int(bool(fixed.applied))


def _cli(*arguments: str, stdin: str | None = None) -> Face:
    return lambda folder: _run(folder, "-m", "owui_lint", *arguments, stdin=stdin)


def _flake8(*arguments: str, stdin: str | None = None) -> Face:
    options = ("--isolated", "--select=OWU", *arguments)
    return lambda folder: _run(folder, "-m", "flake8", *options, stdin=stdin)


_FACES: Final[dict[str, Face]] = {
    "lint_file": _lint_file,
    "lint_source": _lint_source,
    "fix_source": _fix_source,
    "check": _cli("check", *_OPTIONS, "component.py"),
    "check_folder": _cli("check", "."),
    "check_stdin": _cli("check", "-", stdin=_COMPONENT),
    "fix": _cli("fix", "--unsafe", *_OPTIONS, "component.py"),
    "fix_diff": _cli("fix", "--diff", "component.py"),
    "flake8": _flake8(*_OPTIONS, "component.py"),
    "flake8_folder": _flake8("."),
    "flake8_stdin": _flake8("-", stdin=_COMPONENT),
    "flake8_stdin_named": _flake8("--stdin-display-name=component.py", "-", stdin=_COMPONENT),
}


@pytest.mark.parametrize("name", _FACES)
def test_no_face_runs_the_component(
    folder: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    before = set(sys.modules)
    assert _FACES[name](folder) == _FINDINGS
    assert _marks(folder) == set()
    mine = {"component", *_NEIGHBOURS[:2], *_PACKAGES}
    assert not (set(sys.modules) - before) & mine
    assert not list(folder.rglob("*.pyc"))


def test_fix_has_changed_the_component(folder: Path) -> None:
    """Or nothing would be known of what is linted again after a fix."""
    _FACES["fix"](folder)
    assert (folder / "component.py").read_text(encoding="utf-8") != _COMPONENT
    assert _marks(folder) == set()


def test_control_running_it_leaves_every_mark(folder: Path) -> None:
    assert _run(folder, "component.py") == 0
    assert _marks(folder) == _RUN


@pytest.mark.parametrize("name", [*_NEIGHBOURS, *_PACKAGES])
def test_control_importing_a_neighbour_leaves_its_mark(folder: Path, name: str) -> None:
    path = [f"import sys; sys.path.insert(0, {str(folder)!r})", f"sys.modules.pop({name!r}, None)"]
    assert _run(folder, "-c", "; ".join([*path, f"import {name}"])) == 0
    assert name in _marks(folder)
