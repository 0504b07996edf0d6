"""The stored facts against published wheels: `OWUI_WHEELS=DIR pytest tests/host/test_wheels.py`."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from owui_lint.host.generate.__main__ import DATA, read
from owui_lint.host.generate.stored import Stored
from owui_lint.host.generate.wheel import Wheel

FOLDER = os.environ.get("OWUI_WHEELS")
WHEELS = sorted(Path(FOLDER).glob("open_webui-*.whl")) if FOLDER else []

pytestmark = pytest.mark.skipif(
    FOLDER is None, reason="needs published wheels: OWUI_WHEELS names no folder"
)


def test_there_are_wheels() -> None:
    assert WHEELS, f"no open_webui-*.whl in {FOLDER}"


@pytest.mark.parametrize("path", WHEELS, ids=lambda path: path.name.split("-")[1])
def test_a_wheel_says_what_is_stored(path: Path) -> None:
    wheel = Wheel(path)
    assert Stored(DATA).differences(wheel.release, read(wheel)) == []
