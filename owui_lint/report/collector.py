"""What the formats share that are written as one document."""

from __future__ import annotations

from typing import IO

from owui_lint.report import Report


class Collector:
    """Keeps the reports on components for a document that is written at the end."""

    def __init__(self, stream: IO[str] | None) -> None:
        """Take an open text file; None writes nothing."""
        self._stream = stream
        self._reports: list[Report] = []

    def begin(self) -> None:
        """Write nothing yet."""

    def add(self, report: Report) -> None:
        """Keep a report for the document."""
        if report.is_component:
            self._reports.append(report)
