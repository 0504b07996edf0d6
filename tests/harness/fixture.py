"""What a fixture file says of itself: marks, settings, and the files beside it.

The format is described in `fixtures/README.md`.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tests.harness import FIXTURES

_MARK = re.compile(
    r"#\s*expect(?P<place>@\d+|\[[+-]\d+\])?:\s*(?P<marks>OWU\d{3}:\d+(?:,\s*OWU\d{3}:\d+)*)"
)
_LOOKS_LIKE_MARK = re.compile(r"#\s*expect\b")
RELEASE = "0.12.4"
"""The release that fixtures are written for, unless they name another: facts of a newer one spoil none."""
_SETTINGS = re.compile(r"^\s*#\s*settings:\s*(.+?)\s*$", re.MULTILINE)
_ALSO = re.compile(r"^\s*#\s*also:\s*(OWU\d{3}(?:,\s*OWU\d{3})*)", re.MULTILINE)
_LINE_END = re.compile(r"\r\n|\r|\n")

Mark = tuple[int, int, str]
"""Line (1-based), column (1-based, as flake8 prints it), code."""


@dataclass(frozen=True)
class Fixture:
    """One file `fixtures/OWUNNN/{reported,silent}_*.py`."""

    path: Path

    @property
    def code(self) -> str:
        """The rule it is for."""
        return self.path.parent.name

    @property
    def reported(self) -> bool:
        """Whether it is one of those in which something is found."""
        return self.path.name.startswith("reported_")

    @property
    def label(self) -> str:
        """How tests and messages call it."""
        return self.path.relative_to(FIXTURES).as_posix()

    @cached_property
    def text(self) -> str:
        """The file, for its comments; bytes that are no UTF-8 are read as Latin-1."""
        data = self.path.read_bytes()
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return data.decode("latin-1")

    @cached_property
    def marks(self) -> Counter[Mark]:
        """What must be found.

        Raises:
            ValueError: a comment that begins like a mark and is none
        """
        marks: Counter[Mark] = Counter()
        for number, line in enumerate(_LINE_END.split(self.text), start=1):
            found = list(_MARK.finditer(line))
            if len(found) != len(_LOOKS_LIKE_MARK.findall(line)):
                raise ValueError(f"{self.label}:{number}: no mark such as `# expect: OWU312:9`")
            for match in found:
                target = _target(match["place"], number)
                for mark in match["marks"].replace(" ", "").split(","):
                    code, column = mark.split(":")
                    marks[target, int(column), code] += 1
        return marks

    @cached_property
    def also(self) -> frozenset[str]:
        """Other codes that may be found as well."""
        return frozenset(
            code
            for match in _ALSO.finditer(self.text)
            for code in match[1].replace(" ", "").split(",")
        )

    @cached_property
    def settings(self) -> dict[str, str]:
        """Options, by name without dashes; `face` chooses another frontend than flake8."""
        words = [word for match in _SETTINGS.finditer(self.text) for word in shlex.split(match[1])]
        written = dict(word.split("=", 1) for word in words)
        return {"owui-target-version": RELEASE, **written} if "face" not in written else written

    def expected_fix(self, *, unsafe: bool) -> Path:
        """Where the result of the fixes is kept."""
        return self.path.with_suffix(".unsafe.py" if unsafe else ".fixed.py")


def _target(place: str | None, here: int) -> int:
    if place is None:
        return here
    return int(place[1:]) if place.startswith("@") else here + int(place[1:-1])


def fixtures_of(code: str) -> list[Fixture]:
    """The fixtures of a rule, by name.

    Raises:
        ValueError: a file that is neither `reported_*`, `silent_*` nor the result of a fix
    """
    found = []
    for path in sorted((FIXTURES / code).glob("*.py")):
        if path.name.endswith((".fixed.py", ".unsafe.py")):
            origin = path.with_name(path.name.split(".")[0] + ".py")
            if not origin.exists():
                raise ValueError(f"{path.name} stands beside no {origin.name}")
        elif path.name.startswith(("reported_", "silent_")):
            found.append(Fixture(path))
        else:
            raise ValueError(f"{code}/{path.name}: neither reported_*.py nor silent_*.py")
    return found


def all_codes() -> list[str]:
    """The rules that have fixtures."""
    return sorted(path.name for path in FIXTURES.glob("OWU[0-9][0-9][0-9]") if path.is_dir())
