"""Every rule against its fixtures, through the real flake8."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from owui_lint.rule import Rule, all_rules
from tests.harness import FIXTURES
from tests.harness.faces import findings_of
from tests.harness.fixture import Fixture, Mark, all_codes, fixtures_of
from tests.harness.messages import messages_file, messages_of
from tests.harness.verdict import differences, fix_differences

_RULES = [pytest.param(rule, id=rule.code) for rule in all_rules()]
_FIXTURES = [
    pytest.param(fixture, id=fixture.label) for code in all_codes() for fixture in fixtures_of(code)
]
_SILENT_WITH_REASON = {"OWU000": "only a defect of ours gives it; tests/test_engine.py makes one"}


@pytest.fixture(scope="module")
def found() -> dict[Path, Counter[Mark]]:
    return findings_of(fixture for code in all_codes() for fixture in fixtures_of(code))


@pytest.mark.parametrize("fixture", _FIXTURES)
def test_flake8_reports_what_is_marked(fixture: Fixture, found: dict[Path, Counter[Mark]]) -> None:
    lines = differences(fixture, found[fixture.path])
    assert not lines, "\n" + "\n".join(lines)


@pytest.mark.parametrize("fixture", _FIXTURES)
def test_fixes_give_the_file_beside(fixture: Fixture) -> None:
    lines = fix_differences(fixture)
    assert not lines, "\n" + "\n".join(lines)


@pytest.mark.parametrize("code", all_codes())
def test_messages_are_those_that_were_reviewed(code: str) -> None:
    kept = messages_file(code)
    assert kept.exists(), f"python tests/fixture_tool.py --update {code} writes {kept.name}"
    assert messages_of(code) == kept.read_text("utf-8"), "--update it, and read the diff"


@pytest.mark.parametrize("rule", _RULES)
def test_every_rule_has_enough_fixtures(rule: Rule) -> None:
    if rule.code in _SILENT_WITH_REASON:
        assert not (FIXTURES / rule.code).exists()
        return
    fixtures = fixtures_of(rule.code)
    reported = sum(mark[2] == rule.code for one in fixtures for mark in one.marks.elements())
    silent = sum(not one.reported for one in fixtures)
    assert reported >= 3, f"{reported} lines of fixtures/{rule.code}/ are marked, 3 are needed"
    assert silent >= 5, f"{silent} files fixtures/{rule.code}/silent_*.py, 5 are needed"


@pytest.mark.parametrize(
    "rule", [pytest.param(rule, id=rule.code) for rule in all_rules() if rule.fixable]
)
def test_every_fix_is_shown(rule: Rule) -> None:
    results = [
        fixture.expected_fix(unsafe=unsafe)
        for fixture in fixtures_of(rule.code)
        for unsafe in (False, True)
    ]
    assert any(path.exists() for path in results), f"fixtures/{rule.code}/ shows no fix"


def test_every_folder_is_a_rules() -> None:
    assert set(all_codes()) <= {rule.code for rule in all_rules()}
