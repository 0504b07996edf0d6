"""The formats by name; a format's module is imported when it is asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import IO, Protocol

from owui_lint.config import TEXT_FORMATS
from owui_lint.report import Report, Summary


class Writer(Protocol):
    """Writes what was found in one format."""

    def begin(self) -> None:
        """Write what comes first."""

    def add(self, report: Report) -> None:
        """Take the findings of one component or file."""

    def end(self, summary: Summary, lines: Iterable[str]) -> None:
        """Write what comes last; `lines` are the summary for people."""


def writer(form: str, stream: IO[str] | None, *, several: bool = False) -> Writer:
    """Return the writer of a format.

    Args:
        form: one of `owui_lint.config.FORMATS`
        stream: an open text file; None writes nothing
        several: there may be several files
    """
    if form in TEXT_FORMATS:
        from owui_lint.report.as_text import TextWriter

        return TextWriter(stream, form, several=several)
    if form in ("json", "jsonl"):
        from owui_lint.report import as_json

        return as_json.JsonWriter(stream) if form == "json" else as_json.JsonLinesWriter(stream)
    if form == "sarif":
        from owui_lint.report.as_sarif import SarifWriter

        return SarifWriter(stream)
    if form == "html":
        from owui_lint.report.as_html import HtmlWriter

        return HtmlWriter(stream)
    from owui_lint.report import as_ci

    others: dict[str, Callable[[IO[str] | None], Writer]] = {
        "github": as_ci.GitHubWriter,
        "gitlab": as_ci.GitLabWriter,
        "junit": as_ci.JUnitWriter,
    }
    return others[form](stream)


def show(reports: Iterable[Report], form: str = "full") -> None:
    """Print reports that are all there already, and a summary, on standard output."""
    from owui_lint.report.as_text import summary_lines

    reports = list(reports)
    one = writer("full" if form == "text" else form, sys.stdout, several=len(reports) > 1)
    summary = Summary()
    one.begin()
    for report in reports:
        summary.add(report)
        one.add(report)
    one.end(summary, summary_lines(summary))
