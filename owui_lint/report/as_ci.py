"""What CI systems read: annotations of GitHub, code quality of GitLab, JUnit."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import IO, Any
from xml.sax.saxutils import escape, quoteattr

from owui_lint.finding import Finding, Severity
from owui_lint.links import rule_url
from owui_lint.report import Report, Summary
from owui_lint.report.collector import Collector
from owui_lint.report.fingerprints import fingerprints

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.CONVENTION: "notice"}
_GITLAB = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.CONVENTION: "minor"}


class GitHubWriter:
    """Writes workflow commands, which GitHub shows beside the lines of a pull request."""

    def __init__(self, stream: IO[str] | None) -> None:
        """Take an open text file; None writes nothing."""
        self._stream = stream

    def begin(self) -> None:
        """Write nothing yet."""

    def add(self, report: Report) -> None:
        """Write the findings of one report."""
        for finding in report.findings:
            if self._stream is not None:
                self._stream.write(f"{annotation(report, finding)}\n")

    def end(self, summary: Summary, lines: Iterable[str]) -> None:
        """Write nothing more."""


def annotation(report: Report, finding: Finding) -> str:
    """Return a finding as a workflow command."""
    span = report.line_span(finding.span)
    properties = {
        "file": relative(report.file),
        "line": str(span.line),
        "endLine": str(span.end_line),
        "col": str(span.column + 1),
        "endColumn": str(span.end_column + 1),
        "title": f"{finding.code} {finding.name}",
    }
    if span.line != span.end_line:
        del properties["col"], properties["endColumn"]  # GitHub takes them within one line only
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    message = f"{report.message(finding)}; see {rule_url(finding.code)}"
    return f"::{_GITHUB[finding.severity]} {told}::{_data(message)}"


def relative(path: str) -> str:
    """Return a path as CI systems want it: with slashes, and without a leading `./`."""
    return path.replace("\\", "/").removeprefix("./")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


class GitLabWriter:
    """Writes a code quality report of GitLab (a subset of Code Climate's)."""

    def __init__(self, stream: IO[str] | None) -> None:
        """Take an open text file; None writes nothing."""
        self._stream = stream
        self._issues: list[dict[str, Any]] = []

    def begin(self) -> None:
        """Write nothing yet."""

    def add(self, report: Report) -> None:
        """Keep the findings of one report."""
        for finding, fingerprint in fingerprints(report):
            span = report.line_span(finding.span)
            self._issues.append(
                {
                    "description": f"{finding.code} {report.message(finding)}",
                    "check_name": finding.code,
                    "fingerprint": fingerprint,
                    "severity": _GITLAB[finding.severity],
                    "location": {
                        "path": relative(report.file),
                        "lines": {"begin": span.line, "end": span.end_line},
                    },
                }
            )

    def end(self, summary: Summary, lines: Iterable[str]) -> None:
        """Write the report."""
        if self._stream is not None:
            self._stream.write(json.dumps(self._issues, indent=2) + "\n")


class JUnitWriter(Collector):
    """Writes JUnit XML: a suite for each component, a failing case for each finding."""

    def end(self, summary: Summary, lines: Iterable[str]) -> None:
        """Write the document."""
        if self._stream is None:
            return
        self._stream.write('<?xml version="1.0" encoding="utf-8"?>\n')
        self._stream.write(
            f'<testsuites name="owui-lint" tests="{sum(map(_cases, self._reports))}" '
            f'failures="{summary.total}" errors="0">\n'
        )
        for report in self._reports:
            self._stream.writelines(_suite(report))
        self._stream.write("</testsuites>\n")


def _cases(report: Report) -> int:
    return max(len(report.findings), 1)


def _suite(report: Report) -> Iterable[str]:
    name = _attribute(report.source.path)
    found = len(report.findings)
    yield (
        f'  <testsuite name={name} tests="{_cases(report)}" failures="{found}" errors="0" '
        'skipped="0" time="0">\n'
    )
    if not report.findings:
        yield f'    <testcase name="owui-lint" classname={name} time="0"/>\n'
    for finding in report.findings:
        span = report.span(finding.span)
        case = _attribute(f"{finding.code} {finding.name} {span.line}:{span.column + 1}")
        text = (
            f"{report.source.path}:{span.line}:{span.column + 1}: {finding.code} "
            f"{finding.severity.value}: {finding.message}\n{rule_url(finding.code)}"
        )
        yield f'    <testcase name={case} classname={name} time="0">\n'
        yield (
            f'      <failure type="{finding.severity.value}" message={_attribute(finding.message)}>'
            f"{_xml(text)}</failure>\n"
        )
        yield "    </testcase>\n"
    yield "  </testsuite>\n"


def _attribute(text: str) -> str:
    return quoteattr(_allowed(text))


def _xml(text: str) -> str:
    return escape(_allowed(text))


def _allowed(text: str) -> str:
    """Return a text without what XML 1.0 cannot hold."""
    return "".join(
        one
        if one in "\t\n\r"
        or (one >= " " and not "\ud800" <= one <= "\udfff" and one not in "\ufffe\uffff")
        else "\N{REPLACEMENT CHARACTER}"
        for one in text
    )
