"""Lint a folder in a process of its own, with the project at some state."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import astuple, dataclass
from hashlib import sha256
from pathlib import Path

_PROBE = """
import dataclasses, json, sys
from pathlib import Path
import owui_lint
from owui_lint.settings import Settings

root, given = Path(sys.argv[1]), dict(word.split("=", 1) for word in sys.argv[2:])
settings = Settings.parse(**given)
for path in sorted(root.rglob("*.py")):
    if not path.is_file():
        continue
    for one in owui_lint.lint_file(path, settings=settings):
        place = one.line, one.column, one.code, one.severity.value, one.message
        print(json.dumps([path.relative_to(root).as_posix(), *place]))
"""
"""Uses what every state of the project offers: the public functions."""


@dataclass(frozen=True)
class Finding:
    """One finding of one state, for comparison.

    Attributes:
        path: the file, relative to the folder of components
        line: 1-based
        column: 1-based, in code points
        code: the rule's
        severity: `error`, `warning` or `convention`
        message: what the rule says
    """

    path: str
    line: int
    column: int
    code: str
    severity: str
    message: str


def lint_working_tree(root: Path, folder: Path, settings: list[str]) -> list[Finding]:
    """Return the findings of the project as it is in `root`, in order of path and place."""
    return _lint(root, folder, settings)


def lint_revision(root: Path, revision: str, folder: Path, settings: list[str]) -> list[Finding]:
    """Return the findings of the project as it was at a revision of git.

    What a revision finds in the same files does not change: it is kept in the folder for temporary files.

    Raises:
        subprocess.CalledProcessError: git knows no such revision
    """
    trees = ["git", "-C", str(root), "rev-parse", f"{revision}:owui_lint", f"{revision}:rules"]
    ids = subprocess.run(trees, stdout=subprocess.PIPE, text=True, check=True).stdout
    files = [f"{path} {path.stat().st_mtime_ns}" for path in sorted(folder.rglob("*.py"))]
    key = "\n".join([ids, str(folder.resolve()), *settings, *files])
    kept = Path(tempfile.gettempdir(), "owui-lint-corpus", sha256(key.encode()).hexdigest())
    if kept.exists():
        return [Finding(*one) for one in json.loads(kept.read_text("utf-8"))]
    found = _lint_archive(root, revision, folder, settings)
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps([astuple(one) for one in found]), "utf-8")
    return found


def _lint_archive(root: Path, revision: str, folder: Path, settings: list[str]) -> list[Finding]:
    with tempfile.TemporaryDirectory() as name:
        archive = subprocess.run(
            ["git", "-C", root, "archive", revision, "owui_lint", "rules"],
            stdout=subprocess.PIPE,
            check=True,
        )
        subprocess.run(["tar", "-x", "-C", name], input=archive.stdout, check=True)
        return _lint(Path(name), folder, settings)


def _lint(root: Path, folder: Path, settings: list[str]) -> list[Finding]:
    with tempfile.TemporaryDirectory() as name:
        # `rules/` is installed inside the package; a link says the same of a state that is not installed.
        for part in (root / "owui_lint").iterdir():
            (package := Path(name, "owui_lint")).mkdir(exist_ok=True)
            (package / part.name).symlink_to(part.resolve())
        (package / "rules").symlink_to((root / "rules").resolve())
        # Isolated, and ahead of the editable installation of the present state.
        code = f"import sys; sys.path.insert(0, {name!r})\n" + _PROBE
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder), *settings],
            stdout=subprocess.PIPE,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        )
    return [Finding(*json.loads(line)) for line in done.stdout.splitlines()]
