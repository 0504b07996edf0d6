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
from tests.conformance.tool_specs import RELEASE, files, stored

SPECS = stored()
UNKNOWN_AT_MOST = 0.2
"""Share of the host's tools whose types the linter may say it cannot tell (None)."""


def derived(path: str) -> dict[str, dict[str, Any] | None]:
    """Return tool name → what the linter derives for it."""
    source = SourceFile.read(ROOT / path)
    component = read(source, Kind.TOOLS, Host(RELEASE))
    assert isinstance(component, Component), path
    return {method.name: method.spec for method in component.tool_methods}


@pytest.mark.parametrize("path", SPECS)
def test_the_linter_derives_what_the_host_derives(path: str) -> None:
    ours = derived(path)
    for spec in SPECS[path]:
        known = ours.get(spec["name"])
        if known is not None:
            assert json.dumps(known, sort_keys=True) == json.dumps(spec, sort_keys=True)


def test_the_linter_knows_most_of_them() -> None:
    names = [(path, spec["name"]) for path, specs in SPECS.items() for spec in specs]
    ours = {path: derived(path) for path in SPECS}
    unknown = [name for name in names if ours[name[0]].get(name[1]) is None]
    assert len(names) > 100
    assert len(unknown) <= UNKNOWN_AT_MOST * len(names), unknown


def test_every_file_with_tools_has_been_asked_about() -> None:
    asked = set(SPECS)
    assert {
        p.relative_to(ROOT).as_posix() for p in files() if p.parent.name == "components"
    } <= asked
