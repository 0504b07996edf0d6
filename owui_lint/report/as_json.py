"""Findings for programs. The format is a contract: fields are added, never renamed.

Lines and columns are 1-based, columns count code points, ends are exclusive; offsets of edits are
0-based code points of the decoded text without its byte order mark. In a JSON export of Open WebUI
they are those of the entry's text. `owui-lint schema` prints the JSON Schema, `schema.json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any

from owui_lint import __version__
from owui_lint.finding import Finding, Fix, Span
from owui_lint.links import rule_url
from owui_lint.report import SEVERITIES, Report, Summary
from owui_lint.report.collector import Collector

VERSION = 1
"""Of the format."""


class JsonWriter(Collector):
    """Writes one JSON document."""

    def end(self, summary: Summary, lines: Iterable[str]) -> None:
        """Write the document."""
        if self._stream is not None:
            self._stream.write(json.dumps(document(self._reports, summary), indent=2) + "\n")


class JsonLinesWriter:
    """Writes one JSON object a line for each finding, as it comes."""

    def __init__(self, stream: IO[str] | None) -> None:
        """Take an open text file; None writes nothing."""
        self._stream = stream

    def begin(self) -> None:
        """Write nothing yet."""

    def add(self, report: Report) -> None:
        """Write the findings of one report."""
        if self._stream is not None:
            for finding in report.findings:
                self._stream.write(json.dumps(finding_as_json(report, finding)) + "\n")
            self._stream.flush()

    def end(self, summary: Summary, lines: Iterable[str]) -> None:
        """Write nothing more."""


def document(reports: Iterable[Report], summary: Summary) -> dict[str, Any]:
    """Return the document, as what `json.dumps` takes."""
    reports = list(reports)
    return {
        "version": VERSION,
        "tool": {"name": "owui-lint", "version": __version__},
        "findings": [
            finding_as_json(report, finding) for report in reports for finding in report.findings
        ],
        "components": [
            {
                "path": report.file,
                "entry": report.entry,
                "kind": None if report.kind is None else report.kind.value,
                "title": report.title,
                "findings": len(report.findings),
            }
            for report in reports
        ],
        "summary": {
            **{f"{one.value}s": summary.severities[one] for one in SEVERITIES},
            "components": summary.components,
            "not_components": summary.others,
            "hidden": summary.hidden,
            "excluded": summary.excluded,
            "baseline": summary.known,
            "baseline_gone": summary.gone,
        },
    }


def finding_as_json(report: Report, finding: Finding) -> dict[str, Any]:
    """Return one finding, as what `json.dumps` takes."""
    return {
        "path": report.file,
        "entry": report.entry,
        "kind": None if report.kind is None else report.kind.value,
        **_place(report.span(finding.span)),
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "url": rule_url(finding.code),
        "related": [
            {**_place(report.span(related.span)), "message": related.message}
            for related in finding.related
        ],
        "fix": None if finding.fix is None else _fix(report, finding.fix),
    }


def _place(span: Span) -> dict[str, int]:
    return {
        "line": span.line,
        "column": span.column + 1,
        "end_line": span.end_line,
        "end_column": span.end_column + 1,
    }


def _fix(report: Report, fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "applicability": fix.applicability.value,
        "edits": [
            {"start": edit.start, "end": edit.end, "replacement": edit.replacement}
            for edit in map(report.edit, fix.edits)
        ],
    }
