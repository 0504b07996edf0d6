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


def _reported(rule: Rule, text: str) -> bool:
    given: dict[str, Any] = {"extend_select": rule.code}
    for match in _SETTINGS.finditer(text):
        for word in match[1].split():
            name, value = word.removeprefix("owui-").split("=")
            given[name.replace("-", "_")] = value
    findings = owui_lint.lint_source(text, settings=Settings.parse(**given))
    return any(finding.code == rule.code for finding in findings)


@pytest.mark.parametrize("rule", _RULES)
def test_example_is_reported(rule: Rule) -> None:
    blocks = _blocks(rule, "Example")
    assert blocks
    for block in blocks:
        assert _reported(rule, block), block


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
