"""Holds the linter against the verdicts of the real host, both ways.

    python -m tests.conformance.compare [RELEASE ...]

A component without an error loads, gets what it asked for and shows its tools. One that the host
rejects, crashes on or ignores has an error of a rule that the table names for it. What disagrees
is printed as a table, less what `explained.json` explains.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from packaging.version import Version

import owui_lint
from owui_lint.finding import Severity
from owui_lint.rule import all_rules
from owui_lint.settings import Settings
from tests.conformance.judge import problems
from tests.conformance.table import rows
from tests.conformance.table.base import Row
from tests.conformance.verdicts import HERE, PIPELINES, RELEASES, Verdict, load

EXPLAINED = HERE / "explained.json"


@dataclass(frozen=True)
class Disagreement:
    """One row where host and linter differ; `kind` is what it is to be explained by.

    `missed`: the host objects, the linter does not say so. `weaker`: it says so as a warning,
    where the host breaks. `false`: it says something the host does not mind. `unnamed`: the host
    objects and the table names no rule for it.
    """

    row: str
    kind: str
    host: str
    linter: str


@dataclass
class Comparison:
    """What came out for one release."""

    release: str
    rows: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)
    pending: dict[str, list[str]] = field(default_factory=dict)
    """Rules that no file holds yet, and the rows that wait for them."""


def compare(release: str) -> Comparison:
    """Lint every row for a release and hold the findings against its verdicts."""
    verdicts = {**load(release), **load(PIPELINES)}
    result = Comparison(release)
    known = {rule.code for rule in all_rules()}
    for row in rows():
        result.rows += 1
        findings = reported(row, release)
        errors = {f.code for f in findings if f.severity is Severity.ERROR}
        facts = verdicts[row.id]
        wanted = "|".join(due(row, release, facts) + unseen(row, release, facts)).split("|")
        # A convention says what the host finds, too; where it finds nothing, it is no objection.
        warnings = {
            f.code
            for f in findings
            if f.severity is Severity.WARNING
            or (f.severity is Severity.CONVENTION and f.code in wanted)
        }
        for code in _pending(due(row, release, facts) + unseen(row, release, facts), known):
            result.pending.setdefault(code, []).append(row.id)
        result.disagreements += differences(row, release, verdicts[row.id], errors, warnings, known)
    return result


def reported(row: Row, release: str) -> list[owui_lint.Finding]:
    """Return the linter's findings on a row for a release."""
    return owui_lint.lint_source(
        row.text, f"{row.id}.py", settings=Settings(target_version=release)
    )


def due(row: Row, release: str, facts: Verdict) -> tuple[str, ...]:
    """Return the codes that the table names for what the host finds; none if it finds nothing."""
    return at(row, release, row.codes) if problems(row, facts) else ()


def unseen(row: Row, release: str, facts: Verdict) -> tuple[str, ...]:
    """Return the warnings due about what a server that finds nothing cannot show."""
    if problems(row, facts):
        return ()
    return row.warns if row.codes else at(row, release, row.warns)


def at(row: Row, release: str, newest: tuple[str, ...]) -> tuple[str, ...]:
    """Return the row's codes for a release; `newest` where the row makes no difference."""
    for bound in sorted(row.earlier, key=Version):
        if Version(release) < Version(bound):
            return row.earlier[bound]
    return newest


def _pending(codes: tuple[str, ...], known: set[str]) -> Iterator[str]:
    for alternatives in codes:
        if not known.intersection(alternatives.split("|")):
            yield alternatives


def differences(
    row: Row,
    release: str,
    facts: Verdict,
    errors: set[str],
    warnings: set[str],
    known: set[str],
) -> Iterator[Disagreement]:
    """Yield what host and linter do not agree on in one row."""
    objections = problems(row, facts)
    host = "; ".join(problem.what for problem in objections) or "fine"
    said = ", ".join([*sorted(errors), *(f"({code})" for code in sorted(warnings))]) or "nothing"
    codes = due(row, release, facts)
    allowed = {code for alternatives in codes for code in alternatives.split("|")}
    if objections and not codes:
        yield Disagreement(row.id, "unnamed", host, said)
    broken = any(problem.broken for problem in objections)
    for alternatives in codes:
        names = set(alternatives.split("|"))
        if not names & known:
            continue
        if not names & (errors | warnings):
            yield Disagreement(row.id, "missed", host, f"{said}; due {alternatives}")
        elif broken and not names & errors and not allowed & errors:
            yield Disagreement(row.id, "weaker", host, said)
    expected = set(unseen(row, release, facts))
    for code in sorted((expected & known) - errors - warnings):
        yield Disagreement(row.id, "missed", host, f"{said}; due {code}")
    # A row that is broken may draw warnings that follow from it; errors have to be the ones named.
    extra = errors - allowed
    if not objections:
        extra |= warnings - expected
    if objections and not codes:
        extra = set()
    if extra:
        yield Disagreement(row.id, "false", host, f"{said}; not due {', '.join(sorted(extra))}")


def explained(release: str) -> dict[tuple[str, str], str]:
    """Return (row, kind) → reason for the differences that have been looked into."""
    entries = json.loads(EXPLAINED.read_text("utf-8"))
    return {
        (row, entry["kind"]): entry["reason"]
        for entry in entries
        if release in entry["releases"]
        for row in entry["rows"]
    }


def verdict(release: str, *, final: bool) -> list[str]:
    """Return the lines of the table of a release; none if everything agrees."""
    comparison = compare(release)
    reasons = explained(release)
    lines = [
        f"{d.row}: {d.kind}: host: {d.host} | linter: {d.linter}"
        for d in comparison.disagreements
        if (d.row, d.kind) not in reasons
    ]
    seen = {(d.row, d.kind) for d in comparison.disagreements}
    lines += [
        f"{row}: {kind}: explained, but agrees" for row, kind in reasons if (row, kind) not in seen
    ]
    if final:
        lines += [
            f"pending: {code} not built: {names}" for code, names in comparison.pending.items()
        ]
    waiting = sum(len(names) for names in comparison.pending.values())
    print(
        f"{release}: {comparison.rows} components, {len(comparison.disagreements)} disagreements, "
        f"{len(reasons)} explained, {waiting} pending ({', '.join(sorted(comparison.pending))})"
    )
    return lines


def main(arguments: Iterable[str]) -> int:
    """Print the table; the exit code says whether it is empty."""
    final = bool(os.environ.get("CONFORMANCE_FINAL"))
    lines = [line for release in arguments or RELEASES for line in verdict(release, final=final)]
    print("\n".join(lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
