"""Lint a folder of real components at a revision and in the working tree, and print what changed.

python -m tests.corpus FOLDER                      against HEAD: what the uncommitted change does
python -m tests.corpus FOLDER --against main       against another revision
python -m tests.corpus FOLDER --select OWU3        only these codes
python -m tests.corpus FOLDER --show OWU326        every finding of a code, with its line of source

The components are read, never run. The net under a change of the analysis: each line that went or came
has to be read by hand.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

from tests.corpus.compare import Finding, lint_revision, lint_working_tree

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Print the findings that went and came; the exit code is 1 where there are any."""
    options = _options()
    after = lint_working_tree(ROOT, options.folder, options.setting)
    after = [
        finding for finding in after if finding.code.startswith(tuple(options.select.split(",")))
    ]
    if options.show:
        chosen = [
            finding for finding in after if finding.code.startswith(tuple(options.show.split(",")))
        ]
        for finding in chosen:
            _print(" ", finding, options.folder)
        print(f"{len(chosen)} findings")
        return 0
    before = lint_revision(ROOT, options.against, options.folder, options.setting)
    before = [
        finding for finding in before if finding.code.startswith(tuple(options.select.split(",")))
    ]
    gone, came = _changes(before, after, by_message=not options.ignore_messages)
    for mark, findings in (("-", gone), ("+", came)):
        for finding in findings:
            _print(mark, finding, options.folder)
    _summary(before, after, gone, came)
    return int(bool(gone or came))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.corpus",
        description="Compare the findings of two states of the project.",
    )
    parser.add_argument("folder", type=Path, help="components, at any depth")
    parser.add_argument("--against", default="HEAD", metavar="REV", help="the state before (HEAD)")
    parser.add_argument(
        "--select", default="OWU", metavar="PREFIX", help="codes to compare (several: with commas)"
    )
    parser.add_argument(
        "--show", metavar="PREFIX", help="print all present findings of these codes"
    )
    parser.add_argument(
        "--ignore-messages", action="store_true", help="a reworded finding is the same finding"
    )
    parser.add_argument(
        "--setting",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a setting of the linter: target_version=0.9.6, profile=strict",
    )
    return parser.parse_args()


def _changes(
    before: list[Finding], after: list[Finding], *, by_message: bool
) -> tuple[list[Finding], list[Finding]]:
    """Return what is only before, and what is only after."""

    def key(finding: Finding) -> tuple[object, ...]:
        same = (finding.path, finding.line, finding.column, finding.code, finding.severity)
        return (*same, finding.message) if by_message else same

    old, new = Counter(map(key, before)), Counter(map(key, after))
    gone, came = old - new, new - old
    return (
        [finding for finding in before if key(finding) in gone],
        [finding for finding in after if key(finding) in came],
    )


def _print(mark: str, finding: Finding, folder: Path) -> None:
    place = f"{finding.path}:{finding.line}:{finding.column}"
    print(f"{mark} {place}: {finding.severity[0]} {finding.code} {finding.message}")
    lines = (folder / finding.path).read_text("utf-8", errors="replace").splitlines()
    if 0 < finding.line <= len(lines):
        print(f"      {lines[finding.line - 1].strip()[:110]}")


def _summary(
    before: list[Finding], after: list[Finding], gone: list[Finding], came: list[Finding]
) -> None:
    went, added = Counter(one.code for one in gone), Counter(one.code for one in came)
    for code in sorted({*went, *added}):
        print(f"{code}: -{went[code]} +{added[code]}")
    files = len({finding.path for finding in after})
    print(f"{len(before)} findings before, {len(after)} after, in {files} files with findings")
    print(f"{len(gone)} went, {len(came)} came")


if __name__ == "__main__":
    sys.exit(main())
