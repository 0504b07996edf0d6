"""The tool specifications the linter derives are those the real host derives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from owui_lint.component import Component
from owui_lint.engine import read
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.parsing.source import SourceFile
from owui_lint.tool_specs.offered import offered_tools
from tests.conformance.generate import ROOT
from tests.conformance.tool_specs import files, refused, report, specs
from tests.conformance.verdicts import HERE, RELEASES

SPECS = {release: specs(release) for release in RELEASES}
UNSHOWN = {
    (release, path, name): entry["reason"]
    for entry in json.loads((HERE / "unshown_tools.json").read_text("utf-8"))
    for release in entry.get("releases", RELEASES)
    for path, name in entry["tools"]
}
"""The attributes that the host takes for tools, although no method of the file stands behind them."""


def derived(path: str, release: str) -> list[dict[str, Any]]:
    """Return what the linter derives, in the host's order; without the tools it does not know."""
    component = read(SourceFile.read(ROOT / path), Kind.TOOLS, Host(release))
    assert isinstance(component, Component), path
    specs = [tool.spec for _, tool in offered_tools(component) if tool is not None]
    return [spec for spec in specs if spec is not None]


@pytest.mark.parametrize(
    ("release", "path"), [(release, path) for release in RELEASES for path in SPECS[release]]
)
def test_the_linter_derives_what_the_host_derives(release: str, path: str) -> None:
    theirs = [spec for spec in SPECS[release][path] if (release, path, spec["name"]) not in UNSHOWN]
    assert as_lines(derived(path, release)) == as_lines(theirs)


def as_lines(specs: list[dict[str, Any]]) -> list[str]:
    """Return each as JSON: `1`, `1.0` and `True` differ there."""
    return [json.dumps(spec, sort_keys=True) for spec in specs]


@pytest.mark.parametrize("release", RELEASES)
def test_every_tool_that_is_not_shown_exists_and_says_why(release: str) -> None:
    found = {(path, spec["name"]) for path, specs in SPECS[release].items() for spec in specs}
    assert {(path, name) for of, path, name in UNSHOWN if of == release} <= found
    assert all(len(reason.split()) >= 6 for reason in UNSHOWN.values())


@pytest.mark.parametrize("release", RELEASES)
def test_what_was_asked_about_is_there(release: str) -> None:
    # a new file with tools needs no real server here: `make conformance` says what is not stored yet
    ours = {path for path in SPECS[release] if not path.startswith("fixtures/conformance/")}
    assert ours | set(refused(release)) <= set(files())


def test_the_check_says_which_files_are_not_stored(capsys: pytest.CaptureFixture[str]) -> None:
    stored, new = {"a.py": [1], "b.py": [], "c.py": []}, {"a.py": [2], "b.py": [], "d.py": []}
    assert report(stored, new)
    assert not report(new, new)
    told = capsys.readouterr().out
    assert told == "  a.py: differs\n  c.py: is gone\n  d.py: not stored yet\n"
