"""The reference components as the real servers took them; `make conformance` asks anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance.components import components, load, meant_for, objections
from tests.conformance.verdicts import PIPELINES, RELEASES, digest

_ASKED = load()
_CASES = [
    pytest.param(server, path, id=f"{server}-{path.stem}")
    for server in (*RELEASES, PIPELINES)
    for path in meant_for(server)
]


def test_every_component_is_meant_for_some_server() -> None:
    assert {case.values[1] for case in _CASES} == set(components())
    assert len(components()) >= 11


@pytest.mark.parametrize(("server", "path"), _CASES)
def test_it_loads_and_gets_what_the_linter_reads(server: str, path: Path) -> None:
    facts = _ASKED[server][path.name]
    assert facts["text"] == digest(path.read_text(encoding="utf-8")), (
        "python -m tests.conformance.components asks about the present text"
    )
    assert list(objections(path, server, facts)) == []
