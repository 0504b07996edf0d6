"""Draws what `owui-lint check` prints for `fixtures/demo_filter.py`: `python -m tests.picture`.

What the installed command itself writes to a terminal: the picture stands at the top of README.md.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from tests.harness import FIXTURES

PICTURE = FIXTURES / "demo.svg"
DEMO = FIXTURES / "demo_filter.py"
_SHOWN = "my_filter.py"
_WIDTH = 112
_OF_TERMINALS = ("NO_COLOR", "COLORTERM", "COLUMNS", "TERM")


def draw() -> str:
    """Return the picture, as SVG; the same for the same output."""
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True)
    console.print(Text.from_ansi(_output()), highlight=False)
    return console.export_svg(title=f"owui-lint check {_SHOWN}", unique_id="owui-lint")


def _output() -> str:
    environment = {key: value for key, value in os.environ.items() if key not in _OF_TERMINALS}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(DEMO, Path(folder, _SHOWN))
        done = subprocess.run(
            [Path(sys.executable).with_name("owui-lint"), "check", "--isolated", _SHOWN],
            cwd=folder,
            env={**environment, "FORCE_COLOR": "1", "PYTHONUTF8": "1", "TERM": "xterm-256color"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
    if done.returncode != 1 or done.stderr:
        raise RuntimeError(f"the demonstration gives {done.returncode}: {done.stderr}")
    return done.stdout


if __name__ == "__main__":
    PICTURE.write_text(draw(), encoding="utf-8")
