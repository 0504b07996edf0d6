"""Fixes, one by one and all together, on every fixture; and what they leave alone."""

from __future__ import annotations

from codecs import BOM_UTF8

import pytest

from owui_lint.fixer import fix
from owui_lint.parsing.source import SourceFile
from owui_lint.rule import all_rules
from tests.harness.fixture import Fixture, all_codes, fixtures_of
from tests.robustness.fixing import FAR, REVEALS, STRICT, TAKES_COMMENTS, check_each, check_whole
from tests.robustness.grammar import with_crlf, with_tabs
from tests.robustness.support import text_of

_FIXTURES = [
    pytest.param(fixture, id=fixture.label) for code in all_codes() for fixture in fixtures_of(code)
]


def _is_plain(fixture: Fixture) -> bool:
    r"""Whether only \n ends its lines and blanks indent them."""
    data = fixture.path.read_bytes()
    return text_of(data).problem is None and not any(
        odd in data for odd in (b"\r", b"\t", BOM_UTF8)
    )


_PLAIN = [
    fixture
    for rule in all_rules()
    if rule.fixable
    for fixture in fixtures_of(rule.code)
    if fixture.reported and _is_plain(fixture)
]


@pytest.mark.parametrize("fixture", _FIXTURES)
def test_each_fix_of_a_fixture_changes_its_statement_alone(fixture: Fixture) -> None:
    check_each(text_of(fixture.path.read_bytes()))


@pytest.mark.parametrize("fixture", _FIXTURES)
def test_all_fixes_of_a_fixture_parse_converge_and_bring_no_error(fixture: Fixture) -> None:
    check_whole(text_of(fixture.path.read_bytes()))


def test_exceptions_are_of_rules_that_fix() -> None:
    fixing = {rule.code for rule in all_rules() if rule.fixable}
    assert {*FAR, *TAKES_COMMENTS, *REVEALS} <= fixing


def _fixed(source: SourceFile) -> str:
    return fix(source, STRICT, unsafe=True).source.text


@pytest.mark.parametrize("fixture", _PLAIN, ids=lambda fixture: fixture.label)
def test_layout_stays(fixture: Fixture) -> None:
    r"""What is fixed with \r\n is what is fixed with \n, with \r\n; and so with tabs."""
    text = text_of(fixture.path.read_bytes()).text
    expected = _fixed(SourceFile.from_text(text))
    assert _fixed(SourceFile.from_text(with_crlf(text))) == with_crlf(expected)
    assert _fixed(SourceFile.from_text(with_tabs(text))).expandtabs(4) == expected.expandtabs(4)


_ENCODINGS = ("latin-1", "cp1252", "koi8-r")
_ENCODED = [
    pytest.param(fixture, encoding, id=f"{fixture.label}-{encoding}")
    for number, fixture in enumerate(_PLAIN)
    for encoding in _ENCODINGS[number % 3 : number % 3 + 1]
    if fixture.text == fixture.text.encode(encoding, "replace").decode(encoding)
]


@pytest.mark.parametrize(("fixture", "encoding"), _ENCODED)
def test_encoding_stays(fixture: Fixture, encoding: str) -> None:
    text = f"# coding: {encoding}\n{fixture.text}"
    result = fix(text_of(text.encode(encoding)), STRICT, unsafe=True)
    assert result.data == _fixed(SourceFile.from_text(text)).encode(encoding)
