"""The examples in the rules' documentation: the bad one is reported, the good one is not.

A block is a component, without the header that all have unless a rule is about it, or a fragment that its
first line makes readable: `# settings: owui-kind=filter owui-target-version=0.5.20`.
"""

from __future__ import annotations

import inspect
import re
from typing import Any

import pytest

import owui_lint
from owui_lint.catalogue import reported_releases
from owui_lint.host import Host
from owui_lint.rule import Rule, all_rules
from owui_lint.settings import Settings

_BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SETTINGS = re.compile(r"^# settings: (.*)$", re.MULTILINE)
_USUAL_HEADER = re.compile(
    r'"""\ntitle: .*\n(?:(?:author|author_url|description|version|license): .*\n)+"""\n'
)
_ABOUT_HEADERS = {"OWU003", "OWU901", "OWU902"}
UNSHOWN = {
    "OWU000",  # no component gives it
    "OWU002",  # nobody sees a byte order mark
}

_RULES = [pytest.param(rule, id=rule.code) for rule in all_rules() if rule.code not in UNSHOWN]


def _blocks(rule: Rule, heading: str) -> list[str]:
    text = inspect.cleandoc(type(rule).__doc__ or "")
    section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return _BLOCK.findall(section[1]) if section else []


def _reported(rule: Rule, text: str, release: str | None = None) -> bool:
    given: dict[str, Any] = {"extend_select": rule.code}
    for match in _SETTINGS.finditer(text):
        for word in match[1].split():
            name, value = word.removeprefix("owui-").split("=")
            given[name.replace("-", "_")] = value
    if release is not None:
        given["target_version"] = release
    findings = owui_lint.lint_source(text, settings=Settings.parse(**given))
    return any(finding.code == rule.code for finding in findings)


@pytest.mark.parametrize("rule", _RULES)
def test_example_is_reported(rule: Rule) -> None:
    blocks = _blocks(rule, "Example")
    assert blocks
    for block in blocks:
        assert _reported(rule, block), block


@pytest.mark.parametrize("rule", _RULES)
def test_the_releases_that_the_page_names(rule: Rule) -> None:
    """Reported in the first and the last of them, and not in their neighbours."""
    releases = Host.releases()
    first, last = map(releases.index, reported_releases(rule))
    blocks = _blocks(rule, "Example")
    reported = {
        index: any(_reported(rule, block, releases[index]) for block in blocks)
        for index in (first - 1, first, last, last + 1)
        if 0 <= index < len(releases)
    }
    assert reported == {index: first <= index <= last for index in reported}


@pytest.mark.parametrize("rule", _RULES)
def test_what_to_use_instead_is_not(rule: Rule) -> None:
    blocks = _blocks(rule, "Use instead")
    assert blocks
    for block in blocks:
        assert not _reported(rule, block), block


@pytest.mark.parametrize("rule", _RULES)
def test_the_usual_header_is_not_repeated(rule: Rule) -> None:
    if rule.code.startswith("OWU1") or rule.code in _ABOUT_HEADERS:
        return
    blocks = _blocks(rule, "Example") + _blocks(rule, "Use instead")
    assert [block for block in blocks if _USUAL_HEADER.match(block)] == []
