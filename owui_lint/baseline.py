"""Findings that are known and not reported again: known by what they are, not by their lines."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from owui_lint.finding import Finding
from owui_lint.report import Report
from owui_lint.report.fingerprints import line_of

VERSION = 1
"""Of the format."""
DEFAULT_NAME = "owui-lint-baseline.json"


class BaselineError(ValueError):
    """A baseline that cannot be read; the message is one line."""


class Known(NamedTuple):
    """What a finding of the baseline is known by.

    Attributes:
        path: of the file, from the baseline's folder, with slashes
        entry: the id in a JSON export, or an empty text
        code: of the rule
        message: what was said
        line: the text of the line, without what is around it
    """

    path: str
    entry: str
    code: str
    message: str
    line: str


class Baseline:
    """The known findings, each as often as it is known."""

    def __init__(self, folder: Path, known: Counter[Known]) -> None:
        """Take the folder (absolute) that paths are relative to, and what is known."""
        self._folder = folder
        self.known = known
        self._left = Counter(known)
        self._checked: set[str] = set()

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Baseline:
        """Read a baseline.

        Raises:
            BaselineError: it cannot be read, or is none
        """
        try:
            stored = json.loads(Path(path).read_bytes())
            if not isinstance(stored, dict) or stored.get("tool") != "owui-lint":
                raise ValueError("it is not a baseline of owui-lint")
            if stored["version"] != VERSION:
                raise ValueError(f"version {stored['version']} of its format is not known")
            known = Counter(
                {
                    Known(*(one[key] for key in Known._fields)): one["count"]
                    for one in stored["findings"]
                }
            )
        except OSError as error:
            reason = error.strerror or str(error)
            raise BaselineError(f"Cannot read the baseline `{path}`: {reason}") from None
        except (ValueError, KeyError, TypeError) as error:
            reason = f"it has no {error}" if isinstance(error, KeyError) else str(error)
            raise BaselineError(f"Cannot read the baseline `{path}`: {reason}") from None
        return cls(Path(os.path.abspath(path)).parent, known)

    def new(self, report: Report) -> Report:
        """Return a report without the findings that are known."""
        self._checked.add(self._path(report))
        new = [finding for finding, key in self.keys(report) if not self._take(key)]
        return replace(report, findings=tuple(new))

    def keys(self, report: Report) -> Iterator[tuple[Finding, Known]]:
        """Yield each finding with what it is known by."""
        path = self._path(report)
        for finding in report.findings:
            line = line_of(report, finding)
            yield finding, Known(path, report.entry or "", finding.code, finding.message, line)

    def gone(self) -> Counter[Known]:
        """Return what is known and not there any more, in the files that were checked."""
        return Counter({key: n for key, n in self._left.items() if n and key.path in self._checked})

    def _take(self, key: Known) -> bool:
        if self._left[key] <= 0:
            return False
        self._left[key] -= 1
        return True

    def _path(self, report: Report) -> str:
        absolute = Path(os.path.abspath(report.file))
        try:
            return absolute.relative_to(self._folder).as_posix()
        except ValueError:
            return absolute.as_posix()


def written(reports: Iterable[Report], path: str | os.PathLike[str]) -> str:
    """Return the text of a baseline for a file at `path`."""
    empty = Baseline(Path(os.path.abspath(path)).parent, Counter())
    known = Counter(key for report in reports for _, key in empty.keys(report))
    findings: list[dict[str, Any]] = [
        {**key._asdict(), "count": count} for key, count in sorted(known.items())
    ]
    stored = {"tool": "owui-lint", "version": VERSION, "findings": findings}
    return json.dumps(stored, indent=2, ensure_ascii=False) + "\n"
