"""Where a fixture and what was found differ, in words."""

from __future__ import annotations

import difflib
from collections import Counter

from owui_lint.failures import UNUSED_NOQA
from owui_lint.fixer import fix
from owui_lint.parsing.source import SourceFile
from owui_lint.settings import Settings
from tests.harness.fixture import Fixture, Mark


def differences(fixture: Fixture, found: Counter[Mark]) -> list[str]:
    """One line for each finding that is missing, or is there and should not be."""
    lines = []
    unwanted = found - fixture.marks
    for line, column, code in sorted((fixture.marks - found).elements()):
        lines.append(f"{fixture.label}:{line}:{column}: {code} expected, not reported")
    for line, column, code in sorted(unwanted.elements()):
        if code not in fixture.also:
            lines.append(f"{fixture.label}:{line}:{column}: {code} reported, not expected")
    if fixture.reported and not any(code == fixture.code for _, _, code in fixture.marks):
        lines.append(f"{fixture.label}: marks no {fixture.code}")
    if not fixture.reported and any(code == fixture.code for _, _, code in fixture.marks):
        lines.append(f"{fixture.label}: is called silent and marks {fixture.code}")
    return lines


def settings_of(fixture: Fixture, **more: str | None) -> Settings:
    """Return the settings that a fixture asks for, and `more`."""
    given = {
        name.removeprefix("owui-").replace("-", "_"): value
        for name, value in fixture.settings.items()
        if name.startswith("owui-")
    }
    return Settings.parse(**{**given, **more})


def fixed_bytes(fixture: Fixture, *, unsafe: bool) -> bytes:
    """The fixture after the fixes of its own rule."""
    # Whether a `noqa` is needed, only the rules it names can tell.
    select = None if fixture.code == UNUSED_NOQA.code else fixture.code
    settings = settings_of(fixture, select=select)
    source = SourceFile.from_bytes(fixture.path.read_bytes(), fixture.path.name)
    return fix(source, settings, unsafe=unsafe).data


def expected_bytes(fixture: Fixture, *, unsafe: bool) -> bytes:
    """What must be left of it: the file beside it, or what the safe fixes leave, or itself."""
    beside = fixture.expected_fix(unsafe=unsafe)
    if beside.exists():
        return beside.read_bytes()
    return expected_bytes(fixture, unsafe=False) if unsafe else fixture.path.read_bytes()


def fix_differences(fixture: Fixture) -> list[str]:
    """A diff for each kind of fix whose result is not the expected one."""
    lines: list[str] = []
    for unsafe in (False, True):
        expected, got = expected_bytes(fixture, unsafe=unsafe), fixed_bytes(fixture, unsafe=unsafe)
        if expected != got:
            name = fixture.expected_fix(unsafe=unsafe).name
            lines.append(f"{fixture.label}: the {'unsafe' if unsafe else 'safe'} fix differs")
            lines += difflib.unified_diff(_shown(expected), _shown(got), name, "got", lineterm="")
    return lines


def _shown(data: bytes) -> list[str]:
    """Lines in which every odd byte can be seen."""
    return [repr(line)[1:] for line in data.split(b"\n")]
