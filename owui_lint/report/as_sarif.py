"""SARIF 2.1.0, for code scanning: rules with their help, fingerprints, related places, fixes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from owui_lint import __version__
from owui_lint.finding import Applicability, Finding, Fix, Severity, Span
from owui_lint.links import SITE, rule_url
from owui_lint.report import Report, Summary
from owui_lint.report.collector import Collector
from owui_lint.report.fingerprints import fingerprints

if TYPE_CHECKING:
    from owui_lint.rule import Rule

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.CONVENTION: "note"}
_PROBLEM = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.CONVENTION: "recommendation",
}
"""What GitHub calls the severities of a rule."""


class SarifWriter(Collector):
    """Writes one SARIF log."""

    def add(self, report: Report) -> None:
        """Keep a report for the log."""
        self._reports.append(report)

    def end(self, summary: Summary, lines: Iterable[str]) -> None:
        """Write the log."""
        if self._stream is not None:
            self._stream.write(json.dumps(log(self._reports), indent=2) + "\n")


def log(reports: Iterable[Report]) -> dict[str, Any]:
    """Return the log, as what `json.dumps` takes."""
    from owui_lint.rule import rule_of

    reports = list(reports)
    codes = sorted({finding.code for report in reports for finding in report.findings})
    index = {code: number for number, code in enumerate(codes)}
    results = [
        _result(report, finding, fingerprint, index)
        for report in reports
        for finding, fingerprint in fingerprints(report)
    ]
    driver = {
        "name": "owui-lint",
        "informationUri": SITE,
        "semanticVersion": __version__,
        "version": __version__,
        "rules": [_rule(rule_of(code)) for code in codes],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    from owui_lint.catalogue import documentation, summary

    help_text = documentation(rule)
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": summary(rule)},
        "fullDescription": {"text": f"{summary(rule)}."},
        "help": {"text": help_text, "markdown": help_text},
        "helpUri": rule_url(rule.code),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": _tags(rule),
            "precision": "high",
            "problem.severity": _PROBLEM[rule.severity],
        },
    }


def _tags(rule: Rule) -> list[str]:
    family = type(rule).__module__.split(".")[-2]
    return ["open-webui", *(("security",) if family == "security" else ("correctness", family))]


def _result(
    report: Report, finding: Finding, fingerprint: str, index: dict[str, int]
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": LEVELS[finding.severity],
        "message": {"text": report.message(finding)},
        "locations": [_location(report, finding.span)],
        "partialFingerprints": {"owuiLint/v1": fingerprint},
    }
    if finding.related and report.entry is None:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": one.message}, **_location(report, one.span)}
            for number, one in enumerate(finding.related, 1)
        ]
    fix = None if finding.fix is None else _fix(report, finding.fix)
    if fix is not None:
        result["fixes"] = [fix]
    return result


def _location(report: Report, span: Span) -> dict[str, Any]:
    place: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": _artifact(report),
            "region": _region(report.line_span(span)),
        }
    }
    if report.entry is not None:
        place["logicalLocations"] = [{"name": report.entry, "kind": "module"}]
    return place


def _artifact(report: Report) -> dict[str, str]:
    path = report.file.replace("\\", "/")
    if path.startswith("/"):
        return {"uri": f"file://{quote(path, errors='surrogatepass')}"}
    uri = quote(path.removeprefix("./"), errors="surrogatepass")
    return {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column + 1,
        "endLine": span.end_line,
        "endColumn": span.end_column + 1,
    }


def _fix(report: Report, fix: Fix) -> dict[str, Any] | None:
    """Return a fix as changes of the file; None where SARIF has no way to say it.

    The lines of an entry are no lines of its file, and a byte order mark has no place in any.
    """
    if report.entry is not None or any(edit.start < 0 for edit in fix.edits):
        return None
    replacements = []
    for edit in fix.edits:
        place = Span(*report.source.position(edit.start), *report.source.position(edit.end))
        replacements.append(
            {
                "deletedRegion": _region(report.span(place)),
                "insertedContent": {"text": report.edit(edit).replacement},
            }
        )
    unsafe = " (unsafe: may change what the component does)"
    title = fix.title + (unsafe if fix.applicability is Applicability.UNSAFE else "")
    change = {"artifactLocation": _artifact(report), "replacements": replacements}
    return {"description": {"text": title}, "artifactChanges": [change]}
