"""The tool specifications the linter derives are those the real host derives."""

from __future__ import annotations

import json
from typing import Any

import pytest

from owui_lint.component import Component
from owui_lint.host import Host
from owui_lint.kinds import Kind
from owui_lint.reading import read
from owui_lint.source import SourceFile
from tests.conformance.generate import ROOT
from tests.conformance.tool_specs import RELEASE, files, refused, specs
from tests.conformance.verdicts import HERE

SPECS = specs()
UNSHOWN = {
    (path, name): entry["reason"]
    for entry in json.loads((HERE / "unshown_tools.json").read_text("utf-8"))
    for path, name in entry["tools"]
}
"""The host's tools whose specification the text does not show, so that ours is None or missing."""


def derived(path: str) -> list[dict[str, Any]]:
    """Return what the linter derives, in the host's order; without the tools it does not know."""
    component = read(SourceFile.read(ROOT / path), Kind.TOOLS, Host(RELEASE))
    assert isinstance(component, Component), path
    specs = [tool.spec for _, tool in component.offered_tools if tool is not None]
    return [spec for spec in specs if spec is not None]


@pytest.mark.parametrize("path", SPECS)
def test_the_linter_derives_what_the_host_derives(path: str) -> None:
    theirs = [spec for spec in SPECS[path] if (path, spec["name"]) not in UNSHOWN]
    assert as_lines(derived(path)) == as_lines(theirs)


def as_lines(specs: list[dict[str, Any]]) -> list[str]:
    """Return each as JSON: `1`, `1.0` and `True` differ there."""
    return [json.dumps(spec, sort_keys=True) for spec in specs]


def test_every_tool_that_is_not_shown_exists_and_says_why() -> None:
    assert set(UNSHOWN) <= {(path, spec["name"]) for path in SPECS for spec in SPECS[path]}
    assert all(len(reason.split()) >= 6 for reason in UNSHOWN.values())


def test_every_file_with_tools_has_been_asked_about() -> None:
    ours = {path for path in SPECS if not path.startswith("fixtures/conformance/")}
    assert ours | set(refused()) == set(files()), "python -m tests.conformance.tool_specs"
