"""What the rules say of their fixtures, in words: `fixtures/OWUNNN/messages.txt`.

A change of words is read in the diff of these files, as a change of behaviour is read in the marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from owui_lint import lint_source
from owui_lint.finding import Finding
from tests.harness import FIXTURES
from tests.harness.fixture import Fixture, fixtures_of
from tests.harness.verdict import settings_of


def messages_file(code: str) -> Path:
    """Return where the words of a rule are kept."""
    return FIXTURES / code / "messages.txt"


def messages_of(code: str) -> str:
    """Return what the rule says now of each place it reports, with related places and the fix's title."""
    return "".join(f"{line}\n" for one in fixtures_of(code) for line in _lines(one))


def _lines(fixture: Fixture) -> Iterator[str]:
    findings = [one for one in _findings(fixture) if one.code == fixture.code]
    if findings:
        yield fixture.path.name
    for one in findings:
        yield f"  {one.line}:{one.column + 1} {one.severity.value}: {one.message}"
        for place in one.related:
            yield f"    {place.span.line}:{place.span.column + 1} {place.message}"
        if one.fix is not None:
            yield f"    {one.fix.applicability.value} fix: {one.fix.title}"


def _findings(fixture: Fixture) -> list[Finding]:
    settings = settings_of(fixture, extend_select=fixture.code)
    data = fixture.path.read_bytes()
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return []  # what cannot be decoded is told by the frontends, whose tests hold its words
    return lint_source(text, fixture.path.name, settings=settings, fixes=True)
