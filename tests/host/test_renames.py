"""A release that passes a parameter under a new name: the generator's data say it, and rules follow."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from owui_lint.host import METADATA, Host
from owui_lint.host.generate.merge import Leaves
from owui_lint.host.generate.renames import renames
from owui_lint.host.generate.stored import Stored
from tests.harness import ROOT

_NOW, _NEXT = Host.latest(), "99.0.0"
_OLD, _NEW = Host().name_of(METADATA), "__context__"


def _leaves(**hooks: list[str]) -> Leaves:
    """Return what releases 1, 2, 3 … pass to hooks: `inlet=["a b", "a c"]`."""
    found: Leaves = {}
    for hook, passed in hooks.items():
        for release, names in enumerate(passed, 1):
            for name in names.split():
                path = ("entry_points", "entries", "filter", hook, "injected", name, "at")
                found.setdefault(path, set()).add(str(release))
    return found


@pytest.mark.parametrize(
    ("hooks", "renamed"),
    [
        ({"inlet": ["a b", "a c"]}, {("b", "c"): {"2", "3"}}),
        ({"inlet": ["a b", "a c", "a d"]}, {("b", "c"): {"2", "3"}, ("c", "d"): {"3"}}),
        ({"inlet": ["a b", "a c"], "outlet": ["b", "c"]}, {("b", "c"): {"2", "3"}}),
        ({"inlet": ["a b", "a c"], "outlet": ["b", "b"]}, {}),  # one of them still gets it
        ({"inlet": ["a b", "a c"], "outlet": ["b", ""]}, {("b", "c"): {"2", "3"}}),
        ({"inlet": ["b", "c d"]}, {}),  # which of the two?
        ({"inlet": ["b", ""]}, {}),
        ({"inlet": ["a b", "a"], "outlet": ["", "c"]}, {}),  # dropped here, new there
        ({"inlet": ["b", "c"], "outlet": ["c", "c"]}, {}),  # it was there before
    ],
)
def test_what_is_a_rename(
    hooks: dict[str, list[str]], renamed: dict[tuple[str, str], set[str]]
) -> None:
    found = renames(_leaves(**hooks), ["1", "2", "3"])
    assert {path[2:]: having for path, having in found.items()} == renamed


@pytest.fixture(scope="module")
def future(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the linter that knows of a release which passes `__context__`, by its data alone."""
    place = tmp_path_factory.mktemp("future")
    skip = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "owui_lint", place / "owui_lint", ignore=skip)
    shutil.copytree(ROOT / "rules", place / "owui_lint" / "rules", ignore=skip)
    stored = Stored(place / "owui_lint" / "host" / "data")
    newest = stored.releases[-1]
    reading: dict[str, Any] = {}
    for path, having in stored.leaves.items():
        if newest in having:
            node = reading
            names = [_NEW if name == _OLD else name for name in path]
            for name in names[:-1]:
                node = node.setdefault(name, {})
            node[names[-1]] = True
    stored.add(_NEXT, reading)
    stored.write()
    return place


def _component(parameters: str, read: str, key: str = "chat_id") -> str:
    return (
        '"""\ntitle: Where\nauthor: Jane\nversion: 1.0.0\nlicense: MIT\ndescription: Says where.\n'
        f'required_open_webui_version: {_NOW}\n"""\n\n\nclass Filter:\n'
        f"    async def inlet(self, body: dict, {parameters}) -> dict:\n"
        f'        body["chat"] = {read}["{key}"]\n        return body\n'
    )


_BOTH = f"__context__: dict = None, {_OLD}: dict = None"
_COMPONENTS = {
    "old": _component(f"{_OLD}: dict", _OLD),
    "new": _component("__context__: dict", "__context__"),
    "both": _component(_BOTH, f"(__context__ or {_OLD})"),
    "old_key": _component(f"{_OLD}: dict", _OLD, "function_calling"),
    "elsewhere": _component("__user__: dict", "body", "session_id"),
    "new_key": _component("__context__: dict", "__context__", "function_calling"),
}

Found = dict[tuple[str, str], dict[str, str]]
"""Target and component → code → message."""


@pytest.fixture(scope="module")
def found(future: Path) -> Found:
    """Return what the copied linter reports of each component for both releases."""
    for name, code in _COMPONENTS.items():
        (future / f"{name}.py").write_text(code)
    findings: Found = {}
    files = [f"{name}.py" for name in _COMPONENTS]
    for target in (_NOW, _NEXT):
        options = ["--format", "json", "--no-cache", "--isolated", "--target-version", target]
        run = subprocess.run(
            [sys.executable, "-m", "owui_lint", "check", *options, *files],
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONPATH": str(future)},
            cwd=future,
            check=False,
        )
        assert run.stdout, run.stderr
        for one in json.loads(run.stdout)["findings"]:
            place = (target, Path(one["path"]).stem)
            findings.setdefault(place, {})[one["code"]] = one["message"]
    return findings


def _of(found: Found, target: str, name: str) -> dict[str, str]:
    about = ("OWU119", "OWU303", "OWU304")
    return {code: text for code, text in found.get((target, name), {}).items() if code in about}


def test_the_old_name(found: Found) -> None:
    assert _of(found, _NOW, "old") == {}
    assert _of(found, _NEXT, "old") == {
        "OWU303": f"Open WebUI passes no `{_OLD}` to `inlet`, so the call fails; "
        "it is `__context__` in this release"
    }


def test_the_new_name(found: Found) -> None:
    assert _of(found, _NOW, "new") == {
        "OWU304": f"`inlet` gets `__context__` only since {_NEXT}, but the target release is {_NOW}; "
        f"it is `{_OLD}` there"
    }
    allowed = f"`required_open_webui_version` allows {_NOW}"
    needed = f"{allowed}, but `__context__` of `inlet` needs {_NEXT}"
    later = _of(found, _NEXT, "new")
    assert list(later) == ["OWU119"]
    assert later["OWU119"].startswith(needed)


@pytest.mark.parametrize("target", [_NOW, _NEXT])
def test_both_names_are_a_component_for_both(found: Found, target: str) -> None:
    assert _of(found, target, "both") == {}


@pytest.mark.parametrize(("target", "name"), [(_NOW, "old_key"), (_NEXT, "new_key")])
def test_what_is_known_of_the_parameter_holds_for_both_names(
    found: Found, target: str, name: str
) -> None:
    written = _OLD if name == "old_key" else _NEW
    assert f'`{written}["params"]`' in found[target, name]["OWU330"]


@pytest.mark.parametrize(("target", "name"), [(_NOW, _OLD), (_NEXT, _NEW)])
def test_remedies_name_the_parameter_as_the_target_does(
    found: Found, target: str, name: str
) -> None:
    assert f'`{name}["session_id"]`' in found[target, "elsewhere"]["OWU324"]
