"""Prints three tables: lint against parse, flake8 with and without, other linters beside.

    python -m tests.bench [--quick] [FILE ...]

`--quick` leaves out the other linters, which are installed into a throw-away environment. FILEs are
linted in place of generated components in the last two tables. The exit code is 1 when a ratio is
over its budget.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import libcst
from rich.console import Console
from rich.table import Table

import owui_lint
from tests.bench import others
from tests.bench.measure import peak_memory, seconds, wall_seconds
from tests.bench.samples import component

LENGTHS = (100, 300, 1_000, 3_000, 10_000, 30_000)
BUDGET = {False: 1.35, True: 1.5}
"""Times the parse, without and with findings."""
MEMORY_BUDGET = 1.5
_MEMORY_FROM = 3_000
"""Lines; what a shorter file needs is lost among the pages of the process."""
_PARSE = "tree = libcst.parse_module(text)"
_LINT = "findings = owui_lint.lint_source(text)"


def lint_against_parse(console: Console, folder: Path) -> bool:
    """Print the ratios; whether all are within their budget."""
    table = Table(title="lint_source against libcst.parse_module")
    for column in (
        "lines",
        "findings",
        "parse s",
        "lint s",
        "ratio",
        "parse MB",
        "lint MB",
        "ratio ",
    ):
        table.add_column(column, justify="right")
    small = folder / "small.py"
    small.write_text(component(0, findings=True), encoding="utf-8")
    fine = True
    for with_findings in (False, True):
        for lines in LENGTHS:
            text = component(lines, findings=with_findings)
            path = folder / f"{'found' if with_findings else 'clean'}_{lines}.py"
            path.write_text(text, encoding="utf-8")
            found = len(owui_lint.lint_source(text))
            if (found > 0) != with_findings:
                raise RuntimeError(f"{found} findings in {path.name}")
            parse, lint = seconds(
                lambda text=text: libcst.parse_module(text),  # type: ignore[misc]
                lambda text=text: owui_lint.lint_source(text),  # type: ignore[misc]
            )
            parse_mb, lint_mb = (peak_memory(what, path, small) for what in (_PARSE, _LINT))
            over = lint / parse > BUDGET[with_findings]
            memory_over = lines >= _MEMORY_FROM and lint_mb > MEMORY_BUDGET * parse_mb
            fine = fine and not over and not memory_over
            table.add_row(
                str(text.count("\n")),
                str(found),
                f"{parse:.3f}",
                f"{lint:.3f}",
                f"{lint / parse:.2f}{' !' if over else ''}",
                f"{parse_mb:.0f}",
                f"{lint_mb:.0f}",
                f"{lint_mb / max(parse_mb, 0.1):.2f}{' !' if memory_over else ''}",
            )
    console.print(table)
    return fine


def flake8_with_and_without(console: Console, files: list[str]) -> None:
    """Print what the plugin adds to flake8."""
    flake8 = [sys.executable, "-m", "flake8", "--isolated", "-j1"]
    ordinary = str(Path(libcst.__file__).parent / "codemod")
    table = Table(title="flake8, one process")
    for column in ("files", "flake8 s", "with owui-lint s"):
        table.add_column(column, justify="right")
    with tempfile.TemporaryDirectory() as folder:
        bare = others.environment(Path(folder), ["flake8"])
        for name, targets in (("components", files), ("an ordinary package", [ordinary])):
            without = wall_seconds([str(bare), "-m", "flake8", "--isolated", "-j1", *targets])
            table.add_row(name, f"{without:.2f}", f"{wall_seconds([*flake8, *targets]):.2f}")
    console.print(table)


def main() -> int:
    """Measure and print; 1 when a budget is exceeded."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--quick", action="store_true", help="leave out the other linters")
    parser.add_argument("files", nargs="*", metavar="FILE")
    arguments = parser.parse_args()
    console = Console(width=110)
    with tempfile.TemporaryDirectory() as folder:
        fine = lint_against_parse(console, Path(folder))
        files = arguments.files or [str(path) for path in sorted(Path(folder).glob("*_1000.py"))]
        flake8_with_and_without(console, files)
        if not arguments.quick:
            others.compare(console, files)
    print("within budget" if fine else "over budget where marked with !")
    return int(not fine)


if __name__ == "__main__":
    sys.exit(main())
