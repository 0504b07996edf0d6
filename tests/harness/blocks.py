"""The fenced blocks of our Markdown: what a reader copies from README.md and the guides."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from tests.harness import ROOT

_FENCE = re.compile(r"^```(?P<language>\S*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """One fenced block.

    Attributes:
        path: the Markdown file
        line: where its text begins, 1-based
        language: what stands behind the fence
        text: what is inside
    """

    path: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}"

    @property
    def commands(self) -> list[str]:
        """The lines of a block of commands, without comments."""
        lines = (re.sub(r"\s+# .*$", "", line).strip() for line in self.text.splitlines())
        return [line for line in lines if line and not line.startswith("#")]


def blocks_of(path: Path) -> list[Block]:
    """Return the blocks of a Markdown file; directives of the website are none."""
    text = path.read_text(encoding="utf-8")
    return [
        Block(path, text[: match.start("text")].count("\n") + 1, match["language"], match["text"])
        for match in _FENCE.finditer(text)
        if not match["language"].startswith("{")
    ]


README = ROOT / "README.md"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
GUIDES = sorted((ROOT / "docs" / "pages").rglob("*.md"))
