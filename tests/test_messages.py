"""How findings speak: the words of all fixtures, as `messages.txt` keeps them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.harness.fixture import all_codes
from tests.harness.messages import messages_file

_FINDING = re.compile(r"^ {2}\d+:\d+ (?:error|warning|convention): (?P<text>.*)$")
_RELATED = re.compile(r"^ {4}\d+:\d+ (?P<text>.*)$")
_FIX = re.compile(r"^ {4}(?:safe|unsafe) fix: (?P<text>.*)$")
_CODE = re.compile(r"`[^`]*`")
_LONGEST = 140
"""Characters, beside what stands in backticks beyond twenty: names of any length are the author's."""
_ODD = re.compile(
    r"\b(?:[Tt]he host|[Nn]obody|[Tt]he page|no such|1 \w+s)\b|(?<!there )\b(?:is|are) no\b(?! longer)"
)
_RIDDLE = re.compile(r": `[^`]*`$")
_ARTICLE = re.compile(
    r"\b[Aa] `?(?!(?:[Uu]RL|[Uu]ser|[Uu]nique|[Uu]nit\b|[Uu]tf|[Uu]se|[Oo]ne\b|[Oo]nce|[Ee]uro|`))[AEIOUaeiou]"
    r"|\b[Aa]n `?(?!(?:HTML|HTTP|MP3|SQL|SSE|LLM|hour|`))[B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]"
)
_SEVERAL = re.compile(r"^`…`(?:, `…`)* and `…`(?: of `…`)? (?:is|was|has|does|gets|needs|takes)\b")
_IMPERATIVE = re.compile(
    r"^(?:Add|Annotate|Call|Import|Insert|Join|Load|Make|Put|Raise|Read|Remove|Rename|Replace|Rewrite"
    r"|Set|Start|Test|Use|Write) "
)
_OF_PYTHON = {"OWU001"}
"""Their end is what Python's parser says."""


def _said(code: str, pattern: re.Pattern[str]) -> Iterator[str]:
    for line in messages_file(code).read_text("utf-8").splitlines():
        if match := pattern.match(line):
            yield match["text"]


def _length(text: str) -> int:
    return len(_CODE.sub(lambda code: code[0][:20], text))


@pytest.mark.parametrize("code", all_codes())
def test_a_message_is_one_plain_sentence(code: str) -> None:
    for text in (*_said(code, _FINDING), *_said(code, _RELATED)):
        assert text[0].isupper() or text[0] in "`'\"", text
        assert text.count("`") % 2 == 0, text
        assert not text.endswith("."), text
        assert _length(text) <= _LONGEST, text
        prose = _CODE.sub("`…`", text)
        if code not in _OF_PYTHON:
            assert not _ODD.search(prose), text
            assert not _RIDDLE.search(text), text
            assert not _ARTICLE.search(text), text
            assert not _SEVERAL.search(prose), text


@pytest.mark.parametrize("code", all_codes())
def test_the_title_of_a_fix_says_what_it_does(code: str) -> None:
    for text in _said(code, _FIX):
        assert _IMPERATIVE.match(text), text
        assert text.count("`") % 2 == 0, text
        assert not text.endswith("."), text
