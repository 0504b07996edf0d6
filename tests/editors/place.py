"""Where the editors work: a temporary home and workspace, and what is written there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.editors.report import MissingError
from tests.harness import ROOT
from tests.harness.blocks import blocks_of

HERE = Path(__file__).resolve().parent
PICTURES = ROOT / "editors" / "pictures"
GUIDE = ROOT / "docs" / "pages" / "guides" / "editors.md"
BINARIES = Path(sys.executable).parent
"""Has `owui-lint`, as an activated environment puts it on PATH."""
COMPONENT = (HERE / "word_count.txt").read_text(encoding="utf-8")
LINE = next(n for n, line in enumerate(COMPONENT.split("\n")) if "__event_emitter__({" in line)
"""The line (0-based) of the emission that is not awaited; two emoji stand before it."""
COLUMNS = {"utf-32": 26 - 1, "utf-16": 28 - 1, "utf-8": 32 - 1}
"""The column (0-based) of that emission, by unit."""


def tool(name: str, *, install: str, within: str | None = None) -> str:
    """Return the path of a program.

    Args:
        name: of the program
        install: what to do when it is missing, for the message
        within: an environment variable that may name it

    Raises:
        MissingError: there is no such program
    """
    found = os.environ.get(within or "") or shutil.which(name)
    if not found:
        raise MissingError(f"no `{name}` on PATH ({install})")
    return found


def block(heading: str, language: str) -> str:
    """Return the first fenced block of a language below a heading of the guide: what users paste."""
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    (start,) = [n for n, line in enumerate(lines, 1) if line.lstrip("#").strip() == heading]
    below = [one for one in blocks_of(GUIDE) if one.line > start and one.language == language]
    return below[0].text


class Place:
    """A temporary home with a workspace in it."""

    def __init__(self, folder: Path) -> None:
        self.home = folder
        self.workspace = folder / "work"
        self.workspace.mkdir(parents=True)
        (self.workspace / "pyproject.toml").write_text("", encoding="utf-8")
        self.component = self.workspace / "word_count.py"
        self.component.write_text(COMPONENT, encoding="utf-8")

    @property
    def environment(self) -> dict[str, str]:
        """The environment of an editor: ours without what the user has set up."""
        kept = {name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ}
        path = f"{BINARIES}{os.pathsep}{os.environ['PATH']}"
        cache = str(self.home / "cache")
        return {
            "LANG": "C.UTF-8",
            **kept,
            "PATH": path,
            "HOME": str(self.home),
            "OWUI_LINT_CACHE_DIR": cache,
        }

    def write(self, name: str, text: str) -> Path:
        """Write a file below the home."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run(
        self, command: Sequence[str | Path], more: Mapping[str, str] | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in the workspace for at most a minute."""
        return subprocess.run(
            [str(part) for part in command],
            cwd=self.workspace,
            env={**self.environment, **(more or {})},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
