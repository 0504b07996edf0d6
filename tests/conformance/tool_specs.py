"""The tool specifications that the real host derives, kept as test data.

    python -m tests.conformance.tool_specs [--check]

Asks the newest release about every tool of `components/` and `fixtures/`; those of the table's rows
are part of their verdicts. `--check` compares and writes nothing. `tool_specs.json` holds path →
specifications, or path → why the host refuses the file.
"""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from tests.conformance.generate import FIXTURES
from tests.conformance.verdicts import HERE, RELEASES, ROOT, ask, load

STORED = HERE / "tool_specs.json"
RELEASE = RELEASES[0]
Specs = dict[str, list[dict[str, Any]]]


def files() -> dict[str, str]:
    """Return our own files with tools, as path from the top of the repository → text."""
    found = {}
    for folder in ("components", "fixtures"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            text = path.read_bytes().decode("utf-8", errors="ignore")
            if FIXTURES not in path.parents and re.search(r"\bclass Tools\b", text):
                found[path.relative_to(ROOT).as_posix()] = text
    return found


def derived() -> dict[str, list[dict[str, Any]] | str]:
    """Ask the host; returns path → specifications, or what it has against the file."""
    answers = ask(RELEASE, {path: ("tools", text) for path, text in files().items()})
    return {
        path: facts.get("specs", []) if facts.get("loads") else facts.get("error", "")
        for path, facts in answers.items()
    }


def refused() -> dict[str, str]:
    """Return path → why the host does not load the file, as stored."""
    stored = json.loads(STORED.read_text("utf-8"))
    return {path: answer for path, answer in stored.items() if isinstance(answer, str)}


def specs() -> Specs:
    """Return the stored specifications of files and rows, by path from the top of the repository."""
    stored = json.loads(STORED.read_text("utf-8"))
    found = {path: answer for path, answer in stored.items() if not isinstance(answer, str)}
    for id_, facts in load(RELEASE).items():
        if facts.get("loads") and facts.get("kind") == "tools":
            found[f"fixtures/conformance/{id_}.py"] = facts.get("specs", [])
    return found


def main() -> int:
    """Refresh or check the stored specifications; returns the exit code."""
    new = derived()
    lists = [answer for answer in new.values() if not isinstance(answer, str)]
    print(
        f"{RELEASE}: {sum(map(len, lists))} tools in {len(lists)} files, "
        f"{len(new) - len(lists)} files refused, {len(files()) - len(new)} without an answer"
    )
    text = json.dumps(new, indent=1, sort_keys=True) + "\n"
    if "--check" in sys.argv[1:]:
        return int(text != STORED.read_text("utf-8"))
    STORED.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
