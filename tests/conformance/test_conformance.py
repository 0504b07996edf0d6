"""The linter against the stored verdicts of the real host; `make conformance` asks it anew."""

from __future__ import annotations

import json

import pytest

from tests.conformance import compare
from tests.conformance.generate import differences
from tests.conformance.judge import problems
from tests.conformance.table import rows
from tests.conformance.verdicts import PIPELINES, RELEASES, digest, load, wanted


def test_the_files_are_what_the_table_makes() -> None:
    written, stale = differences()
    assert not written, "python -m tests.conformance.generate"
    assert not stale


def test_every_component_is_another() -> None:
    table = rows()
    assert len(table) >= 250
    assert len({row.id.lower() for row in table}) == len(table)
    assert len({row.text for row in table}) == len(table)


@pytest.mark.parametrize("server", [*RELEASES, PIPELINES])
def test_every_component_has_a_verdict_on_its_present_text(server: str) -> None:
    stored = {id_: facts["text"] for id_, facts in load(server).items()}
    assert stored == {id_: digest(text) for id_, (_, text) in wanted(server).items()}


def test_every_mistake_is_one_to_some_host() -> None:
    """A row that names rules must be objected to somewhere, or it shows nothing."""
    verdicts = [{**load(release), **load(PIPELINES)} for release in RELEASES]
    unwitnessed = [
        row.id
        for row in rows()
        if row.codes and not row.id.startswith("parameters/")
        if not any(problems(row, stored[row.id]) for stored in verdicts)
    ]
    assert not unwitnessed


@pytest.mark.parametrize("release", RELEASES)
def test_linter_and_host_agree(release: str) -> None:
    lines = compare.verdict(release, final=False)
    assert not lines, "\n" + "\n".join(lines)


def test_every_explanation_says_why() -> None:
    for entry in json.loads(compare.EXPLAINED.read_text("utf-8")):
        assert set(entry) == {"rows", "kind", "releases", "reason"}
        assert len(entry["reason"].split()) >= 8
