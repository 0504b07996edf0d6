"""Rules, their documentation, the catalogue and the picture hold together."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

from owui_lint import catalogue
from owui_lint.failures import INTERNAL_ERROR
from owui_lint.rule import Rule, all_rules
from tests import picture
from tests.harness import ROOT

_RULES = [pytest.param(rule, id=rule.code) for rule in all_rules()]
_HEADINGS = [
    "What it does",
    "Why is this bad?",
    "Example",
    "Use instead",
    "Fix safety",
    "References",
]


def test_catalogue_is_up_to_date() -> None:
    written = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    assert written == catalogue.render(all_rules()), "run `make catalogue`"


def test_every_file_is_in_the_catalogue() -> None:
    files = {path.relative_to(ROOT / "rules").as_posix() for path in ROOT.glob("rules/*/owu*.py")}
    text = (ROOT / "rules" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\]\((\S+\.py)\)", text)) == files


def test_names_are_unique() -> None:
    names = [rule.name for rule in all_rules()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("rule", _RULES)
def test_rule_is_named_and_placed_as_it_should(rule: Rule) -> None:
    path = Path(inspect.getfile(type(rule)))
    assert re.fullmatch(r"OWU\d{3}", rule.code)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.name)
    assert path.stem == f"{rule.code.lower()}_{rule.name.replace('-', '_')}"
    assert rule.opt_in == rule.code.startswith("OWU9") or rule.code == "OWU107"


@pytest.mark.parametrize("rule", _RULES)
def test_rule_is_documented(rule: Rule) -> None:
    text = inspect.cleandoc(type(rule).__doc__ or "")
    first, _, rest = text.partition("\n")
    assert 10 <= len(first) <= 100
    assert first.endswith(".")
    assert rest.startswith("\n")
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    wanted = [
        heading
        for heading in _HEADINGS
        if (heading != "Fix safety" or rule.fixable)
        and (heading not in ("Example", "Use instead") or rule.code != INTERNAL_ERROR.code)
    ]
    assert headings == wanted
    assert text.rpartition("## References")[2].strip()


def test_picture_shows_what_is_printed() -> None:
    """Only the words: how rich draws them differs between its releases."""
    drawn, stored = (
        re.findall(r"<text [^>]*>(.*?)</text>", svg)
        for svg in (picture.draw(), picture.PICTURE.read_text(encoding="utf-8"))
    )
    assert drawn == stored, "run `make catalogue`"


def test_demonstration_has_findings_of_every_family() -> None:
    import owui_lint

    findings = owui_lint.lint_file(
        ROOT / "fixtures" / "demo.py", settings=owui_lint.Settings.parse(profile="strict")
    )
    assert {finding.code[3] for finding in findings} == set("0123456789")
