"""Draws what `owui-lint check` prints for `fixtures/demo.py`: `python -m tests.picture [--check]`.

The first findings only: the picture stands at the top of README.md.
"""

from __future__ import annotations

import io
import sys

from rich.console import Console
from rich.text import Text

from owui_lint import engine
from owui_lint.parsing.source import SourceFile
from owui_lint.report import Report, as_text
from owui_lint.settings import Settings
from tests.harness import FIXTURES

PICTURE = FIXTURES / "demo.svg"
_CODES = ("OWU112", "OWU208", "OWU303", "OWU401", "OWU404", "OWU702")
"""One or two of a family; the whole list would fill the page."""


def draw() -> str:
    """The picture, as SVG; the same for the same findings."""
    source = SourceFile.from_bytes((FIXTURES / "demo.py").read_bytes(), "demo.py")
    findings = engine.lint(source, Settings(select=_CODES), fixes=True)
    console = Console(record=True, width=112, file=io.StringIO(), force_terminal=True)
    for finding in findings:
        pieces = as_text.drawn(Report(source, tuple(findings)), finding)
        console.print(Text.assemble(*pieces), highlight=False, end="")
    return console.export_svg(title="owui-lint check demo.py", unique_id="owui-lint")


def main() -> int:
    """Write the picture, or with `--check` say whether it is what would be written."""
    if "--check" in sys.argv:
        return int(PICTURE.read_text(encoding="utf-8") != draw())
    PICTURE.write_text(draw(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
