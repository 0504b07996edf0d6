"""Fixed components are no worse to the real host than they were before.

    python -m tests.conformance.fixes [--unsafe] [RELEASE ...]

Every row is fixed for a release; where that changes the text, the host is asked about the new
one. It must load if it did before, and the host may object to nothing in what was whole before;
what is broken in two ways may come out broken in one, under another name.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from owui_lint.api import fix_source
from owui_lint.settings import Settings
from tests.conformance.judge import problems
from tests.conformance.table import rows
from tests.conformance.table.base import Row
from tests.conformance.verdicts import PIPELINES, RELEASES, Verdict, ask, load


def fixed(release: str, *, unsafe: bool) -> dict[str, tuple[Row, str]]:
    """Return id → (row, text after the fixes), where the fixes change anything."""
    settings = Settings(target_version=release)
    found = {}
    for row in rows():
        text = fix_source(row.text, f"{row.id}.py", unsafe, settings).text
        if text != row.text:
            found[row.id] = (row, text)
    return found


def worse(row: Row, before: Verdict, after: Verdict) -> Iterator[str]:
    """Yield what the host objects to only since the fix."""
    if before.get("loads") and not after.get("loads"):
        yield f"{row.id}: loaded before: {after.get('error')}"
        return
    objections = problems(row, before)
    if any(problem.broken for problem in objections):
        return
    known = {problem.what for problem in objections}
    for problem in problems(row, after):
        if problem.what not in known:
            yield f"{row.id}: {problem.what}"


def check(release: str, *, unsafe: bool = False) -> list[str]:
    """Return what the fixes of a release make worse."""
    verdicts = {**load(release), **load(PIPELINES)}
    changed = fixed(release, unsafe=unsafe)
    lines: list[str] = []
    better = 0
    for server in (release, PIPELINES):
        ours = {
            id_: (row.route, text)
            for id_, (row, text) in changed.items()
            if (row.route == PIPELINES) == (server == PIPELINES)
        }
        for id_, facts in ask(server, ours).items():
            row = changed[id_][0]
            lines += worse(row, verdicts[id_], facts)
            better += bool(problems(row, verdicts[id_]) and not problems(row, facts))
    print(
        f"{release}: {'unsafe' if unsafe else 'safe'} fixes change {len(changed)} components, "
        f"put {better} right, make {len(lines)} worse"
    )
    return lines


def main(arguments: Iterable[str]) -> int:
    """Check the releases named; the exit code says whether a fix makes something worse."""
    names = list(arguments)
    releases = [name for name in names if name[0] != "-"] or list(RELEASES)
    unsafe = "--unsafe" in names
    lines = [line for release in releases for line in check(release, unsafe=unsafe)]
    print("\n".join(lines))
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
