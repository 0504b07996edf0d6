"""Findings for programs. The format is a contract: fields are added, never renamed.

Lines and columns are 1-based, columns count code points, ends are exclusive; offsets of edits are
0-based code points of the decoded text without its byte order mark.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from owui_lint.finding import Finding, Fix, Span
from owui_lint.report import FileReport

VERSION = 1
"""Of the format."""


def show(reports: Iterable[FileReport]) -> None:
    """Print one JSON document on standard output."""
    print(json.dumps(document(reports), indent=2))


def document(reports: Iterable[FileReport]) -> dict[str, Any]:
    """The document, as what `json.dumps` takes."""
    findings = [finding_as_json(finding) for _, found in reports for finding in found]
    return {"version": VERSION, "findings": findings}


def finding_as_json(finding: Finding) -> dict[str, Any]:
    return {
        "path": finding.path,
        **_place(finding.span),
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.value,
        "message": finding.message,
        "related": [
            {**_place(related.span), "message": related.message} for related in finding.related
        ],
        "fix": None if finding.fix is None else _fix(finding.fix),
    }


def _place(span: Span) -> dict[str, int]:
    return {
        "line": span.line,
        "column": span.column + 1,
        "end_line": span.end_line,
        "end_column": span.end_column + 1,
    }


def _fix(fix: Fix) -> dict[str, Any]:
    return {
        "title": fix.title,
        "applicability": fix.applicability.value,
        "edits": [
            {"start": edit.start, "end": edit.end, "replacement": edit.replacement}
            for edit in fix.edits
        ],
    }
