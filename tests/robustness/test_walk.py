"""Real Python of all ages: the standard library and what is installed, read as every kind."""

from __future__ import annotations

import hashlib
import sysconfig
from functools import lru_cache
from pathlib import Path

import libcst
import pytest

from owui_lint.kinds import Kind
from owui_lint.parsing.source import SourceFile
from tests.robustness.disguise import disguised
from tests.robustness.support import FUZZ_SECONDS, lint, text_of

_NORMAL = 48
"""Files of a normal run; `make fuzz` takes them all."""
_LONGEST = 40_000
"""Bytes; what is longer waits for `make fuzz` too."""
_PARTS = 16
"""A test each, so that they spread over processes and say how far they are."""


@lru_cache(maxsize=1)
def _files() -> list[tuple[Path, Path]]:
    """Each root with the files below it, in the same order on every machine that has them."""
    paths = sysconfig.get_paths()
    library, packages = Path(paths["stdlib"]), Path(paths["purelib"])
    found = [
        (root, path)
        for root in (library, packages)
        for path in root.rglob("*.py")
        if root == packages or "site-packages" not in path.parts
    ]
    found.sort(key=lambda item: _rank(*item))
    if FUZZ_SECONDS:
        return found
    return [item for item in found if item[1].stat().st_size < _LONGEST][:_NORMAL]


def _rank(root: Path, path: Path) -> str:
    return hashlib.sha256(path.relative_to(root).as_posix().encode()).hexdigest()


@pytest.fixture(autouse=True)
def _parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A text has the same tree as every kind, and parsing it anew for each took most of the time."""
    monkeypatch.setattr(libcst, "parse_module", lru_cache(maxsize=1)(libcst.parse_module))


@pytest.mark.parametrize("part", range(_PARTS))
@pytest.mark.parametrize("form", ["as_it_is", "disguised"])
def test_no_file_is_too_much(form: str, part: int) -> None:
    files = _files()
    assert len(files) >= _NORMAL
    for number, (_, path) in enumerate(files[part::_PARTS]):
        source = text_of(path.read_bytes())
        for place, kind in enumerate(Kind):
            if not FUZZ_SECONDS and (number + place) % 2 != (form == "as_it_is"):
                continue  # a normal run takes each file in one of the forms
            if form == "disguised":
                source = SourceFile.from_text(disguised(text_of(path.read_bytes()).text, kind))
            is_told = form == "as_it_is" or number % 2 == 0  # else it has to be found out
            _read(path, source, kind if is_told else None)


def _read(path: Path, source: SourceFile, kind: Kind | None) -> None:
    try:
        lint(source, kind, noqa=False)
    except Exception as error:
        raise AssertionError(f"{path} as {kind}: {error}") from error
