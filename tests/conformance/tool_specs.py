"""The tool specifications that the real host derives, kept as test data.

    python -m tests.conformance.tool_specs [--check]

Asks the newest release about the tools among `components/` and the fixtures of the 5xx rules;
those of the table's rows are part of their verdicts. `--check` compares and writes nothing.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from tests.conformance.verdicts import HERE, RELEASES, ROOT, ask, load

STORED = HERE / "tool_specs.json"
RELEASE = RELEASES[0]
Specs = dict[str, list[dict[str, Any]]]


def files() -> list[Path]:
    """Return our own files that define `class Tools`."""
    candidates = [*(ROOT / "components").glob("*.py"), *(ROOT / "fixtures").glob("OWU5*/*.py")]
    texts = ((path, path.read_text(encoding="utf-8")) for path in sorted(candidates))
    return [path for path, text in texts if re.search(r"^class Tools\b", text, re.MULTILINE)]


def derived() -> Specs:
    """Ask the host; returns path → specifications, without the files it does not load."""
    jobs = {
        path.relative_to(ROOT).as_posix(): ("tools", path.read_text(encoding="utf-8"))
        for path in files()
    }
    return {
        path: facts.get("specs", [])
        for path, facts in ask(RELEASE, jobs).items()
        if facts.get("loads")
    }


def stored() -> Specs:
    """Return the specifications of files and rows, by path from the top of the repository."""
    found: Specs = json.loads(STORED.read_text("utf-8"))
    for id_, facts in load(RELEASE).items():
        if facts.get("loads") and facts.get("kind") == "tools":
            found[f"fixtures/conformance/{id_}.py"] = facts.get("specs", [])
    return found


def main() -> int:
    """Refresh or check the stored specifications; returns the exit code."""
    new = derived()
    count = sum(map(len, new.values()))
    print(f"{RELEASE}: {count} tools in {len(new)} of {len(files())} files")
    text = json.dumps(new, indent=1, sort_keys=True) + "\n"
    if "--check" in sys.argv[1:]:
        return int(text != STORED.read_text("utf-8"))
    STORED.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
