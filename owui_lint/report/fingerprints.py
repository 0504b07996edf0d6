"""What a finding is known by while the lines around it move."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator

from owui_lint.finding import Finding
from owui_lint.report import Report


def line_of(report: Report, finding: Finding) -> str:
    """Return the text of a finding's first line, without what is around it."""
    return report.source.lines[finding.line - 1].strip()


def fingerprints(report: Report, file: str | None = None) -> Iterator[tuple[Finding, str]]:
    """Yield each finding of a report with what it is known by.

    That is made of the file, the entry, the code, the message and the text of the line; where all
    of them are the same twice, of which of them it is.

    Args:
        report: the findings of one component
        file: how the file is called, if not as it is shown
    """
    seen: Counter[tuple[str, ...]] = Counter()
    for finding in report.findings:
        key = (
            (file or report.file).replace("\\", "/"),
            report.entry or "",
            finding.code,
            finding.message,
            line_of(report, finding),
        )
        seen[key] += 1
        text = "\0".join([*key, str(seen[key])])
        yield finding, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
