"""Other linters on the same files: Fixit 2 (LibCST) and flake8-async (LibCST, as a plugin)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.measure import wall_seconds

_ALONE = ("check", "--isolated", "--no-cache", "--jobs=1", "--format=concise")
"""In one process, and nothing remembered: what the others do."""


def environment(folder: Path, packages: list[str]) -> Path:
    """A fresh environment with these packages; its Python."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", *packages], check=True)
    return python


def compare(console: Console, files: list[str]) -> None:
    """Print how long each takes, start included, one process each."""
    table = Table(title="beside other linters, start included")
    table.add_column("linter")
    table.add_column("rules", justify="right")
    table.add_column("seconds", justify="right")
    with tempfile.TemporaryDirectory() as folder:
        python = str(environment(Path(folder), ["fixit>=2", "flake8-async"]))
        for name, rules, command in (
            ("owui-lint", _our_rules(), [sys.executable, "-m", "owui_lint", *_ALONE]),
            ("Fixit 2, its own rules", "its own", [python, "-m", "fixit", "--quiet", "lint"]),
            ("flake8-async alone", "its own", [python, "-m", "flake8_async", "--enable=ASYNC"]),
        ):
            table.add_row(name, rules, f"{wall_seconds([*command, *files]):.2f}")
    console.print(table)


def _our_rules() -> str:
    from owui_lint.rule import all_rules

    return str(len(all_rules()))
