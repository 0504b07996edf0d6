"""The tool specifications that the real host derives, kept as test data.

    python -m tests.conformance.tool_specs [--check] [RELEASE ...]

Asks each release about every tool of `components/` and `fixtures/`; those of the table's rows are
part of their verdicts. `--check` compares and writes nothing. `tool_specs-<release>.json` holds
path → specifications, or path → why the host refuses the file.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

from tests.conformance.generate import FIXTURES
from tests.conformance.verdicts import HERE, RELEASES, ROOT, ask, load

Specs = dict[str, list[dict[str, Any]]]


def path_of(release: str) -> Path:
    """Return where the specifications of a release are stored."""
    return HERE / f"tool_specs-{release}.json"


def files() -> dict[str, str]:
    """Return our own files with tools, as path from the top of the repository → text."""
    found = {}
    for folder in ("components", "fixtures"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_bytes().decode("utf-8", errors="ignore")
            if FIXTURES not in path.parents and re.search(r"\bclass Tools\b", text):
                found[path.relative_to(ROOT).as_posix()] = text
    return found


def derived(release: str) -> dict[str, list[dict[str, Any]] | str]:
    """Ask the host; returns path → specifications, or what it has against the file."""
    answers = ask(release, {path: ("tools", text) for path, text in files().items()})
    return {
        path: facts.get("specs", []) if facts.get("loads") else facts.get("error", "")
        for path, facts in answers.items()
    }


def refused(release: str) -> dict[str, str]:
    """Return path → why the host does not load the file, as stored."""
    stored = json.loads(path_of(release).read_text("utf-8"))
    return {path: answer for path, answer in stored.items() if isinstance(answer, str)}


def specs(release: str) -> Specs:
    """Return the stored specifications of files and rows, by path from the top of the repository."""
    stored = json.loads(path_of(release).read_text("utf-8"))
    found = {path: answer for path, answer in stored.items() if not isinstance(answer, str)}
    for id_, facts in load(release).items():
        if facts.get("loads") and facts.get("kind") == "tools":
            found[f"fixtures/conformance/{id_}.py"] = facts.get("specs", [])
    return found


def refresh(release: str, *, check: bool) -> bool:
    """Refresh or check the stored specifications of a release; returns whether they differ."""
    new = derived(release)
    lists = [answer for answer in new.values() if not isinstance(answer, str)]
    print(
        f"{release}: {sum(map(len, lists))} tools in {len(lists)} files, "
        f"{len(new) - len(lists)} files refused, {len(files()) - len(new)} without an answer"
    )
    if check:
        return report(json.loads(path_of(release).read_text("utf-8")), new)
    text = json.dumps(new, indent=1, sort_keys=True) + "\n"
    path_of(release).write_text(text, encoding="utf-8")
    return False


def report(stored: dict[str, Any], new: dict[str, Any]) -> bool:
    """Print the files of which another specification is stored, or none; returns whether there are any."""
    changed = [path for path in sorted({*stored, *new}) if stored.get(path) != new.get(path)]
    for path in changed:
        gone = "is gone" if path not in new else "differs"
        print(f"  {path}: {gone if path in stored else 'not stored yet'}")
    return bool(changed)


def main() -> int:
    """Refresh or check; the exit code is 1 where a release no longer says what is stored."""
    parser = argparse.ArgumentParser(description="The tool specifications of the real host.")
    parser.add_argument("releases", nargs="*", metavar="RELEASE")
    parser.add_argument("--check", action="store_true", help="compare only")
    options = parser.parse_args()
    differing = [refresh(r, check=options.check) for r in options.releases or RELEASES]
    return int(any(differing))


if __name__ == "__main__":
    sys.exit(main())
