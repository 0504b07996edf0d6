"""Write the components of the table to `fixtures/conformance/`.

    python -m tests.conformance.generate [--check]

Files that no row makes any more are removed. `--check` writes nothing and fails on a difference.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.conformance.table import rows

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "fixtures" / "conformance"


def differences() -> tuple[dict[Path, str], list[Path]]:
    """Return the files to write, with their text, and those to remove."""
    wanted = {FIXTURES / f"{row.id}.py": row.text for row in rows()}
    stale = [path for path in FIXTURES.rglob("*.py") if path not in wanted]
    written = {
        path: text
        for path, text in wanted.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    }
    return written, stale


def main() -> int:
    """Bring the folder in step with the table; returns the exit code."""
    written, stale = differences()
    if "--check" not in sys.argv[1:]:
        for path in stale:
            path.unlink()
        for path, text in written.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    print(f"{len(rows())} rows, {len(written)} files changed, {len(stale)} stale")
    return 1 if "--check" in sys.argv[1:] and (written or stale) else 0


if __name__ == "__main__":
    sys.exit(main())
